#include "infra/crypto/password.hpp"

#include <doctest/doctest.h>

namespace millrace {

// From the tests of the reference implementation: "password", salt "somesalt".
constexpr const char* of_password =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

TEST_CASE("the reference implementation's argon2id strings verify") {
  CHECK(verify_password(of_password, "password"));
  CHECK_FALSE(verify_password(of_password, "Password"));
}

TEST_CASE("a password verifies against its hash and no other does") {
  SystemRandom random;
  const std::string phc = hash_password("correct horse", random);
  CHECK(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(phc.find("horse") == std::string::npos);
  CHECK(verify_password(phc, "correct horse"));
  CHECK_FALSE(verify_password(phc, "correct horse "));
  CHECK_FALSE(verify_password(phc, ""));
  CHECK(hash_password("correct horse", random) != phc);
}

TEST_CASE("all of a long password counts, zero bytes included") {
  SystemRandom random;
  const std::string password = std::string(200, 'a') + std::string(1, '\0') + "b";
  const std::string phc = hash_password(password, random);
  CHECK(verify_password(phc, password));
  CHECK_FALSE(verify_password(phc, std::string(200, 'a') + std::string(1, '\0') + "c"));
  CHECK_FALSE(verify_password(phc, std::string(200, 'a')));
}

TEST_CASE("no account, another scheme and nonsense verify nothing") {
  for (const char* phc : {"", "$2b$12$abcdefghijklmnopqrstuv",
                          "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
                          "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", "$argon2id$", "x",
                          "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$AAAA"})
    for (const char* password : {"", "password"}) CHECK_MESSAGE(!verify_password(phc, password), phc);
}

}  // namespace millrace
