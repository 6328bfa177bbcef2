// RFC 2104 with SHA-1, which the codes of apps are made with (RFC 6238); nothing else should be. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace millrace {

std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view message);

}  // namespace millrace
