// What the operator sees of the house itself.
#include <map>

#include "gateways/core/refusals.hpp"
#include "gateways/operations/house_state.hpp"
#include "gateways/operations/modules.hpp"
#include "gateways/operations/only_operator.hpp"
#include "projections/core/row_json.hpp"
#include "projections/effects/effects.hpp"

namespace millrace {

namespace {

using namespace operations;
using effects::EffectRow;
using effects::Effects;

struct Partitions {
  std::vector<PartitionState> items;
};
BOOST_DESCRIBE_STRUCT(Partitions, (), (items))
struct Projections {
  std::vector<ProjectionState> items;
};
BOOST_DESCRIBE_STRUCT(Projections, (), (items))
struct Stopped {
  std::vector<StoppedPartition> partitions;
  std::vector<ParkedFold> parked;
};
BOOST_DESCRIBE_STRUCT(Stopped, (), (partitions, parked))
struct Journals {
  JournalState journal;
  PostgresState postgres;
};
BOOST_DESCRIBE_STRUCT(Journals, (), (journal, postgres))

// Effects of one kind that a business has to look at: they failed and are not tried again by themselves, or nobody knows what came of them.
struct StuckEffects {
  std::optional<Uuid> business_id;             // none: the directory's
  std::string kind;
  std::int64_t failed = 0, unknown = 0;
  Time oldest_at{};
};
BOOST_DESCRIBE_STRUCT(StuckEffects, (), (business_id, kind, failed, unknown, oldest_at))
struct Stuck {
  std::vector<StuckEffects> items;
  std::int64_t counted = 0;
  bool more = false;                           // than were counted
};
BOOST_DESCRIBE_STRUCT(Stuck, (), (items, counted, more))

constexpr std::size_t most_counted = 20'000, looked_at_once = 500;

std::string partitions_json(const HouseState& state) { return to_json(Partitions{state.partitions()}); }
std::string projections_json(const HouseState& state) { return to_json(Projections{state.projections()}); }
std::string stopped_json(const HouseState& state) { return to_json(Stopped{state.stopped(), state.parked()}); }
std::string journal_json(const HouseState& state) { return to_json(Journals{state.journal(), state.postgres()}); }

template <std::string (*json)(const HouseState&)>
Response shown(const Call& call, const Reader& reader) {
  if (auto no = unless_operator(call, reader)) return std::move(*no);
  if (!call.services.state) return problem(rule::no_such_route);
  return of_this_moment(json(*call.services.state));
}

void count(const Reader::Listed& listed, std::map<std::pair<Uuid, std::string>, StuckEffects>& all) {
  const auto& row = *static_cast<const EffectRow*>(listed.row.row.get());
  const auto tenant = uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32));   // then the row's key
  auto& stuck = all.try_emplace({tenant, row.kind}, StuckEffects{tenant.nil() ? std::nullopt : std::optional{tenant}, row.kind, 0, 0, row.requested_at}).first->second;
  ++(row.state == effects::Stage::failed ? stuck.failed : stuck.unknown);
  stuck.oldest_at = std::min(stuck.oldest_at, row.requested_at);
}

Response stuck(const Call& call, const Reader& reader) {
  if (auto no = unless_operator(call, reader)) return std::move(*no);
  std::map<std::pair<Uuid, std::string>, StuckEffects> all;
  Stuck answer;
  Reader::Page page{.prefix = {}, .limit = looked_at_once};
  for (bool end = false; !end;) {
    const auto rows = reader.list(lookup_of<Effects>(), Effects::stuck, {}, page);
    for (const auto& listed : rows) count(listed, all);
    answer.counted += static_cast<std::int64_t>(rows.size());
    answer.more = rows.size() == looked_at_once && answer.counted >= static_cast<std::int64_t>(most_counted);
    end = rows.size() < looked_at_once || answer.more;
    if (!end) page.after = rows.back().place;
  }
  for (auto& [where, one] : all) answer.items.push_back(std::move(one));
  return of_this_moment(to_json(answer));
}

}  // namespace

Module operations::house() {
  return {
      .name = "operations/house",
      .routes = {
          refusing({Kind::missing}, answering<Partitions>(for_operator("/operator/partitions", &shown<&partitions_json>))),
          refusing({Kind::missing}, answering<Projections>(for_operator("/operator/projections", &shown<&projections_json>))),
          refusing({Kind::missing}, answering<Stopped>(for_operator("/operator/stopped", &shown<&stopped_json>))),
          answering<Stuck>(for_operator("/operator/effects", &stuck)),
          refusing({Kind::missing}, answering<Journals>(for_operator("/operator/journal", &shown<&journal_json>))),
      },
      .rules = {not_the_operator},
  };
}

}  // namespace millrace
