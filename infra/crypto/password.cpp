#include "infra/crypto/password.hpp"

#include <argon2.h>

#include <array>
#include <stdexcept>

namespace millrace {
namespace {

std::string phc_of(std::string_view password, const std::array<std::uint8_t, argon2_salt_bytes>& salt) {
  std::string out(argon2_encodedlen(argon2_passes, argon2_memory_kib, argon2_lanes, argon2_salt_bytes,
                                    argon2_hash_bytes, Argon2_id),
                  '\0');
  const int wrong = argon2id_hash_encoded(argon2_passes, argon2_memory_kib, argon2_lanes, password.data(),
                                          password.size(), salt.data(), salt.size(), argon2_hash_bytes, out.data(),
                                          out.size());
  if (wrong != ARGON2_OK) throw std::runtime_error(std::string{"argon2: "} + argon2_error_message(wrong));
  out.resize(out.find('\0'));
  return out;
}

// Whose password nobody knows: the price of a verification for an account that does not exist.
const std::string& nobody() {
  static const std::string phc = phc_of("", {'n', 'o', 'b', 'o', 'd', 'y'});
  return phc;
}

}  // namespace

std::string hash_password(std::string_view password, Random& random) {
  std::array<std::uint8_t, argon2_salt_bytes> salt;
  random.fill(salt);
  return phc_of(password, salt);
}

bool verify_password(std::string_view phc, std::string_view password) {
  const std::string encoded{phc.empty() ? std::string_view{nobody()} : phc};
  const bool right = argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
  return right && !phc.empty();
}

}  // namespace millrace
