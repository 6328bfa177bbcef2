// Passwords that are guessed first. By zxcvbn (Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016), which
// brings its lists of common passwords, names and words along as a part of the library: nothing is read at the start.
#pragma once

#include <string_view>

namespace millrace {

// Whether somebody who knows what people like to take needs at most some 16,000 guesses for it (NIST SP 800-63B §5.1.1.2 asks for a
// list). What is longer than any list has is never common. Pure; any thread; less than a millisecond.
bool common_password(std::string_view);

}  // namespace millrace
