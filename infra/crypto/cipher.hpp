// The three constructions that the vault is made of, over OpenSSL EVP; thread-safe, each thread keeps its contexts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/digest.hpp"

namespace millrace::crypto {

// RFC 5869 with SHA-256. At most 8160 bytes.
std::string hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info, std::size_t size);
// The usual case: 32 bytes, no salt.
Digest hkdf_sha256(std::string_view secret, std::string_view info);

// RFC 3394 (AES-256-WRAP), both with a key-encryption key of 32 bytes: the result is 8 bytes longer than the
// key, whose size is a multiple of 8. Nothing when the bytes were not wrapped under this key-encryption key.
std::string wrap_key(std::string_view kek, std::string_view key);
std::optional<std::string> unwrap_key(std::string_view kek, std::string_view wrapped);

// AES-256-GCM (NIST SP 800-38D): nonce ‖ ciphertext ‖ tag. The key has 32 bytes, the nonce 12 and must not
// repeat under a key.
inline constexpr std::size_t gcm_nonce_bytes = 12, gcm_tag_bytes = 16;
std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view context, std::string_view text);
std::optional<std::string> gcm_open(std::string_view key, std::string_view context, std::string_view sealed);

}  // namespace millrace::crypto
