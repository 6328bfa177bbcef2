#include "schemas/api_key.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "schemas/token.hpp"

using namespace millrace;

TEST_CASE("an API key is its prefix, 32 bytes in base62, and their CRC-32") {
  Digest none{}, most{}, one{};
  most.fill(0xff);
  one.back() = 61;
  CHECK(api_key_text(none).substr(0, 51) == "mr_live_" + std::string(43, '0'));
  CHECK(api_key_text(one).substr(0, 51) == "mr_live_" + std::string(42, '0') + "z");
  CHECK(api_key_text(most).size() == 57);
  CHECK(api_key_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");   // FIPS 180-4, example
}

TEST_CASE("what was mistyped is no API key, and each has a text of its own") {
  rc::check([](const Digest& a, const Digest& b) {
    const auto text = api_key_text(a);
    RC_ASSERT(written_like_api_key(text));
    RC_ASSERT((a == b) == (text == api_key_text(b)));
    auto wrong = text;
    const auto at = *rc::gen::inRange<std::size_t>(0, wrong.size());
    wrong[at] = *rc::gen::distinctFrom(wrong[at]);
    RC_ASSERT(!written_like_api_key(wrong));
    RC_ASSERT(!written_like_api_key(text + "0"));
    RC_ASSERT(!written_like_api_key(std::string_view(text).substr(1)));
  });
  for (const auto* text : {"", "mr_live_", "mr_live_0", "mr_test_000"}) CHECK_FALSE(written_like_api_key(text));
}

TEST_CASE("no log shows an API key") {
  const auto key = api_key_text(sha256("secret"));
  CHECK(mask_tokens("GET /x " + key + " 200") == "GET /x mr_live_*** 200");
}
