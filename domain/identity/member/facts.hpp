// What happens to the membership of a person in a business. An invitation is a membership that nobody has taken up yet.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;
struct Member;

namespace member {

// Who has left is invited again as the same member.
struct Invited {
  static constexpr auto wire = "member.invited.v1";
  Id<Member> id;
  Personal<std::string> email;
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
  std::int64_t n = 0;                      // which invitation of this row; part of its token
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(Invited, (), (id, email, role, permissions, n, expires_at))

struct Joined {
  static constexpr auto wire = "member.joined.v1";
  Id<Member> id;
  Id<Account> account_id;
  Personal<std::string> name;              // as the account was called on joining
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
  std::optional<Personal<std::string>> email = {};    // the account's own
  std::optional<bool> other_address = {};             // which is not the one that was invited
  std::optional<Personal<std::string>> invited_email = {};   // that one, then
};
BOOST_DESCRIBE_STRUCT(Joined, (), (id, account_id, name, role, permissions, email, other_address, invited_email))

// What the account is called from now on, and its own address.
struct Identified {
  static constexpr auto wire = "member.identified.v1";
  Id<Member> id;
  Id<Account> account_id;
  Personal<std::string> name;
  Personal<std::string> email;
  std::int64_t account_version = 0;        // of the account, as the directory counts: an older one says nothing new
  std::optional<bool> other_address;       // where nobody had compared it with the one that was invited
};
BOOST_DESCRIBE_STRUCT(Identified, (), (id, account_id, name, email, account_version, other_address))

struct AccessChanged {
  static constexpr auto wire = "member.access_changed.v1";
  Id<Member> id;
  std::optional<Id<Account>> account_id;   // none while only invited
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
};
BOOST_DESCRIBE_STRUCT(AccessChanged, (), (id, account_id, role, permissions))

// Left, was removed, or the invitation was withdrawn.
struct Removed {
  static constexpr auto wire = "member.removed.v1";
  Id<Member> id;
  std::optional<Id<Account>> account_id;
};
BOOST_DESCRIBE_STRUCT(Removed, (), (id, account_id))

struct InvitationExpired {
  static constexpr auto wire = "member.invitation_expired.v1";
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(InvitationExpired, (), (id))

}  // namespace member
}  // namespace millrace
