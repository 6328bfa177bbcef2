// What every room may ask of a text; what Unicode knows of it is schemas/text.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace millrace {

// Unicode characters in UTF-8 text.
inline std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Letters of ASCII in lower case, all others as they are.
inline std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return lower;
}

}  // namespace millrace
