// Digests and sealing as this house names them; the record, cursors and codecs need them. The functions are OpenSSL's (EVP), called in
// digest.cpp and nowhere else outside infra; they are thread-safe and never fail for lack of input. The Vault is infra/crypto's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/id.hpp"

namespace millrace {

using Digest = std::array<std::uint8_t, 32>;

inline std::string_view raw(const Digest& d) { return {reinterpret_cast<const char*>(d.data()), d.size()}; }

// FIPS 180-4 SHA-256 of a ‖ b.
Digest sha256(std::string_view a, std::string_view b = {});
// RFC 2104 with SHA-256.
Digest hmac_sha256(std::string_view key, std::string_view message);
// Constant time for equal lengths.
bool equal_secrets(std::string_view a, std::string_view b);
// RFC 4648 §5 without padding; decoding refuses padding, other characters and non-canonical endings.
std::string base64url(std::string_view);
std::optional<std::string> base64url_decode(std::string_view);

// Seals personal text under keys that are kept outside the journal (architecture §8).
class Vault {
 public:
  enum class Opening { opened, erased, unknown_key, corrupt };
  struct Opened { Opening how; std::string text; };

  virtual ~Vault() = default;
  // A key that is already durable and has never been given out; nothing when the batch is used up (answer 503, try again).
  // Never waits for the disk.
  virtual std::optional<Uuid> fresh_key() = 0;
  // AES-256-GCM (NIST SP 800-38D): 12-byte nonce ‖ ciphertext ‖ 16-byte tag. `context` is the additional data.
  virtual std::string seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) = 0;
  virtual Opened open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) = 0;
  // The symmetric secret for one purpose ("cursor", "fingerprint", …), derived from the master key by HKDF (RFC 5869).
  virtual Digest secret(std::string_view purpose) = 0;
};

}  // namespace millrace
