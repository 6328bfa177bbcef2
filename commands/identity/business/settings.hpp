// What becomes of a business's settings when it is asked to change them.
#pragma once

#include "commands/identity/business/asks.hpp"

namespace millrace::business {

// All as it is then; or what is wrong with what was asked, and where.
std::variant<Rejection, Settings> changed(Settings, const ChangeSettings&);

}  // namespace millrace::business
