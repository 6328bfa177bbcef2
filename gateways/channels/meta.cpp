#include "gateways/channels/meta.hpp"

#include <algorithm>

#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"

namespace millrace::channel {

std::optional<std::string> meta::account(const Fields& all, std::string_view name) {
  const auto id = given(all, name);
  if (id.empty() || id.size() > 32 || id.find_first_not_of("0123456789") != id.npos) return {};
  const auto plain = [](std::string_view text) {
    return text.size() >= 8 && text.size() <= 1024 && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  };
  if (!plain(given(all, "access_token")) || !plain(given(all, "app_secret"))) return {};
  return std::string(id);
}

bool meta::verify(const Request& request, const Tie& tie) {
  const auto mac = hmac_sha256(given(tie.credentials, "app_secret"), request.body);
  return equal_secrets(request.header("x-hub-signature-256"), "sha256=" + hexadecimal(raw(mac)));
}

std::optional<std::string> meta::challenged(const Request& request, const Tie& tie) {
  if (request.param("hub.mode") != "subscribe" || !equal_secrets(request.param("hub.verify_token"), tie.hook_secret)) return {};
  return std::string(request.param("hub.challenge"));
}

OutgoingCall meta::call(const Tie& tie, std::string_view method, std::string_view path, std::string body) {
  OutgoingCall call{std::string(method), tie.endpoint + std::string(version) + std::string(path),
                    {"Authorization: Bearer " + std::string(given(tie.credentials, "access_token"))}, std::move(body)};
  if (!call.body.empty()) call.headers.push_back("Content-Type: application/json");
  return call;
}

Meaning meta::refused(const std::string& platform, const Came& came, const std::function<std::optional<Meaning>(std::int64_t code)>& first) {
  const Document answer{came.body};
  const bool json = answer.fault() == Document::Fault::none;
  const auto error = json ? object_of(answer.root(), "error") : std::nullopt;
  const auto code = error ? number_of(*error, "code").value_or(0) : 0;
  if (auto meaning = first && code ? first(code) : std::nullopt) return std::move(*meaning);
  if (came.status == 401 || code == 190 || code == 10 || (code >= 200 && code < 300)) return {.why = platform + ".unauthorised", .for_good = true};
  if (code == 4 || code == 32 || code == 613) return {.why = platform + ".not_now"};
  return not_taken(platform, came);
}

}  // namespace millrace::channel
