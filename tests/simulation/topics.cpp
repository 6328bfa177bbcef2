#include "tests/simulation/topics.hpp"

#include "schemas/public/inbox/customer.hpp"
#include "schemas/public/inbox/message.hpp"
#include "tests/simulation/mutation.hpp"
#include "tests/simulation/town.hpp"

namespace millrace::simulation {

Publisher::Newest Topics::newest(Partition p) const {
  Publisher::Newest newest(families());
  if (const auto found = held.find(p); found != held.end())
    for (const auto& [family, events] : found->second) newest[family] = events.back();
  return newest;
}

namespace {

// What the cellar's fact of that name is told as; nothing when nobody hears of it.
std::optional<AnyFact> told_as(std::string_view wire) {
  if (wire.starts_with("jar.") || wire.starts_with("timer.")) return AnyFact::of(message::DeliveryChanged{});
  if (wire.starts_with("guest.") || wire.starts_with("parcel.")) return AnyFact::of(customer::Tagged{});
  return {};
}

Commit as_told(Commit commit) {
  for (auto& entry : commit.facts)
    if (const auto fact = told_as(entry.wire)) entry.wire = fact->type->wire;
  return commit;
}

}  // namespace

Committed as_told(const Committed& record) {
  auto told = record;
  told.commit = as_told(std::move(told.commit));
  for (auto& fact : told.facts)
    if (auto other = told_as(fact.type->wire)) fact = std::move(*other);
  return told;
}

PublicLine::PublicLine(Town& town, Vault& vault, LocalStore& store, const Mill& mill, Owns owns, Soon soon, std::function<Time()> clock)
    : town_(town), vault_(vault), store_(store), mill_(mill), owns_(std::move(owns)), soon_(std::move(soon)), clock_(std::move(clock)) {}

void PublicLine::round() {
  if (std::any_of(ways_.begin(), ways_.end(), [](const auto& way) { return way.second->cut; })) break_off();
  const auto reader = store_.reader();
  for (const auto p : town_.parts) {
    if (!owns_(p)) {
      lines_.erase(p);
      continue;
    }
    if (!lines_.contains(p)) resume(p);
    else if (auto& line = lines_.at(p); line.resumed) say(p, line, reader->offset(p));
  }
}

// Something was not delivered. Of what else was sent nobody knows how much lands.
void PublicLine::break_off() {
  town_.trace.say("breaks off");
  lines_.clear();
  ways_.clear();
}

void PublicLine::resume(Partition p) {
  lines_[p].turn = ++turns_;
  soon_(town_.chance.delay(), [this, p, turn = turns_] {
    const auto line = lines_.find(p);
    if (line == lines_.end() || line->second.turn != turn) return;
    const auto since = clock_() - std::chrono::days{public_window_days};
    const auto reader = store_.reader();
    const auto first = first_since(since, reader->offset(p) + 1, [&](Offset at) -> std::optional<Time> {
      return std::visit([](const auto& r) { return r.ts; }, std::get<Record>(decode(p, town_.log.read(p, at))));
    });
    line->second.publisher.resume(town_.topics.newest(p), {since, first});
    line->second.resumed = true;
  });
}

void PublicLine::say(Partition p, Line& line, Offset stored) {
  while (line.publisher.next() <= stored && line.publisher.room()) {
    const auto at = line.publisher.next();
    if (const auto recent = mill_.recent().at(p, at); recent && !mutated("published_although_rejected")) {
      tell(p, line, at, recent->opened.get());
      continue;
    }
    auto record = std::get<Record>(decode(p, town_.log.read(p, at)));
    auto* commit = std::get_if<Commit>(&record);
    const auto counts = [&] {
      const auto found = store_.reader()->history(commit->tenant, at - 1, 1);
      return (!found.empty() && found.front() == at) || mutated("published_although_rejected");
    };
    if (!commit || !line.publisher.wants(at, as_told(*commit)) || !counts()) {
      tell(p, line, at, nullptr);
      continue;
    }
    const auto opened = open_commit(p, at, std::move(*commit), vault_);
    const auto* committed = std::get_if<Committed>(&opened);
    if (!committed) return;                              // its key has not arrived
    tell(p, line, at, committed);
  }
}

void PublicLine::tell(Partition p, Line& line, Offset at, const Committed* record) {
  std::optional<Committed> told;
  if (record && line.publisher.wants(at, as_told(record->commit))) told = as_told(*record);
  for (const auto& event : line.publisher.on_record(at, told ? &*told : nullptr)) send(p, line, event);
}

void PublicLine::send(Partition p, Line& line, const Event& event) {
  const auto family = event.type->family;
  auto& way = ways_[{p, family}];
  if (!way) way = std::make_shared<Way>();
  way->landing = std::max(way->landing + Duration{1}, town_.scheduler.now() + town_.chance.delay());
  town_.scheduler.at(way->landing, [&town = town_, way, p, id = event.id, family] {
    if (!town.peace && town.chance.permille(town.faults.topics)) way->cut = true;
    if (!way->cut) town.topics.held[p][static_cast<std::size_t>(family)].push_back(id);
  });
  soon_(way->landing - town_.scheduler.now() + town_.chance.delay(), [this, way, p, family, turn = line.turn] {
    if (way->cut) return;
    if (const auto line = lines_.find(p); line != lines_.end() && line->second.turn == turn) line->second.publisher.on_delivered(family);
  });
}

bool PublicLine::done(Partition p) const {
  const auto line = lines_.find(p);
  return line != lines_.end() && line->second.resumed && line->second.publisher.confirmed() >= town_.log.end(p);
}

}  // namespace millrace::simulation
