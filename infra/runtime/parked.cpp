#include "infra/runtime/parked.hpp"

#include "gateways/core/problem.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

void write(JsonWriter& out, const std::vector<ParkedBusiness>& all) {
  out.begin_array();
  for (const auto& b : all) {
    out.begin_object().key("projection").text(b.projection).key("business_id").text(to_string(b.business));
    out.key("partition").integer(partition_of(b.business)).key("offset").integer(b.position).key("why").text(b.why).end_object();
  }
  out.end_array();
}

Response without_postgres() { return problem(rule::postgres_not_configured); }

}  // namespace

Response parked_list(const SqlRunnerThread* sql) {
  if (!sql) return without_postgres();
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("parked");
  write(out, sql->parked());
  out.end_object();
  return {200, {}, std::move(body)};
}

Response parked_retry(SqlRunnerThread* sql, const Request& request) {
  if (!sql) return without_postgres();
  std::optional<std::pair<std::string, Uuid>> which;
  const std::string projection(request.param("projection"));
  const auto business = parse_uuid(request.param("business"));
  if (!projection.empty() || !request.param("business").empty()) {
    if (projection.empty() || !business)
      return problem(rule::parked_which);
    which = {projection, *business};
  }
  const auto report = sql->retry(which).get();
  if (!report.error.empty()) return problem(rule::parked_not_now, report.error);
  if (which && report.tried.empty())
    return problem(rule::parked_unknown, "business " + to_string(*business) + " is not parked in " + projection);
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("tried").integer(static_cast<std::int64_t>(report.tried.size())).key("still");
  write(out, report.still);
  out.end_object();
  return {200, {}, std::move(body)};
}

}  // namespace millrace
