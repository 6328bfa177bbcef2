#include "projections/connect/connections.hpp"

#include "projections/core/row_json.hpp"

namespace millrace::connection {

namespace {

std::optional<std::string> place(const void* p) { return to_rfc3339(static_cast<const ConnectionRow*>(p)->created_at); }

void publish(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const ConnectionRow*>(after);
  if (row) changes.push_back({channels::integrations.of(tenant), "integration", Change::Op::upsert, row->id.value, row_json(*row, stamp)});
}

Status shown(Health health) {
  switch (health) {
    case Health::connecting: return Status::connecting;
    case Health::well: return Status::well;
    case Health::failing: return Status::failing;
    case Health::unauthorised: return Status::unauthorised;
  }
  return Status::failing;
}

void turn(ConnectionRow& r, Status to, std::optional<std::string> why, Time at) {
  if (r.status != to) r.status_since = at;
  r.status = to;
  r.why = std::move(why);
}

std::optional<std::string> place_of_delivery(const void* p) {
  const auto& row = *static_cast<const RawDeliveryRow*>(p);
  auto place = std::string(row.connection_id.value.raw());
  const auto before_the_end = static_cast<std::uint64_t>((latest - row.received_at).count());
  for (int shift = 56; shift >= 0; shift -= 8) place += static_cast<char>(before_the_end >> shift & 0xff);
  return place;
}

std::optional<std::string> place_of_day(const void* p) { return to_rfc3339(static_cast<const ForgottenDay*>(p)->since); }

}  // namespace

void Connections::on(ConnectionRow& r, const HealthChanged& e, const Meta& m) { turn(r, shown(e.health), e.why, m.at); }
void Connections::on(ConnectionRow& r, const Ended&, const Meta& m) { turn(r, Status::ended, {}, m.at); }

const AnyFold& Connections::erased() { return erased_fold<Connections>(); }
const AnyFold& ForgottenDays::erased() { return erased_fold<ForgottenDays>(); }
const AnyFold& RawDeliveries::erased() { return erased_fold<RawDeliveries>(); }
const AnyFold& Credentials::erased() { return erased_fold<Credentials>(); }

}  // namespace millrace::connection

namespace millrace::projections {

Projection connections() {
  return {.fold = &lookup_of<connection::Connections>(),
          .resource = "integration",
          .indexes = {{.name = connection::Connections::all, .place = &connection::place, .kept = true}},
          .publish = &connection::publish,
          .view = true};
}

Projection connection_credentials() { return {.fold = &lookup_of<connection::Credentials>(), .resource = {}}; }

Projection raw_deliveries() {
  return {.fold = &lookup_of<connection::RawDeliveries>(), .resource = {}, .indexes = {{.name = connection::RawDeliveries::newest, .place = &connection::place_of_delivery}}};
}

Projection forgotten_days() {
  return {.fold = &lookup_of<connection::ForgottenDays>(), .resource = {}, .indexes = {{connection::ForgottenDays::waiting, &connection::place_of_day, true}}};
}

}  // namespace millrace::projections
