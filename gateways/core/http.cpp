#include "gateways/core/http.hpp"

#include <algorithm>
#include <cctype>

namespace millrace {

namespace {

std::string_view first(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs)
    if (key == name) return value;
  return {};
}

std::string_view trimmed(std::string_view text) {
  const auto blank = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
  return text.substr(0, text.find_last_not_of(blank) + 1);
}

// "0.8" → 800; 1000 where it is not as it must be.
int thousandths(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 1000;
  int sum = (text[0] - '0') * 1000, worth = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 1000;
    sum += (c - '0') * worth;
    worth /= 10;
  }
  return std::min(sum, 1000);
}

// How much that type is wanted, in thousandths: what the most specific range that has it says. Names of types are compared as they stand.
int wanted(std::string_view accept, std::string_view type) {
  int best = 0, how_specific = -1;
  while (!accept.empty()) {
    auto range = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(range.size() + 1, accept.size()));
    const auto name = trimmed(range.substr(0, range.find(';')));
    const int specific = name == type ? 2 : name == "*/*" ? 0 : name.ends_with("/*") && type.starts_with(name.substr(0, name.size() - 1)) ? 1 : -1;
    if (specific <= how_specific) continue;
    how_specific = specific;
    best = 1000;
    while (range.find(';') != range.npos) {
      range.remove_prefix(range.find(';') + 1);
      const auto parameter = trimmed(range.substr(0, range.find(';')));
      if (parameter.starts_with("q=")) best = thousandths(parameter.substr(2));
    }
  }
  return best;
}

// Behind a proxy this house does not know its own scheme.
bool is_own(const Request& request, std::string_view origin) {
  const auto host = request.header("host");
  const auto end = origin.find("://");
  return !host.empty() && end != origin.npos && origin.substr(end + 3) == host;
}

}  // namespace

std::string_view other_site_of(const Request& request) {
  const auto origin = request.header("origin");
  const bool own = request.header("sec-fetch-site") == "same-origin" || is_own(request, origin);
  const auto site = own ? request.header(embedder_header) : origin;
  return is_own(request, site) ? std::string_view{} : site;
}

bool prefers_json(std::string_view accept) {
  return std::max(wanted(accept, "application/json"), wanted(accept, "application/problem+json")) > wanted(accept, "text/html");
}

std::string_view Request::header(std::string_view lower_case_name) const { return first(headers, lower_case_name); }
std::string_view Request::param(std::string_view name) const { return first(query, name); }

std::string percent_encoded(std::string_view text, std::string_view keep) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || std::string_view("-_.~").find(static_cast<char>(c)) != std::string_view::npos || keep.find(static_cast<char>(c)) != keep.npos)
      out += static_cast<char>(c);
    else
      ((out += '%') += hex[c >> 4]) += hex[c & 15];
  }
  return out;
}

}  // namespace millrace
