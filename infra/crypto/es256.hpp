// A P-256 key and what it signs: JWS compact serialisation with ES256 (RFC 7515, RFC 7518 §3.4), over libcjose.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/digest.hpp"

namespace millrace {

// Immutable after construction, so any thread may use it.
class Es256Key {
 public:
  // The same key for the same secret, on every machine (FIPS 186-5, A.2.2: candidates from HKDF until one is in
  // range).
  explicit Es256Key(const Digest& secret);
  ~Es256Key();
  Es256Key(Es256Key&&) noexcept;

  // RFC 7638 thumbprint.
  const std::string& kid() const { return kid_; }
  // RFC 7517, public members only, for a signing key: {"kty","kid","crv","x","y","use","alg"}.
  const std::string& public_jwk() const { return public_jwk_; }

  // `header` is a JSON object with "alg":"ES256"; std::runtime_error when the library refuses it.
  std::string sign(std::string_view header, std::string_view payload) const;
  // The payload if the signature is this key's. What the header says beyond "alg" is the caller's to check.
  std::optional<std::string> verify(std::string_view compact) const;

 private:
  struct Jwk;
  std::unique_ptr<Jwk> jwk_;
  std::string kid_;
  std::string public_jwk_;
};

}  // namespace millrace
