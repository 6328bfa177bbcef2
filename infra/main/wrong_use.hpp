// How commands fail: one line, what and how to mend it. WrongUse exits with 2, any other exception with 1.
#pragma once

#include <stdexcept>

namespace millrace {

struct WrongUse : std::runtime_error { using runtime_error::runtime_error; };

}  // namespace millrace
