#include "projections/effects/effects.hpp"

#include "projections/core/row_json.hpp"

namespace millrace {

namespace effects {

namespace {

constexpr char at_once = '0', at_its_time = '1';

Attempt* attempt_of(EffectRow& row, std::int64_t no) {
  for (auto& attempt : row.attempts)
    if (attempt.no == no) return &attempt;
  return nullptr;
}

// What has been decided about it stays, whatever its last attempt comes to.
bool decided(const EffectRow& row) { return row.state == Stage::given_up || row.state == Stage::cancelled; }

Attempt* ended(EffectRow& row, std::int64_t no, Result result, const Meta& m) {
  auto* attempt = attempt_of(row, no);
  if (attempt) attempt->result = result, attempt->ended_at = m.at;
  return attempt;
}

void become(EffectRow& row, Stage stage, std::optional<Time> next_at, const Meta& m) {
  if (decided(row)) return;
  row.state = stage;
  row.next_at = next_at;
  row.ended_at.reset();
  if (stage != Stage::waiting && stage != Stage::under_way && stage != Stage::unknown) row.ended_at = m.at;
}
void wait_or_fail(EffectRow& row, std::optional<Time> next_at, const Meta& m) {
  become(row, next_at ? Stage::waiting : Stage::failed, next_at, m);
}

// What has been decided does not end an attempt: it is still to come to something.
bool awaited(const EffectRow& row) { return decided(row) && !row.attempts.empty() && !row.attempts.back().result; }

std::optional<std::string> place_open(const void* p) {
  const auto& row = *static_cast<const EffectRow*>(p);
  if (awaited(row)) return Effects::open_of(row.kind, Stage::under_way) + at_once + to_rfc3339(row.attempts.back().started_at);
  if (row.state != Stage::waiting && row.state != Stage::under_way && row.state != Stage::unknown) return {};
  if (row.next_at) return Effects::open_until(row.kind, row.state, *row.next_at);
  return Effects::open_of(row.kind, row.state) + at_once + to_rfc3339(row.attempts.empty() ? row.requested_at : row.attempts.back().started_at);
}

std::optional<std::string> place_stuck(const void* p) {
  const auto& row = *static_cast<const EffectRow*>(p);
  if (row.state != Stage::failed && row.state != Stage::unknown) return {};
  return Effects::open_of(row.kind, row.state) + to_rfc3339(row.requested_at);
}

std::optional<std::string> place_in_order(const void* p) {
  const auto& row = *static_cast<const EffectRow*>(p);
  if (row.state != Stage::waiting && row.state != Stage::under_way) return {};
  return Effects::in_order_of(row.kind, row.about.id) + to_rfc3339(row.requested_at);
}

void publish(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  if (tenant.nil() || !after) return;
  const auto& row = *static_cast<const EffectRow*>(after);
  changes.push_back({channels::effects.of(tenant), "effect", Change::Op::upsert, row.id.value, row_json(row, stamp)});
}

}  // namespace

std::string Effects::open_of(std::string_view kind, Stage stage) {
  std::string key(kind);
  key += '\0';
  return key += static_cast<char>('0' + static_cast<int>(stage));
}

std::string Effects::open_until(std::string_view kind, Stage stage, Time time) { return open_of(kind, stage) + at_its_time + to_rfc3339(time); }

std::string Effects::in_order_of(std::string_view kind, const Uuid& about) {
  std::string key(kind);
  key += '\0';
  return key += about.raw();
}

// Asked for again it is the same.
Effects::Maybe Effects::on(Maybe r, const Requested& e, const Meta& m) {
  if (r) return r;
  EffectRow row{};
  row.id = e.id;
  row.kind = e.errand.type ? e.errand.type->wire : std::string_view{};
  row.about = e.about;
  row.requested_at = m.at;
  row.requested_position = m.offset;
  return row;
}

void Effects::on(EffectRow& r, const Started& e, const Meta& m) {
  r.attempts_made = e.attempt;
  if (r.attempts.size() == EffectRow::most_attempts) r.attempts.erase(r.attempts.begin());
  r.attempts.push_back({e.attempt, m.at, e.until, {}, {}, {}, {}, {}});
  become(r, Stage::under_way, {}, m);
}

void Effects::on(EffectRow& r, const Succeeded& e, const Meta& m) {
  if (auto* attempt = ended(r, e.attempt, Result::succeeded, m)) attempt->status = e.status;
  r.reference = e.reference;
  if (!decided(r)) r.why.reset();
  become(r, Stage::succeeded, {}, m);
}

void Effects::on(EffectRow& r, const Failed& e, const Meta& m) {
  if (auto* attempt = ended(r, e.attempt, Result::failed, m)) attempt->why = e.why, attempt->status = e.status, attempt->detail = e.detail;
  if (!decided(r)) r.why = e.why;
  wait_or_fail(r, e.next_at, m);
}

void Effects::on(EffectRow& r, const Unknown& e, const Meta& m) {
  if (auto* attempt = ended(r, e.attempt, Result::unknown, m)) attempt->why = e.why;
  if (!decided(r)) r.why = e.why;
  become(r, Stage::unknown, {}, m);
}

void Effects::on(EffectRow& r, const Reconciled& e, const Meta& m) {
  if (!e.happened) return wait_or_fail(r, e.next_at, m);
  r.reference = e.reference;
  become(r, Stage::succeeded, {}, m);
}

void Effects::on(EffectRow& r, const Retried&, const Meta& m) { become(r, Stage::waiting, {}, m); }

void Effects::on(EffectRow& r, const GivenUp&, const Meta& m) { become(r, Stage::given_up, {}, m); }

void Effects::on(EffectRow& r, const Cancelled& e, const Meta& m) {
  become(r, Stage::cancelled, {}, m);
  r.why = e.why;
}

}  // namespace effects

const AnyFold& effects::Effects::erased() { return erased_fold<Effects>(); }

Projection projections::effects() {
  using millrace::effects::Effects;
  return {.fold = &lookup_of<Effects>(),
          .resource = "effect",
          .indexes = {{Effects::open, &millrace::effects::place_open, true}, {Effects::stuck, &millrace::effects::place_stuck, true},
                      {Effects::in_order, &millrace::effects::place_in_order}},
          .publish = &millrace::effects::publish,
          .sql = true,
          .filters = {{"state", "state"}, {"kind", "kind"}, {"about_id", "about.id"}},
          .sorts = {{"requested_at", "requested_at"}}};
}

}  // namespace millrace
