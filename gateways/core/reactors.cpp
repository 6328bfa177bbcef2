#include "gateways/core/reactors.hpp"

#include <algorithm>

#include "commands/effects/asks.hpp"

namespace millrace {

using effects::EffectRow;
using effects::Stage;

namespace {

constexpr Duration not_now = std::chrono::seconds{1}, not_readable = std::chrono::seconds{5}, look_again = std::chrono::seconds{2}, look_for_lost_every = std::chrono::seconds{1};
constexpr Duration given_back_within = std::chrono::minutes{1};   // a partition that is read again is not another's yet
constexpr Duration longest_wish = std::chrono::hours{24};
constexpr std::size_t most_said = 500;

// An attempt's asks have ids of their own, so that each is taken once, whoever asks again.
Command command(const Uuid& tenant, AnyAsk ask, std::int64_t no) {
  std::string from("effect ");
  (from += ask.type->wire) += '\0';
  (from += tenant.raw()) += ask.stream().raw();
  from += std::to_string(no);
  const auto digest = sha256(from);
  Command c;
  c.id = uuid_of(raw(digest));
  c.tenant = tenant;
  c.principal.kind = PrincipalKind::system;
  c.ask = std::move(ask);
  return c;
}

// What a server says may be any bytes: what of it can be read, on one line.
std::string readable(std::string_view said) {
  std::string out(said.substr(0, most_said));
  for (auto& c : out)
    if (c < 0x20 || c > 0x7e) c = c == '\r' || c == '\n' || c == '\t' ? ' ' : '?';
  return out;
}

std::optional<std::int64_t> status_of(const Came& came) { return came.status ? std::optional<std::int64_t>{came.status} : std::nullopt; }

const effects::Requested* request_in(const Committed& record, const Id<Effect>& id) {
  for (const auto& fact : record.facts)
    if (const auto* requested = fact.as<effects::Requested>(); requested && requested->id == id) return requested;
  return nullptr;
}

// Whether that record begins this very attempt.
bool started(const Committed& record, const Id<Effect>& id, std::int64_t no) {
  return std::any_of(record.facts.begin(), record.facts.end(), [&](const auto& fact) {
    const auto* e = fact.template as<effects::Started>();
    return e && e->id == id && e->attempt == no;
  });
}

}  // namespace

// --- the breaker -----------------------------------------------------------------------------------------------------------

Time Breaker::free_at(const std::string& host, Time now) const {
  const auto found = hosts_.find(host);
  return found == hosts_.end() || found->second.failed < failures ? now : std::max(now, found->second.until);
}

// While it is open one attempt at a time goes there: the next has to wait for what this one tells.
void Breaker::on_begun(const std::string& host, Time now) {
  const auto found = hosts_.find(host);
  if (found != hosts_.end() && found->second.failed >= failures) found->second.until = now + pause;
}

void Breaker::on_answer(const std::string& host, bool well, Time now) {
  if (well) return void(hosts_.erase(host));
  auto& h = hosts_[host];
  if (++h.failed >= failures) h.until = now + pause;
}

std::size_t Breaker::open(Time now) const {
  const auto keeps_off = [&](const auto& h) { return h.second.failed >= failures && h.second.until > now; };
  return static_cast<std::size_t>(std::count_if(hosts_.begin(), hosts_.end(), keeps_off));
}

// --- looking ---------------------------------------------------------------------------------------------------------------

Reactors::Todo Reactors::on_tick(const Reader& reader, const Owns& owns, Time now) {
  Todo todo;
  land_what_is_over(reader, owns, now);
  std::erase_if(held_, [&](const auto& h) { return h.second.until <= now; });
  std::erase_if(held_back_, [&](const auto& h) { return h.second <= now; });
  tell_again(now, todo);
  if (resting_) return todo;
  const bool lost_too = now < looked_at_lost_ || now - looked_at_lost_ >= look_for_lost_every;
  if (lost_too) looked_at_lost_ = now;
  for (const auto& kind : world_.kinds) {
    if (lost_too) {
      // Nobody here waits for its result: whoever began it has died, or has lost the partition.
      look(kind, Stage::under_way, reader, owns, now, [&](const Uuid& tenant, const EffectRow& row) {
        auto& flight = take_off(kind, tenant, row, row.attempts_made, Phase::told);
        tell({tenant, row.id}, flight, AnyAsk::of(effects::MarkUnknown{row.id, row.attempts_made, "no_result"}), todo);
      });
      if (kind.some_repeatable)
        look(kind, Stage::unknown, reader, owns, now,
             [&](const Uuid& tenant, const EffectRow& row) { reconcile(kind, tenant, row, reader, now, todo); });
    }
    look(kind, Stage::waiting, reader, owns, now, [&](const Uuid& tenant, const EffectRow& row) { begin(kind, tenant, row, reader, now, todo); });
  }
  return todo;
}

// A piece of what stands there, going on where the last look ended, so that nobody waits behind those whose turn it is not.
void Reactors::look(const EffectKind& kind, Stage stage, const Reader& reader, const Owns& owns, Time now, const Each& each) {
  auto& after = looked_until_[{&kind, stage}];
  const auto wire = kind.errand->wire;
  const auto rows = reader.list(lookup_of<effects::Effects>(), effects::Effects::open, {},
                                {.prefix = effects::Effects::open_of(wire, stage), .after = after, .limit = world_.looked_at,
                                 .until = effects::Effects::open_until(wire, stage, now)});
  after.clear();
  for (const auto& listed : rows) {
    const auto& row = *static_cast<const EffectRow*>(listed.row.row.get());
    if (rows.size() == world_.looked_at && &listed == &rows.back()) after = listed.place;
    const auto tenant = uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32));   // then the row's key
    const At at{tenant, row.id};
    if (owns(partition_of(tenant)) && !flights_.contains(at) && !held_.contains(at) && !held_back_.contains(at) && room(kind, tenant) &&
        !reader.parked(lookup_of<effects::Effects>(), tenant))
      each(tenant, row);
  }
}

