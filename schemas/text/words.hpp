// Where words and numbers stand in a text that has its search form. Pure; views into the text that was given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct Word {
  std::string_view text;
  // Of a script that sets no spaces between its words (Chinese, Japanese, Thai, …; Korean compounds; emoji): a run of signs in which a
  // word may begin anywhere.
  bool unspaced = false;
  bool glued = false;                        // to the word before it, with no more than punctuation between: shop.example, AB-1234
};
std::vector<Word> words_of(std::string_view search_form);

// Digits that people write in groups: +49 (0)30 123-45 is 493012345, 12.5.2026 is 1252026.
struct Number {
  std::string digits;
  bool international = false;                // begins with + or 00; the digits then begin with the country
};
std::vector<Number> numbers_of(std::string_view search_form);

// The first so many bytes, not cut within a character.
std::string_view within(std::string_view text, std::size_t bytes);
std::size_t characters(std::string_view text);

}  // namespace millrace
