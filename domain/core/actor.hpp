// Who acts, and what that one may do.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

#include "domain/core/id.hpp"

namespace millrace {

// What a role may do in a business: the sixteen flags of the inbox specification (CC-13), and three that the gateway needs.
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

enum class Role { owner, admin, manager, agent, limited_agent };
BOOST_DESCRIBE_ENUM(Role, owner, admin, manager, agent, limited_agent)

// A set of `Can`, one bit each.
struct Permissions {
  std::uint64_t bits = 0;
  constexpr bool has(Can can) const { return bits >> static_cast<int>(can) & 1; }
  constexpr Permissions with(Can can) const { return {bits | std::uint64_t{1} << static_cast<int>(can)}; }
  constexpr Permissions without(Can can) const { return {bits & ~(std::uint64_t{1} << static_cast<int>(can))}; }
  auto operator<=>(const Permissions&) const = default;
};

// Who says that they are calling; the gateway has checked their token.
enum class PrincipalKind { anybody, visitor, user, system };
BOOST_DESCRIBE_ENUM(PrincipalKind, anybody, visitor, user, system)

struct Principal {
  PrincipalKind kind = PrincipalKind::anybody;
  Uuid id{};                 // the account of a user, the customer of a visitor
  auto operator<=>(const Principal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Principal, (), (kind, id))

// What that principal is in the tenant where the truth is decided.
struct Actor {
  Principal principal;
  Uuid member_id{};          // nil unless the principal is a member of the tenant
  std::optional<Role> role;  // of the member
  Permissions can;
};

}  // namespace millrace
