// What members are written to by mail.
#pragma once

#include "commands/core/decider.hpp"

namespace millrace::commands {

// An invitation goes to whom it invites.
WriteSide member_mail();

}  // namespace millrace::commands
