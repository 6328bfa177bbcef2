#include <doctest/doctest.h>

#include <random>
#include <thread>
#include <vector>

#include "schemas/digest.hpp"
#include "tests/support/bytes.hpp"

namespace millrace {
namespace {
std::string hex(const Digest& d) { return to_hex(raw(d)); }


}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(sha256(std::string(1'000'000, 'a'))) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 of two parts is that of both in a row") {
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(sha256(text.substr(0, cut), text.substr(cut)) == sha256(text));
}

TEST_CASE("HMAC-SHA-256 gives the codes of RFC 4231") {
  CHECK(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("an empty key is a key of its own, not the one before") {
  const std::string empty = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  hmac_sha256("another", "");
  CHECK(hex(hmac_sha256("", "")) == empty);
  hmac_sha256("another", "");
  CHECK(hex(hmac_sha256({}, {})) == empty);
}

TEST_CASE("digests are the same on every thread") {
  const Digest hash = sha256("abc"), code = hmac_sha256("key", "abc");
  std::vector<std::thread> threads;
  std::array<bool, 4> same{};
  for (bool& mine : same)
    threads.emplace_back([&mine, &hash, &code] {
      mine = true;
      for (int i = 0; i < 200; ++i) mine = mine && sha256("a", "bc") == hash && hmac_sha256("key", "abc") == code;
    });
  for (auto& thread : threads) thread.join();
  for (const bool mine : same) CHECK(mine);
}

TEST_CASE("secrets are equal only when length and every byte are") {
  CHECK(equal_secrets("", ""));
  CHECK(equal_secrets("secret", "secret"));
  CHECK_FALSE(equal_secrets("secret", "secres"));
  CHECK_FALSE(equal_secrets("secret", "Secret"));
  CHECK_FALSE(equal_secrets("secret", "secret "));
  CHECK_FALSE(equal_secrets("secret", ""));
}

TEST_CASE("base64url writes the examples of RFC 4648 without padding") {
  const std::pair<std::string, std::string> examples[] = {{"", ""},         {"f", "Zg"},        {"fo", "Zm8"},
                                                          {"foo", "Zm9v"},  {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"},
                                                          {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};
  for (const auto& [plain, encoded] : examples) {
    CHECK(base64url(plain) == encoded);
    CHECK(base64url_decode(encoded) == plain);
  }
}

TEST_CASE("base64url refuses what is not the one spelling of a value") {
  for (const char* wrong : {"Z", "Zg==", "Zh", "Zm9", "Zm9v Yg", "Zm9v\n", "+/+/", "Zm9v=", "Zm9vY",
                            "\xc3\xa4" "aa", "Zm.v"})
    CHECK_MESSAGE(!base64url_decode(wrong), wrong);
  CHECK_FALSE(base64url_decode(std::string_view{"Zm9\0", 4}));
}

TEST_CASE("base64url gives back any bytes, and accepts random text only when it is canonical") {
  std::mt19937 random{7};
  for (int i = 0; i < 20'000; ++i) {
    std::string in(random() % 40, '\0');
    for (char& c : in) c = static_cast<char>(random());
    CHECK(base64url_decode(base64url(in)) == in);
    for (char& c : in) c = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/"[random() % 67];
    if (const auto plain = base64url_decode(in)) CHECK(base64url(*plain) == in);
  }
}

}  // namespace millrace
