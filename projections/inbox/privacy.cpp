#include "projections/inbox/privacy.hpp"

#include <limits>

#include "projections/core/store_layout.hpp"

namespace millrace::privacy {

namespace {

const ErasureRow& erasure(const void* row) { return *static_cast<const ErasureRow*>(row); }
// Where it stands among others: the newest first.
std::string newest_first(Time at) {
  std::string place;
  layout::append_i64(place, std::numeric_limits<std::int64_t>::max() - micros(at));
  return place;
}
std::optional<std::string> place_by_time(const void* row) { return newest_first(erasure(row).asked_at); }
std::optional<std::string> place_running(const void* row) {
  return erasure(row).done_at ? std::nullopt : std::optional{to_rfc3339(erasure(row).asked_at)};
}

std::optional<std::string> hold_by_time(const void* row) { return newest_first(static_cast<const HoldRow*>(row)->placed_at); }
// Of a time from 1970 on, the earlier first.
std::string earliest_first(Time at) {
  std::string place;
  layout::append_i64(place, std::max<std::int64_t>(micros(at), 0));
  return place;
}
std::optional<std::string> retention_in_force(const void* row) {
  const auto& retention = *static_cast<const RetentionRow*>(row);
  return retention.inactive_customers_days || retention.closed_conversations_days ? std::optional{earliest_first(retention.begins_at)} : std::nullopt;
}
std::optional<std::string> activity_by_day(const void* row) { return earliest_first(static_cast<const customer::ActivityRow*>(row)->active_on); }

std::optional<std::string> over_by_day(const void* p) {
  const auto& row = *static_cast<const conversation::OverRow*>(p);
  return row.since && (row.texts > 0 || row.subject) ? std::optional{earliest_first(*row.since)} : std::nullopt;
}

std::optional<std::string> consent_by_customer(const void* row) {
  const auto& consent = *static_cast<const ConsentRow*>(row);
  return std::string(consent.customer_id.value.raw()) + newest_first(consent.recorded_at);
}
const ExportRow& exported(const void* row) { return *static_cast<const ExportRow*>(row); }
std::optional<std::string> export_by_time(const void* row) { return newest_first(exported(row).asked_at); }
std::optional<std::string> export_running(const void* row) {
  return exported(row).done_at ? std::nullopt : std::optional{to_rfc3339(exported(row).asked_at)};
}

}  // namespace

Erasures::Maybe Erasures::on(Maybe was, const SubjectErased& e, const Meta& m) {
  if (was) return was;
  return ErasureRow{.id = e.id, .subject_id = e.subject_id, .member_id = e.member_id, .asked_at = m.at, .erased_position = m.offset,
                    .done_at = {}, .topics_until = {}, .text = {}, .key = {}, .signature = {}, .after_days = {}};
}

void Erasures::on(ErasureRow& r, const ErasureDone& e, const Meta& m) {
  r.done_at = m.at;
  r.topics_until = e.topics_until;
  r.text = e.text;
  r.key = e.key;
  r.signature = e.signature;
}

std::vector<Reader::Listed> retentions_begun(const Reader& reader, Time by, const std::string& after, std::size_t most) {
  return reader.list(lookup_of<Retentions>(), Retentions::in_force, {}, {.prefix = {}, .after = after, .limit = most, .until = earliest_first(by)});
}

std::vector<Reader::Listed> silent_since(const Reader& reader, const Uuid& tenant, Time day, const std::string& after, std::size_t most) {
  return reader.list(lookup_of<customer::Activity>(), customer::Activity::by_day, tenant,
                     {.prefix = {}, .after = after, .limit = most, .until = earliest_first(day)});
}

std::vector<Reader::Listed> over_since(const Reader& reader, const Uuid& tenant, Time day, const std::string& after, std::size_t most) {
  return reader.list(lookup_of<conversation::Over>(), conversation::Over::by_day, tenant,
                     {.prefix = {}, .after = after, .limit = most, .until = earliest_first(day)});
}

Exports::Maybe Exports::on(Maybe was, const ExportRequested& e, const Meta& m) {
  return was ? was : ExportRow{e.id, e.customer_id, e.member_id, m.at, {}, {}, 0, 0};
}

void Exports::on(ExportRow& r, const ExportDone& e, const Meta& m) {
  r.done_at = m.at;
  r.expires_at = e.expires_at;
  r.bytes = e.bytes;
  r.things = e.things;
}

const AnyFold& Holds::erased() { return erased_fold<Holds>(); }
const AnyFold& Retentions::erased() { return erased_fold<Retentions>(); }
const AnyFold& Consents::erased() { return erased_fold<Consents>(); }
const AnyFold& Exports::erased() { return erased_fold<Exports>(); }
const AnyFold& Erasures::erased() { return erased_fold<Erasures>(); }

}  // namespace millrace::privacy

namespace millrace::projections {
Projection erasures() {
  return {.fold = &lookup_of<privacy::Erasures>(),
          .resource = "erasure",
          .indexes = {{.name = privacy::Erasures::by_time, .place = &privacy::place_by_time, .kept = true},
                      {.name = privacy::Erasures::running, .place = &privacy::place_running, .across_tenants = true}},
          .history = true};
}
Projection legal_holds() {
  return {.fold = &lookup_of<privacy::Holds>(), .resource = "legal_hold", .indexes = {{.name = privacy::Holds::by_time, .place = &privacy::hold_by_time}}, .history = true};
}
Projection retentions() {
  return {.fold = &lookup_of<privacy::Retentions>(),
          .resource = "retention",
          .indexes = {{.name = privacy::Retentions::in_force, .place = &privacy::retention_in_force, .across_tenants = true}},
          .history = true};
}
Projection customer_activity() {
  return {.fold = &lookup_of<customer::Activity>(), .resource = {},
          .indexes = {{.name = customer::Activity::by_day, .place = &privacy::activity_by_day}}};
}
Projection conversations_over() {
  return {.fold = &lookup_of<conversation::Over>(), .resource = {},
          .indexes = {{.name = conversation::Over::by_day, .place = &privacy::over_by_day}}};
}
Projection consents() {
  return {.fold = &lookup_of<privacy::Consents>(),
          .resource = "consent",
          .indexes = {{.name = privacy::Consents::by_customer, .place = &privacy::consent_by_customer, .kept = true}},
          .history = true};
}
Projection exports() {
  return {.fold = &lookup_of<privacy::Exports>(),
          .resource = "export",
          .indexes = {{.name = privacy::Exports::by_time, .place = &privacy::export_by_time, .kept = true},
                      {.name = privacy::Exports::running, .place = &privacy::export_running, .across_tenants = true}},
          .history = true};
}
}
