#include "gateways/connect/webhook_signature.hpp"

#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"

namespace millrace::webhooks {

namespace {

constexpr std::string_view prefix = "whsec_";

std::optional<std::string> key_of(std::string_view secret) {
  if (!secret.starts_with(prefix)) return {};
  std::string text(secret.substr(prefix.size()));
  while (text.ends_with('=')) text.pop_back();
  for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return base64url_decode(text);
}

}  // namespace

std::string secret_text(std::string_view key) { return std::string(prefix) + base64(key); }

std::optional<std::string> signature(std::string_view secret, std::string_view id, std::int64_t timestamp, std::string_view body) {
  const auto key = key_of(secret);
  if (!key) return {};
  std::string text(id);
  (((text += '.') += std::to_string(timestamp)) += '.') += body;
  const auto mac = hmac_sha256(*key, text);
  return "v1," + base64(raw(mac));
}

}  // namespace millrace::webhooks
