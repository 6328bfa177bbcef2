// Codes that an app makes of a shared secret and the time: TOTP (RFC 6238) of HMAC-SHA-1, six digits, a new one every 30 seconds. Pure and
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/time.hpp"

namespace millrace {

// RFC 4648 §6 without padding, as apps take secrets; decoding takes lower case and spaces, too.
std::string base32(std::string_view);
std::optional<std::string> base32_decode(std::string_view);

// Which 30 seconds since 1970.
std::int64_t totp_step(Time);
// RFC 4226 §5.3: `secret` as bytes.
std::string totp_code(std::string_view secret, std::int64_t step, int digits = 6);
// The step that the code is of: this one, the one before or the one after (RFC 6238 §5.2), but none up to `used`. Spaces in it do not count.
std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code, Time now, std::int64_t used);
// otpauth://totp/… as apps read it out of a QR code (Key Uri Format): `secret` in base32.
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret);

}  // namespace millrace
