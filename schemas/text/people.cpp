#include "schemas/text/people.hpp"

#include <algorithm>

#include "domain/core/text.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

// Controls, and what Unicode breaks a line at besides them (UAX #14): next line, line and paragraph separator.
bool breaks(std::string_view text) {
  constexpr std::string_view others[] = {"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return std::any_of(text.begin(), text.end(), control) ||
         std::any_of(std::begin(others), std::end(others), [&](auto one) { return text.find(one) != text.npos; });
}

}  // namespace

bool one_line(std::string_view text, std::size_t most_characters) {
  return characters(text) <= most_characters && !breaks(text) && !blank(text);
}
bool good_name(std::string_view text) { return one_line(text, 100); }
bool good_text(std::string_view text) { return characters(text) <= 20'000 && !blank(text); }

}  // namespace millrace
