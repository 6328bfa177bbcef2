#include "infra/crypto/cipher.hpp"

#include <doctest/doctest.h>

#include "tests/support/bytes.hpp"

namespace millrace::crypto {

TEST_CASE("HKDF gives the keys of RFC 5869, appendix A") {
  const std::string first_salt = from_hex("000102030405060708090a0b0c"), first_info = from_hex("f0f1f2f3f4f5f6f7f8f9");
  CHECK(to_hex(hkdf_sha256(std::string(22, '\x0b'), first_salt, first_info, 42)) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  std::string secret, salt, info;
  for (int i = 0; i < 80; ++i) {
    secret += static_cast<char>(i);
    salt += static_cast<char>(0x60 + i);
    info += static_cast<char>(0xb0 + i);
  }
  CHECK(to_hex(hkdf_sha256(secret, salt, info, 82)) ==
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  CHECK(to_hex(hkdf_sha256(std::string(22, '\x0b'), {}, {}, 42)) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST_CASE("HKDF without a salt forgets the salt before") {
  const auto plain = hkdf_sha256("secret", "info");
  hkdf_sha256("secret", "salt", "info", 32);
  CHECK(hkdf_sha256("secret", "info") == plain);
  CHECK(hkdf_sha256("secret", "other") != plain);
}

TEST_CASE("keys are wrapped as in RFC 3394, section 4") {
  const std::string kek = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const std::pair<std::string, std::string> examples[] = {
      {"00112233445566778899aabbccddeeff", "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"},
      {"00112233445566778899aabbccddeeff0001020304050607",
       "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"},
      {"00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
       "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"}};
  for (const auto& [key, wrapped] : examples) {
    CHECK(to_hex(wrap_key(kek, from_hex(key))) == wrapped);
    CHECK(unwrap_key(kek, from_hex(wrapped)) == from_hex(key));
  }
}

TEST_CASE("a wrapped key does not unwrap under another key or with a bit changed") {
  const std::string kek(32, 'k'), wrapped = wrap_key(kek, std::string(32, 's'));
  CHECK_FALSE(unwrap_key(std::string(32, 'x'), wrapped));
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    std::string changed = wrapped;
    changed[i] ^= 1;
    CHECK_FALSE(unwrap_key(kek, changed));
    CHECK_FALSE(unwrap_key(kek, wrapped.substr(0, i)));
  }
  CHECK(unwrap_key(kek, wrapped) == std::string(32, 's'));
}

TEST_CASE("AES-256-GCM gives the ciphertexts of the GCM specification, test cases 13, 14 and 16") {
  const std::string zeros(32, '\0'), nonce(12, '\0');
  CHECK(to_hex(gcm_seal(zeros, nonce, "", "")) == to_hex(nonce) + "530f8afbc74536b9a963b4f1c4cb738b");
  CHECK(to_hex(gcm_seal(zeros, nonce, "", std::string(16, '\0'))) ==
        to_hex(nonce) + "cea7403d4d606b6e074ec5d3baf39d18" "d0d1c8a799996bf0265b98b5d48ab919");
  const std::string key = from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string text = from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const std::string context = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const std::string sealed = gcm_seal(key, from_hex("cafebabefacedbaddecaf888"), context, text);
  CHECK(to_hex(sealed) == "cafebabefacedbaddecaf888"
                          "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                          "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                          "76fc6ece0f4e1768cddf8853bb2d551b");
  CHECK(gcm_open(key, context, sealed) == text);
}

TEST_CASE("sealed text does not open with another key or context, or with a byte changed or lost") {
  const std::string key(32, 'k'), sealed = gcm_seal(key, std::string(12, 'n'), "here", "the text");
  CHECK(gcm_open(key, "here", sealed) == "the text");
  CHECK_FALSE(gcm_open(std::string(32, 'x'), "here", sealed));
  CHECK_FALSE(gcm_open(key, "there", sealed));
  CHECK_FALSE(gcm_open(key, "", sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 0x40;
    CHECK_FALSE(gcm_open(key, "here", changed));
    CHECK_FALSE(gcm_open(key, "here", sealed.substr(0, i)));
  }
}

}  // namespace millrace::crypto
