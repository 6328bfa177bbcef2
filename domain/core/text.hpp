// What addresses must look like, so that every rule that takes one says the same.
#pragma once

#include <algorithm>
#include <string_view>

namespace millrace {

// Unicode characters in UTF-8 text.
inline std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// An address that mail could be sent to (RFC 5321 §4.5.3.1 for its length); whether it can be is known when it was.
inline bool good_email(std::string_view text) {
  const auto at = text.find('@');
  const auto odd = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; };
  return text.size() <= 254 && at != text.npos && at > 0 && at <= 64 && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
         std::none_of(text.begin(), text.end(), odd);
}

}  // namespace millrace
