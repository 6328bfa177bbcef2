#include "gateways/core/reads.hpp"

#include "gateways/core/route.hpp"
#include "schemas/json/codec.hpp"

namespace millrace::seen {

namespace {

struct Body {
  Time since{};
  std::optional<Uuid> member_id;
  std::vector<Thing> seen;
};
BOOST_DESCRIBE_STRUCT(Body, (), (since, member_id, seen))

// The one stream of that person, or API key, in a business.
Uuid stream_of(const Principal& who) {
  const auto digest = sha256("reads", who.id.raw());
  return uuid_of(raw(digest));
}

}  // namespace

Request request(const Services& services, const Minute& minute) {
  Request out{"POST", "/businesses/" + to_string(minute.business) + "/reads/" + to_string(stream_of(minute.who.principal)), {}, {{"content-type", "application/json"}}, to_json(Body{minute.since, minute.member, minute.things}), {}};
  for (const auto& line : headers_to_forward(services, out, minute.who)) {
    const auto colon = line.find(": ");
    if (auto name = std::string(line.substr(0, colon)); name != "content-type") out.headers.emplace_back(std::move(name), line.substr(colon + 2));
  }
  return out;
}

std::optional<Thing> thing_shown(const Call& call, int status) {
  const bool somebody = call.principal.kind == PrincipalKind::user || call.principal.kind == PrincipalKind::api_key;
  if (status != 200 || !somebody || !call.route || call.route->personal.empty() || call.tenant.nil()) return {};
  return Thing{std::string(call.route->personal), parse_uuid(call.param("id")), 1};
}

}  // namespace millrace::seen
