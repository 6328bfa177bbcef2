#include "infra/objects/sigv4.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "infra/crypto/sha256.hpp"
#include "schemas/digest.hpp"

namespace millrace::sigv4 {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string hash(std::string_view text) { return hex(sha256(text)); }
std::string mac(std::string_view key, std::string_view text) { return std::string{raw(hmac_sha256(key, text))}; }

Pairs sorted(Pairs pairs) {
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

// Without white space around it, and one blank where there are several.
std::string trimmed(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

struct SignedHeaders { std::string names, lines; };

SignedHeaders signed_headers(const Request& request) {
  SignedHeaders out;
  for (const auto& [name, value] : sorted(request.headers)) {
    out.names += (out.names.empty() ? "" : ";") + name;
    out.lines += name + ":" + trimmed(value) + "\n";
  }
  return out;
}

}  // namespace

std::string uri_encoded(std::string_view text, Slash slash) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain || (c == '/' && slash == Slash::kept)) out += static_cast<char>(c);
    else out += fmt::format("%{:02X}", c);
  }
  return out;
}

std::string query_string(const Request& request) {
  Pairs encoded;
  for (const auto& [name, value] : request.query) encoded.emplace_back(uri_encoded(name), uri_encoded(value));
  std::string out;
  for (const auto& [name, value] : sorted(std::move(encoded))) out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

std::string amz_date(Time at) {
  std::string out;
  for (const char c : to_rfc3339(at).substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

std::string authorization(const Credentials& who, const Scope& scope, const Request& request) {
  const auto headers = signed_headers(request);
  const auto canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, request.path, query_string(request), headers.lines, headers.names, request.payload_sha256);
  const auto when = amz_date(scope.at), day = when.substr(0, 8);
  const auto scoped = fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
  const auto to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", when, scoped, hash(canonical));
  const auto key = mac(mac(mac(mac("AWS4" + who.secret_access_key, day), scope.region), scope.service), "aws4_request");
  return fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}", who.access_key_id, scoped, headers.names, hex(mac(key, to_sign)));
}

}  // namespace millrace::sigv4
