#include "infra/crypto/signing_key.hpp"

#include <doctest/doctest.h>

#include "tests/support/bytes.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace {
namespace {

Digest seed_of(std::string_view hex) {
  const std::string bytes = from_hex(hex);
  Digest out;
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

template <class Bytes>
std::string text(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

struct Vector { const char *seed, *key, *message, *signature; };
constexpr Vector vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

}  // namespace

TEST_CASE("Ed25519 signs as in RFC 8032, section 7.1") {
  for (const auto& vector : vectors) {
    const SigningKey key{seed_of(vector.seed)};
    const std::string message = from_hex(vector.message), signature = text(key.sign(message));
    CHECK(to_hex(text(key.public_key())) == vector.key);
    CHECK(to_hex(signature) == vector.signature);
    CHECK(SigningKey::verify(text(key.public_key()), message, signature));
  }
}

TEST_CASE("no other message, key or signature verifies") {
  const SigningKey key{std::string(32, 'm'), "heads"};
  const std::string open = text(key.public_key()), signature = text(key.sign("a head"));
  CHECK(SigningKey::verify(open, "a head", signature));
  CHECK_FALSE(SigningKey::verify(open, "a heap", signature));
  CHECK_FALSE(SigningKey::verify(open, "", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] ^= 1;
    CHECK_FALSE(SigningKey::verify(open, "a head", changed));
    CHECK_FALSE(SigningKey::verify(open, "a head", signature.substr(0, i)));
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    std::string changed = open;
    changed[i] ^= 1;
    CHECK_FALSE(SigningKey::verify(changed, "a head", signature));
  }
}

TEST_CASE("each label has a key of its own, the same on every machine") {
  const std::string master(32, 'm');
  CHECK(SigningKey{master, "heads"}.public_key() == SigningKey{master, "heads"}.public_key());
  CHECK(SigningKey{master, "heads"}.public_key() != SigningKey{master, "erasures"}.public_key());
  CHECK(SigningKey{master, "heads"}.public_key() != SigningKey{std::string(32, 'n'), "heads"}.public_key());
}

TEST_CASE("a vault gives the seed of the same key") {
  MemoryVault vault;
  CHECK(SigningKey{signing_seed(vault, "heads")}.public_key() == SigningKey{std::string(32, 'm'), "heads"}.public_key());
}

}  // namespace millrace
