// A port: what authenticators have signed (WebAuthn Level 2, §7), with keys as they are kept. infra/fido has it.
#pragma once

#include <variant>

#include "domain/identity/second_factor/facts.hpp"
#include "schemas/digest.hpp"

namespace millrace {

// Thread-safe.
class Passkeys {
 public:
  // All as bytes.
  struct Made {
    std::string credential_id, public_key;
    second_factor::Algorithm algorithm;
    std::int64_t sign_count;
  };
  struct Key {
    second_factor::Algorithm algorithm;
    std::string_view public_key;
  };
  struct Signed {
    std::string_view authenticator_data, signature;
    Digest client_data;                      // SHA-256 of the client data
  };
  // For people, without anything of what was sent.
  struct Wrong { std::string_view why; };

  virtual ~Passkeys() = default;
  // A new key of that site, out of the authenticator data of its registration, whose person was there and has been verified. Who made the
  // authenticator is nobody's business: no attestation is looked at.
  virtual std::variant<Made, Wrong> made(std::string_view authenticator_data, std::string_view rp_id) const = 0;
  // The number of signatures that the authenticator has counted, once this one is known to be right: for that site, its person verified.
  virtual std::variant<std::int64_t, Wrong> signed_by(const Key&, const Signed&, std::string_view rp_id) const = 0;
};

}  // namespace millrace
