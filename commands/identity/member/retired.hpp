// What was asked about members until the end of 2026, as journals may still keep it: see domain/identity/member/retired.hpp.
#pragma once

#include "commands/identity/member/asks.hpp"

namespace millrace::member::v1 {

struct Invite {
  static constexpr auto wire = "member.invite.v1";
  Id<Member> id;
  Personal<std::string> email;
  Role role = Role::limited_agent;
  member::Invite upcast() const { return {id, email, name_of(role)}; }
};
BOOST_DESCRIBE_STRUCT(Invite, (), (id, email, role))

struct ChangeAccess {
  static constexpr auto wire = "member.change_access.v1";
  Id<Member> id;
  std::optional<Role> role;
  std::optional<std::vector<Can>> permissions;
  member::ChangeAccess upcast() const {
    member::ChangeAccess ask{id, {}, {}};
    if (role) ask.role = name_of(*role);
    if (!permissions) return ask;
    ask.permissions.emplace();
    for (const auto can : *permissions) ask.permissions->push_back(name_of(can));
    return ask;
  }
};
BOOST_DESCRIBE_STRUCT(ChangeAccess, (), (id, role, permissions))

}  // namespace millrace::member::v1
