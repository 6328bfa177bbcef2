#include "schemas/text/origin.hpp"

#include <algorithm>
#include <charconv>

#include "domain/core/text.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

constexpr std::string_view schemes[] = {"https://", "http://"};
constexpr std::string_view below = "*.";

bool takes(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

// 1 to 65535, without zeros in front.
bool is_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return !text.empty() && text.front() != '0' && error == std::errc{} && end == text.data() + text.size() && port > 0 && port <= 65535;
}

}  // namespace

std::optional<std::string> origin_as_kept(std::string_view given) {
  const auto whole = in_lower_case(trimmed(given));
  std::string_view rest = whole;
  const auto scheme = std::find_if(std::begin(schemes), std::end(schemes), [&](auto s) { return takes(rest, s); });
  if (scheme == std::end(schemes)) return {};
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const bool many = takes(rest, below);
  const auto colon = rest.find(':');
  const auto port = colon == rest.npos ? std::string_view{} : rest.substr(colon + 1);
  const auto host = canonical_host(rest.substr(0, colon));
  if (!host || (colon != rest.npos && !is_port(port))) return {};
  if (many && host->find('.') == host->npos) return {};  // all of a top-level domain are nobody's sites
  auto kept = std::string(*scheme) + std::string(many ? below : "") + *host;
  if (!port.empty() && port != (*scheme == "https://" ? "443" : "80")) (kept += ':') += port;
  return kept;
}

bool names_origin(const std::vector<std::string>& kept, std::string_view origin) {
  return std::any_of(kept.begin(), kept.end(), [&](std::string_view one) {
    const auto star = one.find(below);
    if (star == one.npos) return one == origin;
    const auto scheme = one.substr(0, star), under = one.substr(star + 1);
    return origin.size() > scheme.size() + under.size() && origin.starts_with(scheme) && origin.ends_with(under);
  });
}

}  // namespace millrace
