// Passwords: argon2id (RFC 9106) as PHC strings.
#pragma once

#include <string>
#include <string_view>

#include "infra/crypto/random.hpp"

namespace millrace {

// OWASP's recommendation (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about 20 ms. They are
// written into each PHC string, so raising them leaves old hashes valid.
inline constexpr std::uint32_t argon2_memory_kib = 19 * 1024, argon2_passes = 2, argon2_lanes = 1;
inline constexpr std::size_t argon2_salt_bytes = 16, argon2_hash_bytes = 32;

// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". Takes 19 MiB and a while; throws std::runtime_error without memory.
std::string hash_password(std::string_view password, Random&);
// Takes as long. An empty `phc` (there is no such account) takes the same time as a real one and is false, so
// that the answer's delay tells nobody who has an account. What is no PHC string of argon2id is false.
bool verify_password(std::string_view phc, std::string_view password);

}  // namespace millrace
