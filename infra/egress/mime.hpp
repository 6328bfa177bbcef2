// The headers of a mail, as RFC 5322 and RFC 2047 write them; its parts are libcurl's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateways/core/effect_kind.hpp"

namespace millrace {

// One line of text as the value of a header: encoded words where it is not ASCII, and nothing in it that could begin another header.
std::string header_text(std::string_view utf8);
std::vector<std::string> mail_headers(const OutgoingMail&, std::int64_t unix_time);

}  // namespace millrace
