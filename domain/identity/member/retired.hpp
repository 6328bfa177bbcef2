// The facts about members as they were written until the end of 2026, and still stand in old journals: with a list of all that somebody
// was allowed. It becomes a role and deviations by the table of what roles meant then. Nothing here ever changes, whatever roles mean now.
#pragma once

#include "domain/identity/member/facts.hpp"

namespace millrace::member::v1 {

enum class Role { owner, admin, manager, agent, limited_agent };
BOOST_DESCRIBE_ENUM(Role, owner, admin, manager, agent, limited_agent)

enum class Can {
  conversations_view_all,
  conversations_view_assigned,
  conversations_reply,
  conversations_assign,
  conversations_close,
  customers_view,
  customers_edit,
  customers_delete,
  team_view,
  team_invite,
  team_edit,
  team_remove,
  settings_view,
  settings_edit,
  billing_view,
  billing_edit,
};
BOOST_DESCRIBE_ENUM(Can, conversations_view_all, conversations_view_assigned, conversations_reply, conversations_assign,
                    conversations_close, customers_view, customers_edit, customers_delete, team_view, team_invite,
                    team_edit, team_remove, settings_view, settings_edit, billing_view, billing_edit)

// What each role was usually allowed.
std::vector<Can> usual(Role);
// The same in the words of today's facts: a name for each role and flag.
std::string name_of(Role);
std::string name_of(Can);
Access access_of(Role, const std::vector<Can>& permissions);

struct Invited {
  static constexpr auto wire = "member.invited.v1";
  Id<Member> id;
  Personal<std::string> email;
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
  std::int64_t n = 0;
  Time expires_at{};
  member::Invited upcast() const;
};
BOOST_DESCRIBE_STRUCT(Invited, (), (id, email, role, permissions, n, expires_at))

struct Joined {
  static constexpr auto wire = "member.joined.v1";
  Id<Member> id;
  Id<Account> account_id;
  Personal<std::string> name;
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
  std::optional<Personal<std::string>> email = {};
  std::optional<bool> other_address = {};
  std::optional<Personal<std::string>> invited_email = {};
  member::Joined upcast() const;
};
BOOST_DESCRIBE_STRUCT(Joined, (), (id, account_id, name, role, permissions, email, other_address, invited_email))

struct AccessChanged {
  static constexpr auto wire = "member.access_changed.v1";
  Id<Member> id;
  std::optional<Id<Account>> account_id;
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
  member::AccessChanged upcast() const;
};
BOOST_DESCRIBE_STRUCT(AccessChanged, (), (id, account_id, role, permissions))

}  // namespace millrace::member::v1
