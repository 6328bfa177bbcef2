// Who may give what to whom: rules that everything shares by which somebody comes to a role.
#pragma once

#include "commands/core/context.hpp"
#include "domain/identity/member/access.hpp"

namespace millrace {

struct Member;

namespace member {

bool may_give(const Actor&, const Access& given);
// Whether that one stands no lower than whom it is about.
bool may_touch(const Actor&, const Access& was);

// Without this owner nobody would be left who can give every right back.
bool last_owner(const Id<Member>&, const Access& was, const Context&);

// What a role gives who has it: one that the business has made, what it says now; nothing: there is no such role.
std::optional<Access> given_by(const std::string& role, const Context&);

// What is said of a role that nobody knows.
std::string unknown_role(std::string_view role);

}  // namespace member
}  // namespace millrace
