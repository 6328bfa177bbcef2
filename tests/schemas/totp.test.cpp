#include <doctest/doctest.h>

#include "schemas/totp.hpp"

using namespace millrace;

namespace {
const std::string secret = "12345678901234567890";
Time at_second(std::int64_t s) { return at_micros(s * 1'000'000); }
}  // namespace

TEST_CASE("totp: the codes of RFC 6238, Appendix B") {
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},         {1'111'111'109, "07081804"}, {1'111'111'111, "14050471"},
                                                          {1'234'567'890, "89005924"}, {2'000'000'000, "69279037"}, {20'000'000'000, "65353130"}};
  for (const auto& [second, code] : vectors) CHECK(totp_code(secret, totp_step(at_second(second)), 8) == code);
}

TEST_CASE("totp: the codes of RFC 4226, Appendix D") {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
  for (int n = 0; n < 10; ++n) CHECK(totp_code(secret, n) == codes[n]);
}

TEST_CASE("totp: one step before and after is taken, no other, and none twice") {
  const auto now = at_second(1'000'000'000);
  const auto step = totp_step(now);
  for (const auto away : {-1, 0, 1}) CHECK(totp_step_of(secret, totp_code(secret, step + away), now, 0) == step + away);
  for (const auto away : {-2, 2, 100}) CHECK_FALSE(totp_step_of(secret, totp_code(secret, step + away), now, 0));
  CHECK_FALSE(totp_step_of(secret, totp_code(secret, step), now, step));
  CHECK_FALSE(totp_step_of(secret, totp_code(secret, step - 1), now, step));
  CHECK(totp_step_of(secret, totp_code(secret, step + 1), now, step) == step + 1);
}

TEST_CASE("totp: a code may have spaces, and nothing else") {
  const auto now = at_second(1'000'000'000);
  const auto code = totp_code(secret, totp_step(now));
  CHECK(totp_step_of(secret, code.substr(0, 3) + " " + code.substr(3), now, 0));
  for (const auto& other : {std::string{}, code.substr(1), code + "0", "x" + code.substr(1), std::string(1000, '0')}) CHECK_FALSE(totp_step_of(secret, other, now, 0));
}

TEST_CASE("totp: base32 is that of RFC 4648 §10, without padding") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base32(bytes) == text);
    CHECK(base32_decode(text) == bytes);
  }
  CHECK(base32_decode("mzxw 6ytb oi") == "foobar");
  for (const auto* wrong : {"1", "MZXW6YTBO", "MZ=", "M", "MR"}) CHECK_FALSE_MESSAGE(base32_decode(wrong) == "f", wrong);
}

TEST_CASE("totp: the address that a QR code holds") {
  CHECK(totp_uri("Millrace", "ann+1@example.org", "MZXW6YTB") ==
        "otpauth://totp/Millrace:ann%2B1%40example.org?secret=MZXW6YTB&issuer=Millrace&algorithm=SHA1&digits=6&period=30");
}
