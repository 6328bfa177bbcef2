#include "gateways/core/forwarding.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace millrace {

namespace {

constexpr std::int64_t life_us = 60'000'000;               // clocks of nodes differ a little; the secret does not
constexpr std::array<std::string_view, 5> that_matter = {"content-type", "idempotency-key", "if-match", "business-id", "traceparent"};

std::string mac_of(const Services& services, const Request& request, std::string_view who) {
  const auto secret = services.vault.secret("forwarding");
  std::string text;
  for (const auto part : {who, std::string_view(request.method)}) (text += part) += '\0';
  (text += target_of(request)) += '\0';
  for (const auto name : that_matter) (text += request.header(name)) += '\0';
  const auto body = sha256(request.body);
  text += raw(body);
  const auto mac = hmac_sha256(raw(secret), text);
  return base64url(raw(mac));
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto dot = text.find('.');
    parts.push_back(text.substr(0, dot));
    if (dot == text.npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

template <class N>
std::optional<N> number(std::string_view text) {
  N n{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return n;
}

}  // namespace

std::string target_of(const Request& request) {
  auto out = percent_encoded(request.path, "/");
  char before = '?';
  for (const auto& [name, value] : request.query) {
    ((out += before) += percent_encoded(name)) += '=';
    out += percent_encoded(value);
    before = '&';
  }
  return out;
}

std::vector<std::string> headers_to_forward(const Services& services, const Request& request, const Caller& caller,
                                            const std::vector<std::string_view>& also) {
  std::string who = std::to_string(static_cast<int>(caller.principal.kind));
  for (const auto& id : {caller.principal.id, caller.session, caller.tenant}) (who += '.') += to_string(id);
  (who += '.') += base64url(caller.address);
  (who += '.') += std::to_string(micros(services.now()) + life_us);
  std::vector<std::string> out{fmt::format("{}: {}.{}", forwarded_header, who, mac_of(services, request, who))};
  const auto add = [&](std::string_view name) {
    if (const auto value = request.header(name); !value.empty()) out.push_back(fmt::format("{}: {}", name, value));
  };
  for (const auto name : that_matter) add(name);
  if (const auto site = other_site_of(request); !site.empty()) out.push_back(fmt::format("{}: {}", embedder_header, site));
  for (const auto name : also)
    if (std::find(that_matter.begin(), that_matter.end(), name) == that_matter.end()) add(name);
  return out;
}

std::optional<Caller> forwarded_caller(const Services& services, const Request& request) {
  const auto header = request.header(forwarded_header);
  const auto parts = split(header);
  if (parts.size() != 7) return {};
  const auto who = header.substr(0, header.size() - parts[6].size() - 1);
  if (!equal_secrets(parts[6], mac_of(services, request, who))) return {};
  const auto kind = number<int>(parts[0]);
  const auto principal = parse_uuid(parts[1]), session = parse_uuid(parts[2]), tenant = parse_uuid(parts[3]);
  const auto address = base64url_decode(parts[4]);
  const auto until = number<std::int64_t>(parts[5]);
  // A system principal acts inside a process only.
  const bool travels = kind && *kind >= 0 && *kind <= static_cast<int>(PrincipalKind::api_key) && *kind != static_cast<int>(PrincipalKind::system);
  if (!travels || !address || !principal || !session || !tenant) return {};
  if (!until || *until < micros(services.now())) return {};
  return Caller{{static_cast<PrincipalKind>(*kind), *principal}, *session, *tenant, *address};
}

}  // namespace millrace
