// How an API key is written. Pure and thread-safe.
//
//   mr_live_ ‖ 32 bytes as 43 digits ‖ the CRC-32 (IEEE 802.3) of all before it as 6 digits        digits: 0-9 A-Z a-z, the highest first
//
// The prefix and the checksum let secret scanners find keys that have leaked, and this house tell a typing error from a key without a look-up.
#pragma once

#include <string>
#include <string_view>

#include "schemas/digest.hpp"

namespace millrace {

inline constexpr std::string_view api_key_prefix = "mr_live_";

std::string api_key_text(const Digest& secret);
// Whether it is written like one, its checksum included; not whether anybody has given it out.
bool written_like_api_key(std::string_view);
// What facts and rows keep of a key: SHA-256 of its text, 64 hex digits.
std::string api_key_hash(std::string_view text);

}  // namespace millrace
