// What is wrong with one place of an input.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

struct InputError {
  std::string pointer;       // RFC 6901, "/text"; empty for the whole
  std::string detail;        // "must be a string"
};

// A name as a part of a pointer: "a/b" → "/a~1b"; of a long one only its beginning.
std::string pointer_part(std::string_view name);

}  // namespace millrace
