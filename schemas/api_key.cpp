#include "schemas/api_key.hpp"

#include <algorithm>
#include <boost/crc.hpp>

namespace millrace {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t secret_digits = 43, checksum_digits = 6;       // 62^43 > 2^256, 62^6 > 2^32

// A number, its highest byte first, in so many digits.
std::string base62(std::string number, std::size_t places) {
  std::string text(places, digits[0]);
  for (auto place = text.rbegin(); place != text.rend(); ++place) {
    unsigned rest = 0;
    for (auto& c : number) {
      const auto part = rest << 8 | static_cast<unsigned char>(c);
      c = static_cast<char>(part / 62);
      rest = part % 62;
    }
    *place = digits[rest];
  }
  return text;
}

std::string checksum(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  const auto sum = crc.checksum();
  std::string number;
  for (const int shift : {24, 16, 8, 0}) number += static_cast<char>(sum >> shift & 0xff);
  return base62(std::move(number), checksum_digits);
}

}  // namespace

std::string api_key_text(const Digest& secret) {
  auto text = std::string(api_key_prefix) + base62(std::string(raw(secret)), secret_digits);
  return text + checksum(text);
}

bool written_like_api_key(std::string_view text) {
  if (!text.starts_with(api_key_prefix) || text.size() != api_key_prefix.size() + secret_digits + checksum_digits) return false;
  const auto body = text.substr(0, text.size() - checksum_digits);
  return text.substr(body.size()) == checksum(body);
}

std::string api_key_hash(std::string_view text) {
  const auto digest = sha256(text);
  std::string hex;
  for (const auto byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

}  // namespace millrace
