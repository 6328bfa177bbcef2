// What people may call themselves and others, and what they may say, so that every rule that takes it asks for the same.
#pragma once

#include <string_view>

namespace millrace {

// One line of at most so many characters that shows something.
bool one_line(std::string_view text, std::size_t most_characters);
// … of 100.
bool good_name(std::string_view text);
// At most 20,000 characters, on as many lines as one likes, that show something.
bool good_text(std::string_view text);

}  // namespace millrace
