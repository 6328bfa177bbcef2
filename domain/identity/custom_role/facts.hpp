// What happens to a role that a business has made for itself. A member who has it holds its id as the name of their role, and its
// permissions as what they were granted: whoever reads that member's facts needs no other.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct CustomRole;

namespace custom_role {

struct Created {
  static constexpr auto wire = "custom_role.created.v1";
  Id<CustomRole> id;
  std::string name;
  std::vector<std::string> permissions;      // names of rights, sorted
};
BOOST_DESCRIBE_STRUCT(Created, (), (id, name, permissions))

struct Renamed {
  static constexpr auto wire = "custom_role.renamed.v1";
  Id<CustomRole> id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (id, name))

struct PermissionsSet {
  static constexpr auto wire = "custom_role.permissions_set.v1";
  Id<CustomRole> id;
  std::vector<std::string> permissions;      // all of them, sorted
};
BOOST_DESCRIBE_STRUCT(PermissionsSet, (), (id, permissions))

// Nobody had it.
struct Deleted {
  static constexpr auto wire = "custom_role.deleted.v1";
  Id<CustomRole> id;
};
BOOST_DESCRIBE_STRUCT(Deleted, (), (id))

}  // namespace custom_role
}  // namespace millrace
