// What a rule reads of a role that a business has made.
#pragma once

#include "domain/identity/custom_role/facts.hpp"

namespace millrace {

struct CustomRole : Aggregate {
  using Facts = List<custom_role::Created, custom_role::Renamed, custom_role::PermissionsSet, custom_role::Deleted>;
  struct Active {
    std::string name;
    std::vector<std::string> permissions;
  };
  struct Deleted {};
  using State = std::variant<Absent, Active, Deleted>;
  static const AnyFold& erased();

  static State on(Absent, const custom_role::Created& e) { return Active{e.name, e.permissions}; }
  static State on(auto s, const custom_role::Created&) { return s; }
  static State on(Active s, const custom_role::Renamed& e) {
    s.name = e.name;
    return s;
  }
  static State on(auto s, const custom_role::Renamed&) { return s; }
  static State on(Active s, const custom_role::PermissionsSet& e) {
    s.permissions = e.permissions;
    return s;
  }
  static State on(auto s, const custom_role::PermissionsSet&) { return s; }
  static State on(auto, const custom_role::Deleted&) { return Deleted{}; }
};
BOOST_DESCRIBE_STRUCT(CustomRole::Active, (), (name, permissions))
BOOST_DESCRIBE_STRUCT(CustomRole::Deleted, (), ())

}  // namespace millrace
