// Where pages tell how they do, and where the operator reads it.
#include "gateways/core/body.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/operations/modules.hpp"
#include "gateways/operations/only_operator.hpp"
#include "gateways/operations/telemetry.hpp"
#include "projections/core/row_json.hpp"

namespace millrace {

namespace {

using operations::Report;
using operations::TelemetryShown;

struct TelemetryTaken {
  std::int64_t vitals = 0, errors = 0;
};
BOOST_DESCRIBE_STRUCT(TelemetryTaken, (), (vitals, errors))

// Anybody may tell; who is signed in may tell more. A token that is no good any more makes a stranger.
Telemetry::From from(const Call& call) {
  constexpr std::string_view bearer = "Bearer ";
  const auto header = call.request->header("authorization");
  if (!header.starts_with(bearer)) return {call.address};
  const auto caller = caller_of(call.services, header.substr(bearer.size()));
  const auto* known = std::get_if<Caller>(&caller);
  if (!known || known->principal.kind != PrincipalKind::user) return {call.address};
  return {std::string(known->principal.id.raw()), true};
}

Response tell(const Call& call, const Reader&) {
  auto read = read_body(shape_of<Report>(), *call.request);
  if (auto* no = std::get_if<Response>(&read)) return std::move(*no);
  const auto& report = *static_cast<const Report*>(std::get<std::shared_ptr<void>>(read).get());
  if (!call.services.telemetry) return of_this_moment(to_json(TelemetryTaken{}));
  if (const auto wait = call.services.telemetry->take(report, from(call), call.services.now())) return wait_first(rule::too_often, *wait);
  const auto count = [](const auto& list) { return list ? static_cast<std::int64_t>(list->size()) : 0; };
  return of_this_moment(to_json(TelemetryTaken{count(report.vitals), count(report.errors)}));
}

Response told(const Call& call, const Reader& reader) {
  if (auto no = unless_operator(call, reader)) return std::move(*no);
  return of_this_moment(to_json(call.services.telemetry ? call.services.telemetry->shown() : TelemetryShown{}));
}

}  // namespace

Module operations::telemetry() {
  return {
      .name = "operations/telemetry",
      .routes = {
          answering<TelemetryTaken>(asked_by_post(shape_of<Report>(), read("/telemetry", anybody, Scope::anonymous, &tell))),
          answering<TelemetryShown>(for_operator("/operator/telemetry", &told)),
      },
  };
}

}  // namespace millrace
