#include "infra/mill/mill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "projections/core/told_again.hpp"
#include "schemas/json/matches.hpp"
#include "schemas/json/unknown_ask.hpp"

namespace millrace {

namespace {

constexpr std::size_t records_at_once = 4000;          // folded and not stored, while the store catches up

const Partition directory = partition_of({});

// Whether this is another record than the one that the store has folded last: a journal restored from a backup may have gone on
// differently. A record that the store has refused tells less than one that it has accepted.
bool differs(const Accepted& store, Partition partition, Offset last, const std::string& bytes) {
  const auto decoded = decode(partition, bytes);
  const auto* record = std::get_if<Record>(&decoded);
  if (!record) return true;
  if (const auto* f = std::get_if<Fence>(record))
    return last == store.fence ? f->epoch != store.epoch || f->writer != store.writer : f->epoch > store.epoch;
  const auto check = [&](const auto& r) {
    if (r.epoch == store.epoch && r.writer == store.writer && r.seq == store.seq) return next_chain(r.prev_chain, bytes) != store.chain;
    return r.epoch > store.epoch;
  };
  const auto* c = std::get_if<Commit>(record);
  return c ? check(*c) : check(std::get<Noop>(*record));
}

}  // namespace

std::optional<Confirmed::Seen> Mill::StoreConfirmed::command(const Uuid& tenant, const Uuid& id) const {
  const auto seen = store_.command(tenant, id);
  if (!seen) return {};
  return Seen{seen->offset, seen->fingerprint};
}

bool Mill::StoreConfirmed::parked(const Uuid& tenant) const {
  return std::any_of(read_by_rules_.begin(), read_by_rules_.end(), [&](const auto* fold) { return store_.parked(*fold, tenant); });
}

// A clock that has been set back does not make anybody wait for the time that it has lost.
bool Mill::time_for(Time& last, Duration every) const {
  if (last <= now_ && now_ - last < every) return false;
  last = now_;
  return true;
}

std::vector<Partition> Mill::all_partitions() {
  std::vector<Partition> all;
  for (Partition p = 0; p < partitions; ++p) all.push_back(p);
  return all;
}

Mill::Mill(Parts parts)
    : parts_(std::move(parts)), confirmed_(parts_.store, parts_.house.write_side.folds),
      decided_on_(parts_.house.read_by_rules()),
      world_{parts_.house.write_side, decided_on_, confirmed_, parts_.services.vault, parts_.services.ids, parts_.house.authorise,
             parts_.journal.incarnation(), parts_.endpoint, parts_.overlay_records, parts_.pace.silence},
      pump_([this](later::What what, const std::string& after, Time by, std::size_t most) {
        auto page = later::due(*parts_.store.reader(), what, after, by, most);
        for (auto& w : page.due) w.ask = with_matches(parts_.services.vault, known_by_now(w));   // rows hold none
        return page;
      }),
      hub_(Hub::World{parts_.house.channels, parts_.services, parts_.house.authorise, parts_.house.session_live, parts_.store,
                      [this] { return parts_.store.reader(); }, parts_.wire, {}, [this](const Uuid& tenant, std::string data) {
                        return told_again(parts_.house.projections, parts_.store.whole(), tenant, std::move(data));
                      }, parts_.house.presence, parts_.house.api_keys, parts_.house.signed_in_otherwise}),
      recent_(parts_.recent_bytes) {
  for (const auto p : parts_.partitions) {
    states_.try_emplace(p, p, world_, parts_.writer);
    recent_.begin(p, parts_.store.next(p));
  }
}

void Mill::need_same_history(Partition p) const {
  const auto next = parts_.store.next(p);
  const auto end = parts_.journal.end(p);
  // The store folds only what is durable: if it has seen more, the disk has lost acknowledged records.
  if (next > end)
    throw JournalRefused(fmt::format("partition {} of the journal ends at {}, but the local store has folded {} records of it: the journal has "
                                     "lost its tail; restore it from a backup that has them, or accept the loss: millrace journal accept-loss",
                                     p, end, next));
  if (const auto last = next - 1; last >= 0 && differs(parts_.store.accepted(p), p, last, parts_.journal.read(p, last)))
    throw JournalRefused(fmt::format("partition {} of the journal has another record at offset {} than the one that the local store has folded: it "
                                     "was restored from an older backup, or is another business's; remove rocksdb/ to fold what it holds now", p, last));
}

// An earlier release may have kept the ask as it came: what it means, and what is sealed in it, its record says.
AnyAsk Mill::known_by_now(const later::Waiting& w) const {
  if (!unknown_ask(w.ask) || !Wires::house().any(w.ask.type->wire)) return w.ask;
  const auto asked = record(partition_of(w.tenant_id), w.position);
  for (const auto& fact : asked ? asked->facts : std::vector<AnyFact>{}) {
    if (fact.stream() != w.id) continue;
    if (const auto* set = fact.as<later::TimerSet>()) return set->ask;
    if (const auto* requested = fact.as<later::HandoffRequested>()) return requested->ask;
  }
  return w.ask;
}

void Mill::say_parked(const AnyFold* fold, const Uuid& tenant, const std::string& why) const {
  parts_.miller.log_trouble(Miller::Trouble::projection, fmt::format("parked {} of tenant {}: {}", fold ? fold->name : "all folds", to_string(tenant), why));
}

bool Mill::catch_up(Time now) {
  now_ = now;
  if (!parts_.store.commit()) return false;
  for (auto at = states_.lower_bound(catching_up_); at != states_.end(); ++at) {
    const auto p = catching_up_ = at->first;
    need_same_history(p);
    if (!make_whole(p)) return false;
    bool busy = false;
    parts_.journal.scan(p, parts_.store.next(p), [&](const Stored& stored) {
      if (!fold_or_stop(stored)) return false;
      if (parts_.store.uncommitted() >= records_at_once) {
        busy = !parts_.store.commit();
        parts_.store.take();                               // nobody is subscribed yet; a client that comes back reads the feed
      }
      return !busy;
    });
    if (busy) return false;
  }
  if (!parts_.store.commit()) return false;
  parts_.store.take();
  for (const auto& [where, why] : parts_.store.parked()) say_parked(where.first, where.second, why);
  if (const auto views = parts_.store.missing(LocalStore::Need::views); !views.folds.empty())
    parts_.miller.log(fmt::format("{} {} built anew while everything else is served: {} records are to be read", fmt::join(views.folds, ", "),
                                  views.folds.size() == 1 ? "is" : "are", views.records));
  for (auto& [p, state] : states_) state.owner.resume(parts_.store.accepted(p), (state.stored = parts_.store.next(p)) - 1);
  resumed_ = true;
  for (const auto amends : parts_.house.amends) pump_.amend(amends(parts_.services, *parts_.store.reader()));
  expect_back();
  return true;
}

// Whoever was available when the last process ended was so until then: until the newest record, as far as anybody knows.
void Mill::expect_back() {
  if (!parts_.house.presence) return;
  for (auto member : parts_.house.presence->available(*parts_.store.reader())) {
    member.since = std::max(member.since, parts_.store.accepted(partition_of(member.business)).ts);
    hub_.expect(member, now_);
  }
}

// One that is stopped is fenced when it has been read to its end.
void Mill::take_over(Time now) {
  now_ = now;
  for (auto& [p, state] : states_) carry_out(p, state.owner.take_over());
}

std::size_t Mill::undecided() const {
  return static_cast<std::size_t>(std::count_if(states_.begin(), states_.end(), [&](const auto& s) {
    const auto mode = s.second.owner.mode();
    return mode != Owner::Mode::serving && mode != Owner::Mode::following && !stopped(s.first);
  }));
}

// Whose account it is, who may do what: nothing is done without asking there.
void Mill::need_directory() const {
  if (states_.contains(directory) && stopped(directory))
    throw JournalRefused("the directory, without which nobody can sign in, cannot be read: " + states_.at(directory).stop->why);
}

// Whoever has stepped down stays up and follows, until nobody hears of the owner any more.
void Mill::take_over_from_others() {
  if (!parts_.shared || !serving_ || !time_for(listened_, parts_.pace.listen)) return;
  const auto others = [&](const auto& s) {
    return s.second.owner.mode() == Owner::Mode::following && !s.second.stop && parts_.store.accepted(s.first).writer != parts_.writer;
  };
  std::map<Uuid, int> taken;
  for (auto& s : states_) {
    if (!others(s)) continue;
    const auto owner = parts_.store.accepted(s.first).writer;
    if (!parts_.miller.owner_silent(s.first, owner)) continue;
    ++taken[owner];
    carry_out(s.first, s.second.owner.take_over());
  }
  for (const auto& [owner, count] : taken)
    parts_.miller.log(fmt::format("{} partitions of the owner {} are taken over: it is silent", count, to_string(owner)));
}

// Behind everything that is queued already: one batch for all of it. A large one is followed by a pause, so that they grow while there is
// more to do than time for it: a row that changes twice in a batch is written once.
void Mill::settle_soon() {
  if (std::exchange(settling_, true)) return;
  const auto settle_now = [this](Time now) {
    settling_ = false;
    settle(now);
  };
  const auto pause = std::min(parts_.pace.gather_most, static_cast<std::int64_t>(batch_) * parts_.pace.gather) - std::max(now_ - settled_, Duration{});
  if (pause > parts_.pace.gather) parts_.miller.post_after(pause, settle_now);
  else parts_.miller.post(settle_now);
}

void Mill::settle(Time now) {
  now_ = now;
  if (!settle()) parts_.miller.tick_after(parts_.pace.busy_again);
}

// Commits what has been folded; then tells who waits for it, takes rights away, publishes. False: the store is busy.
bool Mill::settle() {
  if (const auto records = parts_.store.uncommitted(); records > 0) settled_ = now_, batch_ = records;
  unsettled_.push_back(parts_.store.take());
  if (!parts_.store.commit()) {
    wake_waiters();                                      // whose time is up
    return false;
  }
  std::set<std::pair<Uuid, Affected>> changed_rights;    // of whom, in which tenant
  const auto& access = parts_.house.access;
  auto batch = std::exchange(unsettled_, {});
  for (const auto& folded : batch) {
    for (const auto& parked : folded.parked) say_parked(parked.fold, parked.tenant, parked.why);
    for (const auto& touched : folded.rows) {
      if (touched.fold == &later::waiting() && touched.after) {
        const auto& row = *static_cast<const later::WaitingRow*>(touched.after.get());
        pump_.on_waiting(later::what(row), row.due);
      }
      const auto right = std::find_if(access.begin(), access.end(), [&](const auto& a) { return a.fold == touched.fold; });
      if (right != access.end()) changed_rights.emplace(touched.tenant, right->affects(touched.key, touched.before.get(), touched.after.get()));
    }
  }
  for (auto& [p, state] : states_) state.stored = parts_.store.next(p);
  for (const auto& [tenant, whom] : changed_rights) hub_.recheck(tenant, whom);
  for (const auto& folded : batch) {
    for (const auto p : folded.passed_over) hub_.passed_over(p);
    for (const auto& [p, families] : folded.missed) hub_.passed_over(p, &families);
    for (const auto& p : folded.publications) hub_.publish(p);
  }
  for (auto& [p, state] : states_) state.owner.on_stored(state.stored - 1);
  fire_what_is_due();
  wake_waiters();
  catch_views_up();
  parts_.miller.stored();
  return true;
}

// Timers and handoffs. Every process has the index of all of them, and puts what is for its own partitions. What another one is to decide
// it sees in its store once that is done: so the source of a handoff hears of its target through the journal alone.
void Mill::fire_what_is_due() {
  const bool decides = std::any_of(states_.begin(), states_.end(), [&](const auto& s) { return owns(s.first); });
  for (auto& command : decides ? pump_.due(now_) : pump_.finishing()) {
    if (owns(partition_of(command.tenant))) {
      submit(std::move(command), [this, id = command.id](const Outcome& outcome) { pump_.on_answer(id, outcome, now_); }, now_);
      continue;
    }
    const auto seen = confirmed_.command(command.tenant, command.id);
    pump_.on_answer(command.id, seen ? Outcome{Known{seen->offset}} : Outcome{NotNow{"Another process is to decide this."}}, now_);
  }
}

void Mill::watch_space() {
  const bool now = read_only();
  if (std::exchange(full_, now) == now) return;
  parts_.miller.log(full_ ? "the disk is nearly full: nothing is taken until there is room again" : "there is room on the disk again: it goes on");
}

void Mill::on_tick(Time now) {
  if (closing_) return;                                  // it was due when the end came: there may be no journal any more
  now_ = now;
  hub_.on_tick(now);
  for (auto& ask : hub_.take_asks())
    if (owns(partition_of(ask.tenant))) submit(std::move(ask), [](const Outcome&) {}, now);
  turn_hub();
  parts_.store.on_tick(now);
  try_stopped_again();
  watch_space();
  give_up_waiting();
  give_up_positions();
  take_over_from_others();
  if (parts_.journal.forgets_silent_writers())
    for (auto& [p, state] : states_)
      if (!stopped(p)) carry_out(p, state.owner.keep_alive(now));
  const bool stored = settle();
  if (time_for(flushed_, parts_.pace.flush)) parts_.below.begin_flush();
  parts_.miller.tick_after(stored ? parts_.pace.tick : parts_.pace.busy_again);
}

Mill::Figures Mill::figures() const {
  Figures f{.commits = commits_, .waiting = static_cast<std::int64_t>(answered_.size()), .later = static_cast<std::int64_t>(pump_.under_way()),
            .uncommitted = static_cast<std::int64_t>(parts_.store.uncommitted()), .records = records_,
            .missing = parts_.store.missing(LocalStore::Need::views).records, .parked = static_cast<std::int64_t>(parts_.store.parked().size())};
  for (const auto& [p, state] : states_) {
    f.rejected += state.owner.rejected();
    f.owned += owns(p);
    f.stopped += stopped(p);
    f.waiting_for_position += static_cast<std::int64_t>(state.positions.size());
  }
  return f;
}

}  // namespace millrace
