// What may be asked of a role that a business makes for itself. Nobody puts more into one than they have, or changes one that has more.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/custom_role/rights.hpp"
#include "domain/identity/custom_role/state.hpp"

namespace millrace {
namespace custom_role {

namespace rule {
inline constexpr Rule no_such_role{"role.not_found", Kind::missing, "There is no such role.", "GET …/roles lists those that the business has made."};
inline constexpr Rule role_exists{"role.exists", Kind::conflict, "There is a role under this id already."};
inline constexpr Rule name_invalid{"role.name_invalid", Kind::invalid, "A role's name has 1 to 100 characters on one line, and is not that of a built-in role."};
inline constexpr Rule name_taken{"role.name_taken", Kind::conflict, "Another role of this business is called so.", "Change that one, or take another name."};
inline constexpr Rule permission_unknown{"role.permission_unknown", Kind::invalid, "There is no such permission.",
                                         "x-permissions of /openapi.json lists those that there are."};
inline constexpr Rule beyond_own{"role.beyond_own", Kind::forbidden, "Nobody gives a role more than they may do themselves, or changes one that may do more.",
                                 "Leave out the permissions that you do not have, or ask somebody who has them."};
inline constexpr Rule in_use{"role.in_use", Kind::conflict, "Somebody has this role, or is invited to it.", "Give them another one first: PATCH …/team/{id}."};
inline constexpr Rule too_many{"role.too_many", Kind::limit, "A business makes at most 50 roles.", "Delete those that nobody has."};
}  // namespace rule

inline constexpr std::size_t roles_at_most = 50;

struct Create {
  static constexpr auto wire = "custom_role.create.v1";
  using Of = CustomRole;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule}, {"permissions", {0, 200}, By::edge, {}, "what it may do, as x-permissions names it"}};
  Id<CustomRole> id;
  std::string name;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(Create, (), (id, name, permissions))

// A merge patch (RFC 7396). Whoever has the role may do from then on what it says then.
struct Change {
  static constexpr auto wire = "custom_role.change.v1";
  using Of = CustomRole;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule}, {"permissions", {0, 200}, By::edge, {}, "all that it may do from now on, as x-permissions names it"}};
  Id<CustomRole> id;
  std::optional<std::string> name = {};
  std::optional<std::vector<std::string>> permissions = {};
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, name, permissions))

struct Delete {
  static constexpr auto wire = "custom_role.delete.v1";
  using Of = CustomRole;
  Id<CustomRole> id;
};
BOOST_DESCRIBE_STRUCT(Delete, (), (id))

// A timer's: those who have it are given what it says now.
struct Apply {
  static constexpr auto wire = "custom_role.apply.v1";
  using Of = CustomRole;
  Id<CustomRole> id;
};
BOOST_DESCRIBE_STRUCT(Apply, (), (id))

}  // namespace custom_role

namespace commands {
WriteSide custom_role();
}

}  // namespace millrace