bool Reactors::room(const EffectKind& kind, const Uuid& tenant) const {
  const auto found = of_tenant_.find(tenant);
  if (const auto of = of_kind_.find(&kind); of != of_kind_.end() && of->second >= kind.at_once) return false;
  return flights_.size() < world_.at_once && (found == of_tenant_.end() || found->second < world_.of_tenant) && !holds_many_of(tenant);
}

// One whose host fails, or whom nobody here can say, does not fill the list for all.
bool Reactors::holds_many_of(const Uuid& tenant) const {
  if (held_.size() >= world_.held) return true;
  std::size_t of_it = 0;
  for (auto at = held_.lower_bound({tenant, {}}); at != held_.end() && at->first.first == tenant; ++at)
    if (++of_it >= world_.held_of_tenant) return true;
  return false;
}

// --- an attempt ------------------------------------------------------------------------------------------------------------

// The errand is read where it stands in the journal; what it needs besides, from the store. Nothing: not now.
std::optional<std::variant<Prepared, Moot, Reactors::HeldBack>> Reactors::prepared(const EffectKind& kind, const Uuid& tenant, const EffectRow& row,
                                                                                   const Reader& reader, AnyValue& errand) const {
  const auto record = world_.services.record(partition_of(tenant), row.requested_position);
  const auto* requested = record ? request_in(*record, row.id) : nullptr;
  if (!requested || requested->errand.type != kind.errand) return {};
  errand = requested->errand;
  try {
    const Preparing preparing{errand, row, tenant, reader, world_.services, world_.mail};
    if (world_.held_back && world_.held_back(preparing)) return HeldBack{};
    auto what = kind.prepare(preparing);
    if (auto* ready = std::get_if<Prepared>(&what)) return std::move(*ready);
    if (auto* moot = std::get_if<Moot>(&what)) return std::move(*moot);
    return {};
  } catch (const CatchingUp&) {
    return {};
  } catch (const FoldParked&) {
    return {};
  }
}

void Reactors::begin(const EffectKind& kind, const Uuid& tenant, const EffectRow& row, const Reader& reader, Time now, Todo& todo) {
  if (!first_in_order(kind, tenant, row, reader)) return;
  const At at{tenant, row.id};
  AnyValue errand;
  auto what = prepared(kind, tenant, row, reader, errand);
  if (!what) return void(held_[at] = {now + not_readable});
  if (std::holds_alternative<HeldBack>(*what)) return void(held_back_[at] = now + look_again);
  if (const auto* moot = std::get_if<Moot>(&*what)) {
    auto& flight = take_off(kind, tenant, row, row.attempts_made, Phase::told);
    auto then = kind.result ? kind.result(errand, row, {.why = moot->why, .for_good = true}) : std::nullopt;
    return tell(at, flight, AnyAsk::of(effects::Cancel{row.id, moot->why, std::move(then)}), todo);
  }
  auto& ready = std::get<Prepared>(*what);
  if (const auto free_at = breaker_.free_at(ready.host, now); free_at > now) return void(held_[at] = {free_at, ready.host});
  breaker_.on_begun(ready.host, now);
  const auto no = row.attempts_made + 1;
  auto& flight = take_off(kind, tenant, row, no, Phase::begun);
  flight.errand = std::move(errand);
  flight.prepared = std::move(ready);
  auto start = command(tenant, AnyAsk::of(effects::Start{row.id, no, now + kind.limit}), no);
  asked_[start.id] = at;
  todo.ask.push_back(std::move(start));
}

