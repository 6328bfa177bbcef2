#include "schemas/totp.hpp"

#include <fmt/format.h>

#include "schemas/digest.hpp"
#include "schemas/hmac_sha1.hpp"

namespace millrace {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t step_us = 30'000'000, drift = 1;

std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    plain ? void(out += static_cast<char>(c)) : void(out += fmt::format("%{:02X}", c));
  }
  return out;
}

}  // namespace

std::string base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const unsigned char c : bytes) {
    held = held << 8 | c;
    for (bits += 8; bits >= 5; bits -= 5) out += alphabet[held >> (bits - 5) & 31];
  }
  if (bits) out += alphabet[held << (5 - bits) & 31];
  return out;
}

std::optional<std::string> base32_decode(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    const auto at = alphabet.find(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    if (at == alphabet.npos) return {};
    held = held << 5 | static_cast<std::uint32_t>(at);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xff);
  }
  if (bits >= 5 || (held & ((1u << bits) - 1))) return {};
  return out;
}

std::int64_t totp_step(Time at) { return micros(at) / step_us; }

std::string totp_code(std::string_view secret, std::int64_t step, int digits) {
  std::string counter(8, '\0');
  for (int n = 7; n >= 0; --n, step >>= 8) counter[static_cast<std::size_t>(n)] = static_cast<char>(step & 0xff);
  const auto mac = hmac_sha1(secret, counter);
  const std::size_t at = mac[19] & 0xf;
  const std::uint32_t number = (mac[at] & 0x7fu) << 24 | std::uint32_t{mac[at + 1]} << 16 | std::uint32_t{mac[at + 2]} << 8 | mac[at + 3];
  std::uint32_t limit = 1;
  for (int n = 0; n < digits; ++n) limit *= 10;
  return fmt::format("{:0{}}", number % limit, digits);
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view given, Time now, std::int64_t used) {
  std::string code;
  for (const char c : given)
    if (c != ' ') code += c;
  std::optional<std::int64_t> found;
  for (auto step = totp_step(now) - drift; step <= totp_step(now) + drift; ++step)     // all of them, whichever it is
    if (equal_secrets(totp_code(secret, step), code) && step > used && !found) found = step;
  return found;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits=6&period=30", escaped(issuer), escaped(account), secret, escaped(issuer));
}

}  // namespace millrace
