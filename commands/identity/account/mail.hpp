// What people are written to by mail about their accounts.
#pragma once

#include "commands/core/decider.hpp"

namespace millrace::commands {

// Each link that was asked for; and of who signs up, whether the address is theirs.
WriteSide account_mail();

}  // namespace millrace::commands
