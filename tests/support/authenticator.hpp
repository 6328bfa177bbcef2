// An authenticator in software (WebAuthn Level 2, §6), for tests: makes keys, and signs whatever it is told to, right or wrong.
#pragma once

#include <memory>
#include <string>

#include "domain/identity/second_factor/facts.hpp"

namespace millrace::testing {

class Authenticator {
 public:
  static constexpr std::uint8_t present = 1, verified = 4, credential = 64;

  explicit Authenticator(second_factor::Algorithm = second_factor::Algorithm::es256, std::string credential_id = "a credential of 16");
  ~Authenticator();

  const std::string& credential_id() const { return credential_id_; }
  // COSE_Key (RFC 9053 §7), as bytes.
  std::string cose_key() const;
  std::string authenticator_data(std::string_view rp_id, std::uint8_t flags, std::uint32_t count, std::string_view more = {}) const;
  // … with the key that it has made.
  std::string registration(std::string_view rp_id, std::uint8_t flags = present | verified | credential, std::uint32_t count = 0) const;
  std::string sign(std::string_view authenticator_data, std::string_view client_data) const;

 private:
  struct Key;
  second_factor::Algorithm algorithm_;
  std::string credential_id_;
  std::unique_ptr<Key> key_;
};

// As browsers write it.
std::string client_data(std::string_view type, std::string_view challenge, std::string_view origin, bool cross_origin = false);

}  // namespace millrace::testing
