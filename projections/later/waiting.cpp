#include "projections/later/waiting.hpp"

#include "schemas/fold/any_fold.hpp"

namespace millrace {

namespace later {

namespace {

constexpr auto index_name = "due";

std::optional<std::string> place(const void* row) {
  const auto& waiting = *static_cast<const WaitingRow*>(row);
  return place_of(what(waiting), waiting.due);
}

Waiting waiting_of(const Reader::Listed& listed, What kind) {
  const auto& row = *static_cast<const WaitingRow*>(listed.row.row.get());
  const auto tenant = uuid_of(std::string_view(listed.place).substr(place_of(kind, {}).size()));
  return {tenant, uuid_of(listed.key.bytes), row.due, row.target_id, row.ask, listed.place, listed.row.stamp.position};
}

}  // namespace

WaitingFold::Maybe WaitingFold::on(Maybe, const TimerFired&, const Meta&) { return {}; }
WaitingFold::Maybe WaitingFold::on(Maybe, const TimerCancelled&, const Meta&) { return {}; }
WaitingFold::Maybe WaitingFold::on(Maybe, const HandoffDone&, const Meta&) { return {}; }

const AnyFold& WaitingFold::erased() { return erased_fold<WaitingFold>(); }

const AnyFold& waiting() { return lookup_of<WaitingFold>(); }

DuePage due(const Reader& reader, What kind, const std::string& after, Time by, std::size_t most) {
  DuePage page;
  const auto prefix = place_of(kind, {}).substr(0, 1);
  for (const auto& listed : reader.list(waiting(), index_name, {}, {.prefix = prefix, .after = after, .limit = most, .until = place_of(kind, by)}))
    page.due.push_back(waiting_of(listed, kind));
  page.whole = page.due.size() < most;
  if (!page.whole) return page;
  const auto& last = page.due.empty() ? after : page.due.back().place;
  for (const auto& listed : reader.list(waiting(), index_name, {}, {.prefix = prefix, .after = last, .limit = 1}))
    page.next = waiting_of(listed, kind).due;
  return page;
}

}  // namespace later

Projection projections::waiting() {
  Projection p;
  p.fold = &later::waiting();
  p.resource = "waiting";
  p.indexes = {{later::index_name, &later::place, true}};
  return p;
}

}  // namespace millrace
