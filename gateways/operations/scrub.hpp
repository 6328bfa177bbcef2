// What a page tells of its faults, without what may be about somebody: pages are written not to send any, and faults are not written.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Addresses of people, ids, tokens, long numbers, queries and what stands in quotes become what they were: <email>, <id>, <token>,
// <number>, ?, <text>. Names and places in the code stay. At most so many characters, on one line if `lines` is none.
enum class Lines { one, many };
std::string scrubbed(std::string_view text, std::size_t most_characters, Lines);

}  // namespace millrace
