#include "gateways/core/presence.hpp"

#include <algorithm>

#include "schemas/json/codec.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

constexpr int asks_for_who_has_gone = 10;

std::optional<PresenceStatus> said(std::string_view word) {
  if (word == "online") return PresenceStatus::online;
  if (word == "away") return PresenceStatus::away;
  if (word == "busy") return PresenceStatus::busy;
  return {};
}

std::string members_json(const std::vector<PresenceRow>& rows) {
  std::string data;
  JsonWriter out{data};
  out.begin_object().key("members").begin_array();
  for (const auto& row : rows) out.raw(to_json(row));
  out.end_array().end_object();
  return data;
}

}  // namespace

// What members have said of themselves goes before what their connections look like.
PresenceStatus Presence::status_of(const Person& p, Time now) {
  if (p.connections.empty() && now - p.left >= grace) return PresenceStatus::offline;
  if (p.chosen) return *p.chosen;
  if (p.connections.empty()) return p.status;
  const bool idle = std::ranges::all_of(p.connections, [](const auto& c) { return c.second; });
  return idle ? PresenceStatus::away : PresenceStatus::online;
}

// Whoever has gone is not available from that moment on, although it is shown a little longer.
void Presence::change(const Who& who, Person& p, Time now) {
  const auto status = status_of(p, now);
  if (status != p.status) {
    p.status = status;
    p.began = status == PresenceStatus::offline ? p.left : now;
    if (status == PresenceStatus::offline) p.chosen.reset();
    changed_[who.first].insert(who.second);
  }
  const bool available = !p.connections.empty() && status == PresenceStatus::online;
  if (available != p.available) {
    p.available = available;
    p.since = now;
    p.asked_in_vain = 0;
  }
  plan(who, p);
}

void Presence::plan(const Who& who, Person& p) {
  due_.erase({p.next, who});
  p.next = look_at(p);
  if (p.connections.empty() && p.status != PresenceStatus::offline) p.next = std::min(p.next, p.left + grace);
  due_.insert({p.next, who});
}

void Presence::enter(const Uuid& business, const Uuid& member, std::uint64_t connection, Time now) {
  const Who who{business, member};
  auto& p = people_[who];
  p.connections.emplace(connection, false);
  change(who, p, now);
}

void Presence::leave(const Uuid& business, const Uuid& member, std::uint64_t connection, Time now) {
  const auto found = people_.find({business, member});
  if (found == people_.end() || found->second.connections.erase(connection) == 0) return;
  if (found->second.connections.empty()) found->second.left = now;
  change(found->first, found->second, now);
}

bool Presence::say(const Uuid& business, const Uuid& member, std::uint64_t connection, Node data, Time now) {
  const auto found = people_.find({business, member});
  if (found == people_.end() || data.kind() != Node::Kind::object) return false;
  auto& p = found->second;
  const auto here = p.connections.find(connection);
  if (here == p.connections.end()) return false;
  const auto status = data.find("status"), idle = data.find("idle");
  if (status && status->kind() == Node::Kind::text) {
    const auto chosen = said(status->text());
    if (!chosen) return false;
    p.chosen = chosen == PresenceStatus::online ? std::nullopt : chosen;
  } else if (idle && idle->kind() == Node::Kind::boolean) {
    here->second = idle->boolean();
  } else {
    return false;
  }
  change(found->first, p, now);
  return true;
}

void Presence::expect(const Settled& s, Time now) {
  const Who who{s.business, s.member};
  const auto [at, fresh] = people_.try_emplace(who);
  if (!fresh) return;
  at->second.left = at->second.since = s.since;
  at->second.looked = now;                               // it has a minute to come back
  plan(who, at->second);
}

// Compares with what is written down; whether nothing is left to do for who has gone.
bool Presence::finished(const Who& who, Person& p, Time now) {
  p.looked = now;
  const Settled settled{who.first, who.second, p.available, p.since};
  auto ask = rules_ ? rules_->availability(rows_, settled, now) : std::nullopt;
  const bool gone = p.status == PresenceStatus::offline;
  if (!ask) return gone;
  asks_.push_back(std::move(*ask));
  return gone && ++p.asked_in_vain > asks_for_who_has_gone;
}

void Presence::on_tick(Time now) {
  for (int looks = 0; looks < looks_a_tick && !due_.empty() && due_.begin()->first <= now; ++looks) {
    const auto who = due_.begin()->second;
    auto& p = people_.at(who);
    change(who, p, now);
    if (look_at(p) > now) continue;
    if (!finished(who, p, now)) {
      plan(who, p);
      continue;
    }
    due_.erase({p.next, who});
    people_.erase(who);
  }
}

std::vector<std::pair<Uuid, std::string>> Presence::take_changes(Time now) {
  if (changed_.empty() || (told_ <= now && now - told_ < tell_every)) return {};
  told_ = now;
  std::vector<std::pair<Uuid, std::string>> all;
  for (const auto& [business, members] : std::exchange(changed_, {})) {
    std::vector<PresenceRow> rows;
    for (const auto& member : members)
      if (const auto p = people_.find({business, member}); p != people_.end()) rows.push_back(row(p->first, p->second));
    if (!rows.empty()) all.emplace_back(business, members_json(rows));
  }
  return all;
}

std::string Presence::there(const Uuid& business) const {
  std::vector<PresenceRow> rows;
  for (auto at = people_.lower_bound({business, Uuid{}}); at != people_.end() && at->first.first == business; ++at)
    if (at->second.status != PresenceStatus::offline) rows.push_back(row(at->first, at->second));
  return members_json(rows);
}

PresenceRow Presence::row(const Who& who, const Person& p) {
  const bool there = p.status == PresenceStatus::online || p.status == PresenceStatus::busy;
  return {{who.second}, p.status, there ? std::nullopt : std::optional{p.began}};
}

}  // namespace millrace