// Whether nothing older of its kind about the same thing is still to be done.
bool Reactors::first_in_order(const EffectKind& kind, const Uuid& tenant, const EffectRow& row, const Reader& reader) const {
  if (kind.order == InOrder::no) return true;
  const auto rows = reader.list(lookup_of<effects::Effects>(), effects::Effects::in_order, tenant,
                                {effects::Effects::in_order_of(kind.errand->wire, row.about.id), {}, false, 1});
  return rows.empty() || static_cast<const EffectRow*>(rows.front().row.row.get())->id == row.id;
}

void Reactors::reconcile(const EffectKind& kind, const Uuid& tenant, const EffectRow& row, const Reader& reader, Time now, Todo& todo) {
  const At at{tenant, row.id};
  AnyValue errand;
  const auto what = prepared(kind, tenant, row, reader, errand);
  const auto* ready = what ? std::get_if<Prepared>(&*what) : nullptr;
  const auto next_at = next_try(kind, row.attempts_made, {}, now);
  if (!ready || !ready->repeatable || !next_at) return void(held_[at] = {now + not_readable});
  auto& flight = take_off(kind, tenant, row, row.attempts_made, Phase::told);
  tell(at, flight, AnyAsk::of(effects::Reconcile{row.id, row.attempts_made, "repeatable", false, {}, next_at}), todo);
}

std::optional<Time> Reactors::next_try(const EffectKind& kind, std::int64_t attempts, std::optional<Duration> wished, Time now) {
  if (attempts >= kind.retry.attempts) return {};
  auto most = kind.retry.first;
  for (std::int64_t n = 1; n < attempts && most < kind.retry.most; ++n) most *= 2;
  most = std::min(most, kind.retry.most);
  const Duration jittered{static_cast<std::int64_t>(world_.chance() % static_cast<std::uint64_t>(most.count() + 1))};
  return now + std::max(jittered, std::min(wished.value_or(Duration{}), longest_wish));
}

// --- what comes of it ------------------------------------------------------------------------------------------------------

Reactors::Todo Reactors::on_came(const Uuid& tenant, const Id<Effect>& id, std::int64_t no, const Came& came, Time now) {
  Todo todo;
  const auto found = flights_.find({tenant, id});
  if (found == flights_.end() || found->second.phase != Phase::out || found->second.no != no) return todo;
  auto& flight = found->second;
  const auto& kind = *flight.kind;
  const auto judged = kind.judge(came, *flight.prepared);
  breaker_.on_answer(flight.prepared->host, !judged.ailing, now);
  if (!judged.ailing) std::erase_if(held_, [&](const auto& h) { return h.second.host == flight.prepared->host; });
  flight.phase = Phase::told;
  const auto then = [&] { return kind.result ? kind.result(*flight.errand, flight.row, judged) : std::nullopt; };
  switch (judged.how) {
    case Meaning::How::succeeded:
      ++figures_.succeeded;
      tell(found->first, flight,
           AnyAsk::of(effects::Succeed{id, no, judged.reference ? judged.reference : flight.prepared->reference, status_of(came), then()}), todo);
      break;
    case Meaning::How::unknown:
      ++figures_.unknown;
      tell(found->first, flight, AnyAsk::of(effects::MarkUnknown{id, no, judged.why}), todo);
      break;
    case Meaning::How::failed: {
      ++figures_.failed;
      effects::Fail fail{id, no, judged.why, status_of(came), {}, {}, {}};
      if (const auto& subject = flight.prepared->subject; subject && !came.said.empty())
        fail.detail = Personal<std::string>{*subject, readable(came.said), false, {}};
      if (!judged.for_good) fail.next_at = next_try(kind, no, came.retry_after, now);
      if (!fail.next_at) fail.then = then();
      tell(found->first, flight, AnyAsk::of(std::move(fail)), todo);
      break;
    }
  }
  return todo;
}

