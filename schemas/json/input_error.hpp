// What is wrong with one place of an input.
#pragma once

#include <string>

namespace millrace {

struct InputError {
  std::string pointer;       // RFC 6901, "/text"; empty for the whole
  std::string detail;        // "must be a string"
};

}  // namespace millrace
