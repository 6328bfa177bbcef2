#include "schemas/token.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "schemas/api_key.hpp"
#include "schemas/digest.hpp"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 16> kinds = {"wk", "vt", "iv", "rt", "lt", "pr", "ev", "ec", "en", "mf", "mr", "wc", "wn", "mo", "oa", "cn"};
constexpr std::size_t hex_size = 32;

std::string_view text_of(TokenKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

void append_hex(std::string& out, std::string_view in) {
  for (const unsigned char c : in) {
    out += "0123456789abcdef"[c >> 4];
    out += "0123456789abcdef"[c & 15];
  }
}

// Takes "_" and 32 digits off the front.
std::optional<Uuid> take_uuid(std::string_view& text) {
  if (text.size() < 1 + hex_size || text[0] != '_') return {};
  Uuid out;
  for (std::size_t i = 0; i < 16; ++i) {
    const int high = digit(text[1 + 2 * i]), low = digit(text[2 + 2 * i]);
    if (high < 0 || low < 0) return {};
    out.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  text.remove_prefix(1 + hex_size);
  return out;
}

// Takes "_" and a decimal without sign or leading zeros off the front.
std::optional<std::int64_t> take_number(std::string_view& text) {
  if (text.size() < 2 || text[0] != '_' || text[1] < '0' || text[1] > '9') return {};
  std::int64_t n = 0;
  const auto [end, wrong] = std::from_chars(text.data() + 1, text.data() + text.size(), n);
  if (wrong != std::errc{} || (text[1] == '0' && end != text.data() + 2)) return {};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return n;
}

// Takes all but the mac off the front.
std::optional<Token> take_claims(std::string_view& text) {
  const auto tenant = take_uuid(text);
  const auto id = tenant ? take_uuid(text) : std::nullopt;
  const auto n = id ? take_number(text) : std::nullopt;
  if (!n) return {};
  return Token{*tenant, *id, *n};
}

}  // namespace

std::string make_token(TokenKind kind, const Token& token, std::string_view secret) {
  std::string out;
  out.reserve(120);
  out += text_of(kind);
  append_hex(out += '_', token.tenant.raw());
  append_hex(out += '_', token.id.raw());
  (out += '_') += std::to_string(token.n);
  const Digest mac = hmac_sha256(secret, out);
  append_hex(out += '_', raw(mac).substr(0, hex_size / 2));
  return out;
}

std::optional<Token> read_token(TokenKind kind, std::string_view text, std::string_view secret) {
  std::string_view rest = text;
  if (!rest.starts_with(text_of(kind))) return {};
  rest.remove_prefix(text_of(kind).size());
  const auto claims = take_claims(rest);
  if (!claims || rest.size() != 1 + hex_size) return {};
  if (!equal_secrets(text, make_token(kind, *claims, secret))) return {};
  return claims;
}

std::string mask_tokens(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with(api_key_prefix)) {
      (out += api_key_prefix) += "***";
      text.remove_prefix(api_key_prefix.size());
      while (!text.empty() && std::isalnum(static_cast<unsigned char>(text[0]))) text.remove_prefix(1);
      continue;
    }
    std::string_view rest = text.substr(std::min<std::size_t>(2, text.size()));
    const bool token = std::any_of(kinds.begin(), kinds.end(), [&](auto kind) { return text.starts_with(kind); }) &&
                       take_claims(rest) && rest.starts_with('_');
    if (!token) {
      out += text[0];
      text.remove_prefix(1);
      continue;
    }
    out.append(text.data(), rest.data() + 1);
    out += "***";
    text = rest.substr(1);
    while (!text.empty() && std::isxdigit(static_cast<unsigned char>(text[0]))) text.remove_prefix(1);
  }
  return out;
}

}  // namespace millrace