Reactors::Todo Reactors::on_answer(const Uuid& id, const Outcome& outcome, Time now) {
  Todo todo;
  const auto asked = asked_.find(id);
  if (asked == asked_.end()) return todo;
  const auto found = flights_.find(asked->second);
  asked_.erase(asked);
  if (found == flights_.end()) return todo;
  auto& flight = found->second;
  const auto* done = std::get_if<Done>(&outcome);
  const auto* known = std::get_if<Known>(&outcome);
  // A flight goes out once, and stays until the store shows that: a repeat of the process's own record is the answer to it that got lost.
  const bool mine = done && (!done->replayed || (done->record->commit.writer == world_.writer && !world_.writer.nil()));
  if (flight.phase == Phase::begun && mine && started(*done->record, found->first.second, flight.no)) {
    ++figures_.begun;
    flight.phase = Phase::out;
    flight.recorded_at = done->record->offset;
    todo.run.push_back({found->first.first, found->first.second, flight.no, flight.prepared->out, flight.kind->limit});
  } else if (done || known) {
    // Recorded. Of an attempt that was begun before, or by another, nobody knows here whether it has gone out: it is not sent.
    flight.phase = Phase::recorded;
    flight.recorded_at = done ? done->record->offset : known->offset;
    flight.telling.reset();
  } else if (flight.phase == Phase::told && std::holds_alternative<NotNow>(outcome)) {
    flight.not_before = now + not_now;
  } else {
    held_[found->first] = {now + not_now};
    land(found);
  }
  return todo;
}

void Reactors::tell(const At& at, Flight& flight, AnyAsk ask, Todo& todo) {
  flight.telling = command(at.first, std::move(ask), flight.no);
  asked_[flight.telling->id] = at;
  todo.ask.push_back(*flight.telling);
}

void Reactors::tell_again(Time now, Todo& todo) {
  for (auto& [at, flight] : flights_) {
    if (!flight.telling || flight.not_before > now || asked_.contains(flight.telling->id)) continue;
    asked_[flight.telling->id] = at;
    todo.ask.push_back(*flight.telling);
  }
}

Reactors::Flight& Reactors::take_off(const EffectKind& kind, const Uuid& tenant, const EffectRow& row, std::int64_t no, Phase phase) {
  ++of_tenant_[tenant];
  ++of_kind_[&kind];
  return flights_.insert_or_assign({tenant, row.id}, Flight{&kind, row, no, phase}).first->second;
}

void Reactors::land(std::map<At, Flight>::iterator flight) {
  if (auto of = of_tenant_.find(flight->first.first); of != of_tenant_.end() && --of->second == 0) of_tenant_.erase(of);
  --of_kind_[flight->second.kind];
  flights_.erase(flight);
}

// A snapshot from before its record would show it as it was, and it would be begun once more. What another process owns by now that one
// finds under way, and records as unknown.
void Reactors::land_what_is_over(const Reader& reader, const Owns& owns, Time now) {
  for (auto at = flights_.begin(); at != flights_.end();) {
    const auto here = at++;
    auto& flight = here->second;
    const auto partition = partition_of(here->first.first);
    if (owns(partition)) flight.not_owned_since.reset();
    else if (!flight.not_owned_since) flight.not_owned_since = now;
    const bool stored = reader.offset(partition) >= flight.recorded_at;
    const bool lost = flight.phase != Phase::out && flight.not_owned_since && now - *flight.not_owned_since > given_back_within;
    if (stored && (flight.phase == Phase::recorded || lost)) land(here);
  }
}

bool Reactors::sees_more() const {
  return std::any_of(looked_until_.begin(), looked_until_.end(), [](const auto& after) { return !after.second.empty(); });
}

bool Reactors::idle() const {
  return std::all_of(flights_.begin(), flights_.end(), [](const auto& f) { return f.second.phase == Phase::recorded; });
}

Reactors::Figures Reactors::figures(Time now) const {
  auto figures = figures_;
  figures.under_way = std::count_if(flights_.begin(), flights_.end(), [](const auto& f) { return f.second.phase == Phase::out; });
  figures.breakers_open = static_cast<std::int64_t>(breaker_.open(now));
  return figures;
}

}  // namespace millrace
