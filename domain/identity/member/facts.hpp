// What happens to the membership of a person in a business. An invitation is a membership that nobody has taken up yet.
#pragma once

#include "domain/core/fold.hpp"
#include "domain/identity/member/access.hpp"

namespace millrace {

struct Account;
struct Member;

namespace member {

// Who has left is invited again as the same member.
struct Invited {
  static constexpr auto wire = "member.invited.v2";
  Id<Member> id;
  Personal<std::string> email;
  std::string role;                        // these three: see Access
  std::vector<std::string> granted, denied;
  std::int64_t n = 0;                      // which invitation of this row; part of its token
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(Invited, (), (id, email, role, granted, denied, n, expires_at))

struct Joined {
  static constexpr auto wire = "member.joined.v2";
  Id<Member> id;
  Id<Account> account_id;
  Personal<std::string> name;              // as the account was called on joining
  std::string role;                        // these three: see Access
  std::vector<std::string> granted, denied;
  std::optional<Personal<std::string>> email = {};    // the account's own
  std::optional<bool> other_address = {};             // which is not the one that was invited
  std::optional<Personal<std::string>> invited_email = {};   // that one, then
};
BOOST_DESCRIBE_STRUCT(Joined, (), (id, account_id, name, role, granted, denied, email, other_address, invited_email))

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
  static constexpr auto wire = "member.access_changed.v2";
  Id<Member> id;
  std::optional<Id<Account>> account_id;   // none while only invited
  std::string role;                        // these three: see Access
  std::vector<std::string> granted, denied;
};
BOOST_DESCRIBE_STRUCT(AccessChanged, (), (id, account_id, role, granted, denied))

enum class About { title, department, capacity };
BOOST_DESCRIBE_ENUM(About, title, department, capacity)

// What is said of them is so from now on, what is cleared is not said any more; the rest stays.
struct Described {
  static constexpr auto wire = "member.described.v1";
  Id<Member> id;
  std::optional<Personal<std::string>> title;         // "Head of support"
  std::optional<Personal<std::string>> department;
  std::optional<std::int64_t> capacity;               // how many open conversations they are given at most
  std::vector<About> cleared;
};
BOOST_DESCRIBE_STRUCT(Described, (), (id, title, department, capacity, cleared))

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

// Ready to be given work: online, and so for a minute. Shorter than that neither it nor its end is a fact.
struct WentAvailable {
  static constexpr auto wire = "member.went_available.v1";
  Id<Member> id;
  Time since{};                            // when that began
};
BOOST_DESCRIBE_STRUCT(WentAvailable, (), (id, since))

// Away, busy or gone, likewise.
struct WentAway {
  static constexpr auto wire = "member.went_away.v1";
  Id<Member> id;
  Time since{};                            // when it was available last
};
BOOST_DESCRIBE_STRUCT(WentAway, (), (id, since))

// The company's own directory has given them a seat (SCIM 2.0). Who has no account here has one made, which nobody signs in to before they have
// shown that the address is theirs; who has one is invited.
struct Provisioned {
  static constexpr auto wire = "member.provisioned.v1";
  Id<Member> id;
  Personal<std::string> email;
  Personal<std::string> name;
  std::string role;                        // these three: see Access
  std::vector<std::string> granted, denied;
};
BOOST_DESCRIBE_STRUCT(Provisioned, (), (id, email, name, role, granted, denied))

// What that directory says of them, all of it anew: in its words, whatever their account says.
struct Catalogued {
  static constexpr auto wire = "member.catalogued.v1";
  Id<Member> id;
  Personal<std::string> user_name;
  Personal<std::string> email;
  std::optional<Personal<std::string>> external_id;   // what it calls them for good
  std::optional<Personal<std::string>> display_name, given_name, family_name;
};
BOOST_DESCRIBE_STRUCT(Catalogued, (), (id, user_name, email, external_id, display_name, given_name, family_name))

// They are nobody here for now: what they had is taken from them as from who leaves, but for the seat.
struct Suspended {
  static constexpr auto wire = "member.suspended.v1";
  Id<Member> id;
  std::optional<Id<Account>> account_id;   // none while they have not taken the seat
};
BOOST_DESCRIBE_STRUCT(Suspended, (), (id, account_id))

struct Resumed {
  static constexpr auto wire = "member.resumed.v1";
  Id<Member> id;
  Id<Account> account_id;
  std::string role;                        // these three: see Access
  std::vector<std::string> granted, denied;
};
BOOST_DESCRIBE_STRUCT(Resumed, (), (id, account_id, role, granted, denied))

}  // namespace member
}  // namespace millrace
