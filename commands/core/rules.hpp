// What any command may be refused by, whatever it asks.
#pragma once

#include "domain/core/rule.hpp"

namespace millrace::rule {

inline constexpr Rule no_such_tenant{"tenant.not_found", Kind::missing, "There is nothing here under that id.",
                                     "Check the id of the business, and that you are one of its members: to others it does not exist."};
inline constexpr Rule session_over{"auth.session_over", Kind::unauthenticated, "This session is over. Log in again."};
inline constexpr Rule permission_denied{"permission.denied", Kind::forbidden, "Your role does not allow this.",
                                        "Ask an owner or admin of the business for the right, or for somebody who has it."};
inline constexpr Rule too_many_facts{"command.too_many_facts", Kind::invalid, "This would bring about more than 100 facts at once.", "Ask for less at a time."};
inline constexpr Rule command_too_large{"command.too_large", Kind::invalid, "What this brings about is larger than 900 kB.", "Send shorter texts, or less at a time."};
inline constexpr Rule timer_gone{"timer.not_found", Kind::missing, "This timer has fired already."};

inline constexpr Rule of_commands[] = {no_such_tenant, session_over, permission_denied, too_many_facts, command_too_large, timer_gone};

}  // namespace millrace::rule
