#include "gateways/core/conditional.hpp"

#include <algorithm>

#include "gateways/core/etag.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

std::string* header_of(Response& response, std::string_view name) {
  for (auto& [header, value] : response.headers)
    if (header == name) return &value;
  return nullptr;
}

// Of headers and body, so that a Link that comes or goes counts, too. What is long, the body before the offset, is not copied.
std::string digest_of(const Response& response, Time now) {
  std::string around;
  for (const auto& [name, value] : response.headers) ((around += name) += '\0') += value + '\0';
  std::string_view body = response.body;
  if (const auto& [at, size] = response.offset; size > 0) {
    around += std::to_string(std::chrono::floor<std::chrono::days>(now).time_since_epoch().count());
    around += body.substr(at + size);
    body = body.substr(0, at);
  }
  around += '\0';
  const auto digest = sha256(around, body);
  return base64url(raw(digest).substr(0, 16));
}

bool has_it(const Request& request, std::string_view tag) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return header.first == "if-none-match" && names_tag(header.second, tag); });
}

}  // namespace

Response validated(Response response, const Request& request, Time now) {
  if (response.status != 200 || header_of(response, "Cache-Control")) return response;
  const auto digest = digest_of(response, now);
  auto* const versioned = header_of(response, "ETag");
  const auto version = versioned ? version_of(*versioned) : std::nullopt;
  const auto tag = version ? etag(*version, digest) : "W/\"" + digest + '"';
  std::vector<std::pair<std::string, std::string>> said{{"Cache-Control", "private, no-cache"}, {"Vary", "Authorization, Cookie, Business-Id"}};
  if (has_it(request, tag)) {
    said.emplace_back("ETag", tag);
    return {304, std::move(said), {}};
  }
  if (versioned) *versioned = tag;
  else said.emplace_back("ETag", tag);
  std::move(said.begin(), said.end(), std::back_inserter(response.headers));
  return response;
}

}  // namespace millrace
