// http.call: a request to somebody else's server, through the egress guard.
#include <boost/url/parse.hpp>

#include "gateways/effects/kinds.hpp"

namespace millrace {

namespace {

using namespace std::chrono_literals;

std::variant<Prepared, Moot, NotKnownYet> prepare(const Preparing& in) {
  const auto& errand = *in.errand.as<http_call::Call>();
  if (errand.body && errand.body->erased) return Moot{"subject.erased"};
  const auto url = boost::urls::parse_uri(errand.url);
  if (!url) return Moot{"http.bad_url"};
  OutgoingCall out{errand.method, errand.url, {}, errand.body ? errand.body->value : std::string{}};
  for (const auto& h : errand.headers) out.headers.push_back(h.name + ": " + h.value);
  if (errand.idempotency_header) out.headers.push_back(*errand.idempotency_header + ": " + to_string(in.row.id));
  for (const auto& line : out.headers)
    if (line.find_first_of("\r\n") != line.npos) return Moot{"http.bad_header"};
  std::string host(url->encoded_host_and_port());
  return Prepared{.out = std::move(out), .host = std::move(host),
                  .subject = errand.body ? std::optional<Uuid>{errand.body->subject_id} : std::nullopt,
                  .repeatable = errand.idempotency_header.has_value()};
}

// Whether the other side has done it is only known from a good answer, or from one that says no. A server that has failed may have done
// it before, but for one that says when to come again (RFC 9110 §15.6.4).
Meaning judge(const Came& came, const Prepared& sent) {
  using How = Meaning::How;
  if (came.status >= 200 && came.status < 300) return {.how = How::succeeded};
  if (came.status == 408 || came.status == 425 || came.status == 429) return {.why = "http.not_now"};
  const bool not_done = sent.repeatable || (came.status == 503 && came.retry_after);
  if (came.status >= 500) return {.how = not_done ? How::failed : How::unknown, .why = "http.server_error", .ailing = true};
  if (came.status) return {.why = "http.refused", .for_good = true};
  if (came.why == "refused_address") return {.why = "http.refused_address", .for_good = true};
  if (came.sent) return {.how = How::unknown, .why = "http." + came.why, .ailing = true};
  return {.why = "http." + came.why, .ailing = true};
}

}  // namespace

EffectKind effects::http_call() {
  return {.errand = &wire_type<millrace::http_call::Call>(), .prepare = &prepare, .judge = &judge,
          .retry = {5s, 24h, 12}, .limit = 15s, .some_repeatable = true};
}

}  // namespace millrace
