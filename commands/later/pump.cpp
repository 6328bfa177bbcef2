#include "commands/later/pump.hpp"

#include "commands/later/asks.hpp"
#include "schemas/json/unknown_ask.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

namespace {
constexpr Duration again_after = std::chrono::seconds{1};
constexpr Duration handoff_again_after = std::chrono::milliseconds{100};   // somebody may wait for it
constexpr std::size_t most_under_way = 512;            // of each kind: after a long silence much is due, and it is not everybody's turn
constexpr std::size_t amends_at_once = 64;
constexpr int amend_tries = 10;                        // who owns the partition amends it, and so does the next start

Command as_the_house(const Uuid& tenant, AnyAsk ask, const std::string& from) {
  const auto digest = sha256(from);
  Command c;
  c.id = uuid_of(raw(digest));
  c.tenant = tenant;
  c.principal.kind = PrincipalKind::system;
  c.ask = std::move(ask);
  return c;
}

std::string named(const Uuid& tenant, const Uuid& id) { return std::string(tenant.raw()) + std::string(id.raw()); }

// Whether a wait of `again_after` is over: a clock that was set back makes nobody wait for the time that it has lost.
bool over(Time until, Time now) { return until <= now || until - now > again_after; }

// Behind everything that is due before.
std::string just_before(later::What what, Time due) {
  if (due <= Time{}) return {};
  return later::place_of(what, due - Duration{1});
}

std::optional<Offset> committed_at(const Outcome& outcome) {
  if (const auto* done = std::get_if<Done>(&outcome)) return done->record->offset;
  if (const auto* known = std::get_if<Known>(&outcome)) return known->offset;
  return {};
}

}  // namespace

// It may be due earlier than what has been read already: then that is read once more.
void Pump::on_waiting(later::What what, Time due) {
  auto& l = line(what);
  l.next = what == later::What::handoff ? Time{} : std::min(l.next, due);
  if (later::place_of(what, due) <= l.read) l.read = just_before(what, due);
}

// The deadline is part of the id: a timer that was moved is another one, one that is put twice is the same.
Command Pump::command(const later::Waiting& w) const {
  const auto from = named(w.tenant_id, w.id);
  if (w.target_id) return as_the_house(*w.target_id, w.ask, "handoff" + from);
  auto c = as_the_house(w.tenant_id, w.ask, "timer" + from + std::to_string(micros(w.due)));
  c.timer = Id<Timer>{w.id};
  return c;
}

// Puts what is due behind that place, as far as there is room. When it has come to the end: when the next one is due. What is under way
// may have been moved meanwhile, and be due again. An ask that this release does not know waits for one that does; one whose record cannot be
// read just now is looked at again.
std::optional<Time> Pump::put(Line& l, std::string& read, Time now, std::vector<Command>& commands) {
  const auto by = l.what == later::What::handoff ? Time::max() : now;   // log time may be ahead of the clock
  while (const auto room = most_under_way - l.under_way) {
    const auto page = read_(l.what, read, by, room);
    for (const auto& w : page.due) {
      read = w.place;
      if (unknown_ask(w.ask)) {
        if (Wires::house().any(w.ask.type->wire)) came_to_nothing(l, w.due, now);
        continue;
      }
      const auto [there, fresh] = under_way_.try_emplace({w.tenant_id, w.id}, UnderWay{l.what, w.due, {}});
      if (!fresh) {
        if (there->second.due != w.due) there->second.missed = w.due;
        continue;
      }
      auto c = command(w);
      if (w.target_id) c.handoff = Id<Handoff>{w.id};
      commands_[c.id] = {there->first, false};
      ++l.under_way;
      commands.push_back(std::move(c));
    }
    if (page.whole) return page.next.value_or(Time::max());
  }
  return {};
}

std::vector<Command> Pump::finishing() { return std::exchange(finishing_, {}); }

std::vector<Command> Pump::due(Time now) {
  auto commands = finishing();
  for (auto& l : lines_) {
    if (l.next <= now)
      if (const auto next = put(l, l.read, now, commands)) l.next = *next;
    if (l.again_at && over(*l.again_at, now) && !l.read_again) {
      l.read_again = just_before(l.what, l.again_from);
      l.again_at.reset();
    }
    if (!l.read_again) continue;
    const auto next = put(l, *l.read_again, now, commands);
    if (!next) continue;
    l.read_again.reset();
    if (later::place_of(l.what, *next) <= l.read) came_to_nothing(l, *next, now);   // the clock was set back: not due again yet
  }
  std::size_t under_way = 0;
  for (auto& [id, amend] : amends_) {
    if (under_way++ == amends_at_once) break;
    if (amend.put || !over(amend.not_before, now)) continue;
    amend.put = true;
    commands.push_back(amend.command);
  }
  return commands;
}

void Pump::amend(std::vector<Command> commands) {
  for (auto& c : commands) {
    const auto id = c.id;
    amends_[id].command = std::move(c);
  }
}

void Pump::came_to_nothing(Line& l, Time due, Time now) {
  l.again_from = l.again_at ? std::min(l.again_from, due) : due;
  if (!l.again_at) l.again_at = now + (l.what == later::What::handoff ? handoff_again_after : again_after);
}

void Pump::on_answer(const Uuid& command, const Outcome& outcome, Time now) {
  const bool not_now = std::holds_alternative<NotNow>(outcome);
  if (const auto known = commands_.extract(command)) {
    const auto [at, finishing] = known.mapped();
    const auto [what, due, missed] = under_way_.at(at);
    const auto offset = committed_at(outcome);
    if (what == later::What::handoff && !finishing && offset) {
      auto c = as_the_house(at.first, AnyAsk::of(later::FinishHandoff{{at.second}, *offset}), "handoff.done" + named(at.first, at.second));
      commands_[c.id] = {at, true};
      return finishing_.push_back(std::move(c));
    }
    auto& l = line(what);
    --l.under_way;
    under_way_.erase(at);
    if (not_now || (what == later::What::handoff && !offset)) came_to_nothing(l, due, now);
    if (missed) came_to_nothing(l, *missed, now);
  } else if (const auto amend = amends_.find(command); amend != amends_.end()) {
    auto& [put_command, not_before, put, tries] = amend->second;
    if (!not_now || ++tries == amend_tries) return void(amends_.erase(amend));
    put = false;
    not_before = now + again_after;
  }
}

}  // namespace millrace
