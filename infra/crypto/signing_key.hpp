// Ed25519 (RFC 8032): what this installation states to others and they can check without it, such as certificates of erasure and heads.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "infra/crypto/master_key.hpp"
#include "schemas/digest.hpp"

namespace millrace {

// Immutable after construction, so any thread may use it. std::runtime_error when the library itself fails.
class SigningKey {
 public:
  using Public = std::array<std::uint8_t, 32>;
  using Signature = std::array<std::uint8_t, 64>;

  // The same key for the same master key and label, on every machine; keys of two labels say nothing of each other. A vault's
  // secret("signing:" + label) is the same seed, for those who hold no master key.
  SigningKey(const MasterKey& master, std::string_view label);
  // RFC 8032 §5.1.5: the seed is the private key.
  explicit SigningKey(const Digest& seed);
  ~SigningKey();
  SigningKey(const SigningKey&) = delete;

  const Public& public_key() const { return public_; }
  Signature sign(std::string_view message) const;
  // False for whatever is no signature of that key over that message, of whatever size.
  static bool verify(std::string_view public_key, std::string_view message, std::string_view signature);

 private:
  Digest seed_;
  Public public_{};
};

// The seed of the key of that label, out of a vault.
Digest signing_seed(Vault&, std::string_view label);

}  // namespace millrace
