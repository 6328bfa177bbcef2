#include "commands/core/owner.hpp"

#include <algorithm>
#include <stdexcept>

#include "commands/core/erased_subjects.hpp"
#include "commands/core/rules.hpp"
#include "schemas/fold/forget.hpp"

namespace millrace {

namespace {

constexpr std::size_t max_facts = 100;

using namespace rule;

// The vault has no new key ready.
struct NoFreshKey : NoKey {};

bool waits(const Rows& rows, const Uuid& tenant, const Id<Timer>& timer) {
  return std::holds_alternative<Timer::Waiting>(*state_row<Timer>(rows, tenant, timer.value));
}

std::size_t content_of(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

}  // namespace

Owner::Owner(Partition partition, const OwnerWorld& world, Uuid writer)
    : partition_(partition), world_(world), writer_(writer), overlay_(world.confirmed) {}

void Owner::resume(const Accepted& accepted, Offset last_read) {
  accepted_ = accepted;
  last_read_ = last_read;
}

std::shared_ptr<const Committed> Owner::unstored(Offset offset) const {
  const auto at = std::lower_bound(unstored_.begin(), unstored_.end(), offset,
                                   [](const auto& record, Offset wanted) { return record->offset < wanted; });
  return at != unstored_.end() && (*at)->offset == offset ? *at : nullptr;
}

std::shared_ptr<const Committed> Owner::in_hand(Offset offset) const {
  if (!pending_.empty() && pending_.front().expected == offset) return pending_.front().record;
  return unstored(offset);
}

Todo Owner::take_over() {
  mode_ = Mode::reading;
  mine_only_ = false;
  Todo todo;
  todo.read_to_end = true;
  return todo;
}

// Whoever may not ask hears that, whatever this command has brought about before.
Todo Owner::on_command(Command command, Time now) {
  Todo todo;
  const auto at_once = [&](const char* why) {
    if (command.waiter) todo.answers.push_back({command.waiter, NotNow{why}});
    return todo;
  };
  if (mode_ != Mode::serving) return at_once("This partition is being taken over.");
  const auto actor = actor_of(command);
  auto outcome = not_permitted(command, actor);
  if (!outcome) outcome = earlier(command, actor, now);
  if (!outcome && command.only_if_known) outcome = NotKnown{};
  if (!outcome && recent_.size() >= world_.overlay_records) return at_once("The local store is behind.");
  if (!outcome) outcome = decided(command, actor, now, todo);
  if (outcome) hold(std::move(command), std::move(*outcome), todo);
  return todo;
}

Actor Owner::actor_of(const Command& command) const {
  if (!world_.authorise || command.principal.kind == PrincipalKind::system) return {command.principal, {}, {}, {}};
  return world_.authorise(command.principal, command.tenant, overlay_);
}

std::optional<Outcome> Owner::not_permitted(const Command& command, const Actor& actor) const {
  if (actor.principal.kind == PrincipalKind::system) return {};
  if (command.members_only && actor.member_id.nil()) return Refused{{no_such_tenant, {}}};
  if (command.needs && !actor.can.has(*command.needs)) return Refused{{permission_denied, {}}};
  return {};
}

// What came of an earlier command of the same id; of one in flight, by the time that this is told. It is for those who could still ask
// for it: who was shut out since, by a rule, or may not see any more what it was about, is told that instead.
std::optional<Outcome> Owner::earlier(const Command& command, const Actor& actor, Time now) const {
  auto outcome = known(command);
  if (const auto in_flight = recent_.find(command.id); !outcome && in_flight != recent_.end()) outcome = Done{in_flight->second.record, true};
  const auto* decider = world_.write_side.decider(command.ask.type);
  if (!outcome || std::holds_alternative<KeyReused>(*outcome) || !decider || command.principal.kind == PrincipalKind::system) return outcome;
  const Context in{std::max(tail_.ts + Duration{1}, now), command.origin, actor, world_.ids, Tenant{overlay_, command.tenant}};
  const auto state = overlay_.get(*decider->state, command.tenant, Key(command.ask.stream()));
  auto verdict = decider->decide(state, command.ask.value.get(), in);
  auto* refusal = std::get_if<Rejection>(&verdict);
  const bool shut_out = refusal && (refusal->hides || refusal->rule.kind == Kind::forbidden || refusal->rule.kind == Kind::gone);
  if (shut_out) return Refused{std::move(*refusal)};
  return outcome;
}

// What an earlier command of the same id allows to be said now; nothing for a new one and for one in flight.
std::optional<Outcome> Owner::known(const Command& command) const {
  if (const auto found = recent_.find(command.id); found != recent_.end()) {
    const auto& recent = found->second;
    if (recent.fingerprint != command.fingerprint) return KeyReused{};
    if (recent.durable) return Done{recent.record, true};
    return {};
  }
  if (const auto seen = world_.confirmed.command(command.tenant, command.id)) {
    if (seen->fingerprint != command.fingerprint) return KeyReused{};
    return Known{seen->offset};
  }
  return {};
}

// The pump knows timers as they are stored: one that has been moved meanwhile, or has fired, must not fire as it was.
std::optional<Outcome> Owner::before_its_time(const Command& command, Time ts) const {
  const auto row = overlay_.get(state_of<Timer>(), command.tenant, Key(command.timer->value));
  const auto* state = static_cast<const Timer::State*>(row.get());
  const auto* waiting = state ? std::get_if<Timer::Waiting>(state) : nullptr;
  if (!waiting) return Refused{{timer_gone, {}}};
  if (waiting->due > ts) return NotNow{"This timer has been moved."};
  return {};
}

// Nothing when a record is on its way (who asked is answered later), else why not.
std::optional<Outcome> Owner::decided(Command& command, const Actor& actor, Time now, Todo& todo) {
  if (world_.confirmed.parked(command.tenant)) return NotNow{"What this business has recorded cannot be read; the server's log says what is wrong."};
  const auto version = overlay_.version(command.tenant, command.ask.stream());

  const auto* decider = world_.write_side.decider(command.ask.type);
  if (!decider) return NotNow{"This release does not know " + std::string(command.ask.type->wire) + "."};

  if (command.timer)
    if (auto not_now = before_its_time(command, std::max(tail_.ts + Duration{1}, now))) return std::move(*not_now);

  Layer layer{static_cast<const Rows&>(overlay_)};     // above it, not a copy of it
  auto record = std::make_shared<Committed>();
  record->partition = partition_;
  record->offset = next_;
  auto& c = record->commit;
  c.epoch = tail_.epoch;
  c.writer = writer_;
  c.seq = tail_.seq + 1;
  c.prev_chain = tail_.chain;
  c.ts = std::max(tail_.ts + Duration{1}, now);
  c.tenant = command.tenant;
  c.command = command.id;
  c.fingerprint = command.fingerprint;
  c.principal = command.principal;
  c.member = actor.member_id;
  c.ask = command.ask.type->wire;
  c.subject = command.ask.stream();
  c.from = command.from;
  if (command.handoff) c.cause = command.handoff->value;

  const Context in{c.ts, command.origin, actor, world_.ids, Tenant{layer, command.tenant}};
  const auto state = layer.get(*decider->state, command.tenant, Key(command.ask.stream()));
  auto verdict = decider->decide(state, command.ask.value.get(), in);
  // What the house itself has put (a timer, a handoff) is never asked again: a refusal is recorded as nothing done.
  if (command.principal.kind == PrincipalKind::system && std::holds_alternative<Rejection>(verdict)) verdict = Facts{};
  auto* refusal = std::get_if<Rejection>(&verdict);
  // Whoever may not see it is told of no version (RFC 9110 §13.2.1: what would be refused anyway is, whatever the condition).
  const bool hidden = refusal && (refusal->rule.kind == Kind::missing || refusal->rule.kind == Kind::forbidden);
  if (command.if_match && *command.if_match != version && !hidden) return Stale{version};
  if (refusal) return Refused{std::move(*refusal)};
  if (auto no_facts = draft(command, actor, std::get<Facts>(std::move(verdict)), layer, *record)) return Refused{std::move(*no_facts)};
  try {
    seal(*record);
  } catch (const NoFreshKey&) {
    return NotNow{"New keys are being made."};
  } catch (const NoKey&) {
    return NotNow{"The key of what is kept about this person is missing; the server's log says which."};
  }
  c.subject_version = layer.version(command.tenant, c.subject);
  auto bytes = encode(partition_, c);
  if (bytes.size() > max_record_bytes) return Refused{{command_too_large, {}}};
  append(std::move(command), std::move(record), std::move(bytes), layer, todo);
  return {};
}

// Turns what a rule has said into facts of the record, and asks the policies what each of them brings about.
std::optional<Rejection> Owner::draft(const Command& command, const Actor& actor, Facts said, Layer& layer, Committed& record) {
  auto& c = record.commit;
  const Context in{c.ts, command.origin, actor, world_.ids, Tenant{layer, command.tenant}};
  std::deque<Said> queue;
  const bool erases = !world_.folds.of(&wire_type<SubjectErased>()).empty();
  if (command.timer) {
    c.cause = command.timer->value;
    queue.push_back({AnyFact::of(later::TimerFired{*command.timer}), {}});
  }
  for (auto& s : said) queue.push_back(std::move(s));
  for (; !queue.empty(); queue.pop_front()) {
    auto& [fact, at] = queue.front();
    if (const auto* e = fact.as<later::TimerCancelled>(); e && !waits(layer, command.tenant, e->id)) continue;
    if (record.facts.size() == max_facts) return Rejection{too_many_facts, {}};
    for (const auto& subject : erases ? subjects_in(*fact.type->shape, fact.value.get()) : std::vector<Uuid>{}) {
      if (!find_row<ErasedSubjects>(layer, command.tenant, subject)) continue;
      if (command.principal.kind != PrincipalKind::system) return Rejection{subject_erased, {}};
      fact = forgotten(fact, subject);                       // what the house itself has to say is said without
    }
    const auto version = layer.version(command.tenant, fact.stream()) + 1;
    c.facts.push_back({std::string(fact.type->wire), fact.stream(), version, at.value_or(c.ts), command.origin, {}});
    record.facts.push_back(fact);
    world_.folds.apply(layer, fact, meta_of(record, record.facts.size() - 1));
    if (command.origin != Origin::live) continue;
    for (const auto& policy : world_.write_side.policies) {
      if (policy.fact != fact.type) continue;
      auto verdict = policy.decide(fact.value.get(), in);
      if (auto* refusal = std::get_if<Rejection>(&verdict)) return std::move(*refusal);
      for (auto& s : std::get<Facts>(verdict)) queue.push_back(std::move(s));
    }
  }
  return {};
}

// The key of a subject: one for good, made with its first text. A new one is kept until the store has the last record that names it.
Uuid Owner::key_of(const Uuid& tenant, const Uuid& subject, Offset offset) {
  if (const auto made = new_keys_.find({tenant, subject}); made != new_keys_.end()) {
    made->second.second = offset;
    return made->second.first;
  }
  if (const auto known = world_.confirmed.subject_key(tenant, subject)) return *known;
  const auto key = world_.vault.fresh_key();
  if (!key) throw NoFreshKey{};
  new_keys_[{tenant, subject}] = {*key, offset};
  return *key;
}

// Writes the bodies, personal text sealed. Sealing adds no write here: keys are made ahead, and the record names its key.
void Owner::seal(Committed& record) {
  const auto& tenant = record.commit.tenant;
  for (std::size_t n = 0; n < record.facts.size(); ++n) {
    auto& entry = record.commit.facts[n];
    const Sealing sealing{world_.vault, tenant, entry.stream, entry.wire, [&](const Uuid& subject) {
      const auto key = key_of(tenant, subject, record.offset);
      const std::pair named{subject, key};               // the store keeps which key is whose
      auto& all = record.subject_keys;
      if (std::find(all.begin(), all.end(), named) == all.end()) all.push_back(named);
      return key;
    }};
    JsonWriter writer{entry.body};
    encode(*record.facts[n].type->shape, record.facts[n].value.get(), writer, &sealing);
  }
}

void Owner::append(Command command, std::shared_ptr<Committed> record, std::string bytes, const Layer& layer, Todo& todo) {
  accept(tail_, partition_, next_, record->commit, bytes);
  record->chain = tail_.chain;
  overlay_.take(layer);
  recent_[command.id] = {next_, command.fingerprint, record, false};
  pending_.push_back({next_, std::move(command), std::move(record), content_of(bytes)});
  ++next_;
  todo.append.push_back(std::move(bytes));
}

// Refusals and repeats wait too: what they rest on must be true for good before anybody hears of it.
void Owner::hold(Command command, Outcome outcome, Todo& todo) {
  if (!command.waiter) return;
  if (pending_.empty()) todo.answers.push_back({command.waiter, std::move(outcome)});
  else held_.push_back({pending_.back().expected, std::move(command), std::move(outcome)});
}

void Owner::release(Todo& todo) {
  while (!held_.empty() && (pending_.empty() || held_.front().after < pending_.front().expected)) {
    todo.answers.push_back({held_.front().command.waiter, std::move(held_.front().outcome)});
    held_.pop_front();
  }
}

Todo Owner::on_appended(Offset offset, std::string_view bytes, Time) {
  Todo todo;
  if (mode_ != Mode::serving || offset <= last_read_) return todo;   // read back instead
  // Something foreign lies in between, or there; also one of mine that was read back already, and has been taken twice.
  const bool as_expected = !pending_.empty() && pending_.front().expected == offset && pending_.front().content == content_of(bytes);
  as_expected ? acknowledge(todo) : suspect(todo);
  return todo;
}

// The oldest that waits is in the journal, where it was to be.
void Owner::acknowledge(Todo& todo) {
  auto& p = pending_.front();
  if (p.command.waiter) todo.answers.push_back({p.command.waiter, Done{p.record, false}});
  if (p.record) {
    recent_.find(p.command.id)->second.durable = true;
    unstored_.push_back(std::move(p.record));
  }
  pending_.pop_front();
  release(todo);
}

Todo Owner::keep_alive(Time now) {
  Todo todo;
  if (mode_ != Mode::serving || !pending_.empty() || now - tail_.ts < world_.silence) return todo;
  const Noop noop{tail_.epoch, writer_, tail_.seq + 1, tail_.chain, std::max(tail_.ts + Duration{1}, now)};
  auto bytes = encode(partition_, Record{noop});
  accept(tail_, partition_, next_, Record{noop}, bytes);
  pending_.push_back({next_++, {}, {}, content_of(bytes)});
  todo.append.push_back(std::move(bytes));
  return todo;
}

Todo Owner::on_append_failed() {
  Todo todo;
  if (mode_ == Mode::serving || mode_ == Mode::fencing) suspect(todo);
  return todo;
}

// A fence of unknown outcome is put again for the reason for which it was put: at a start whoever wrote last.
void Owner::suspect(Todo& todo) {
  if (mode_ == Mode::serving) mine_only_ = true;
  mode_ = Mode::reading;
  todo.read_to_end = true;
}

Todo Owner::on_record(Offset offset, const Record& record, const RecordBytes& bytes, std::shared_ptr<const Committed> opened,
                      Time now) {
  Todo todo;
  if (offset <= last_read_) return todo;
  if (offset != last_read_ + 1) throw std::logic_error("an owner was not told of a record; what it said next could be untrue");
  last_read_ = offset;
  if (!accept(accepted_, partition_, offset, record, bytes)) {
    ++rejected_;
    if (unstored(offset)) throw std::logic_error("a record that was acknowledged is not accepted");
    if (mode_ != Mode::serving) return todo;
    if (pending_.empty()) next_ = offset + 1;          // a stranger's, and nothing of mine is on its way
    else suspect(todo);                                // mine will not lie where they were to be
    return todo;
  }
  if (std::holds_alternative<Fence>(record)) {
    // Mine may also be one that was given up for lost, after another one's: the log has decided, and nobody else will serve.
    const bool higher_on_its_way = mode_ == Mode::fencing && accepted_.epoch != tail_.epoch;
    if (accepted_.writer == writer_) {
      if (mode_ != Mode::reading && !higher_on_its_way) resolve(now, todo);
    } else if (mode_ == Mode::serving || mode_ == Mode::fencing) {
      step_down(todo);
    }
  } else if (opened) {
    found(offset, std::move(opened), todo);
  } else if (mode_ == Mode::serving && !pending_.empty() && pending_.front().expected == offset) {
    acknowledge(todo);                                 // one that says nothing
  }
  return todo;
}

// An accepted commit has been read back: one of mine that was acknowledged, one that waits for it, or whoever's.
void Owner::found(Offset offset, std::shared_ptr<const Committed> record, Todo& todo) {
  const auto& c = record->commit;
  auto& recent = recent_[c.command];
  if (recent.durable && recent.offset == offset) return;
  if (mode_ == Mode::serving && !pending_.empty() && pending_.front().expected == offset) return acknowledge(todo);
  recent = {offset, c.fingerprint, record, true};
  unstored_.push_back(std::move(record));
  if (mode_ == Mode::serving) suspect(todo);           // mine, and not where it was to be
}

Todo Owner::on_end(Time now) {
  Todo todo;
  if (mode_ != Mode::reading) return todo;
  if (mine_only_ && accepted_.writer != writer_) {
    step_down(todo);
    return todo;
  }
  mode_ = Mode::fencing;
  // Above every fence that I have sent: one of those that comes late must not be taken for this one.
  const auto epoch = std::max(accepted_.epoch, tail_.epoch) + 1;
  tail_ = accepted_;
  const Fence fence{world_.incarnation, epoch, writer_, std::max(accepted_.ts + Duration{1}, now), world_.endpoint};
  tail_.epoch = fence.epoch;
  todo.append.push_back(encode(partition_, Record{fence}));
  return todo;
}

// Whoever has been read back is in the journal for good. Others may be found behind what cannot be read, so their records stay; nobody
// waits for them.
Todo Owner::on_stopped() {
  Todo todo;
  const auto tell = [&](const Command& command) {
    auto found = known(command);
    todo.answers.push_back({command.waiter, found ? std::move(*found) : NotNow{std::string(stopped_here) + " It may yet be done: the same request with the same key tells."}});
  };
  for (auto& p : pending_) {
    if (p.command.waiter) tell(p.command);
    p.command.waiter = 0;
  }
  for (const auto& h : held_)
    if (std::holds_alternative<Done>(h.outcome)) tell(h.command);
    else todo.answers.push_back({h.command.waiter, NotNow{std::string(stopped_here)}});
  held_.clear();
  return todo;
}

// My fence has been read back: each pending command is found, or can never be accepted and is decided again.
void Owner::resolve(Time now, Todo& todo) {
  mode_ = Mode::serving;
  tail_ = accepted_;
  next_ = last_read_ + 1;
  auto pending = std::exchange(pending_, {});
  auto held = std::exchange(held_, {});
  std::erase_if(recent_, [](const auto& r) { return !r.second.durable; });
  rebuild_overlay();
  const auto again = [&](Command& command) {
    auto more = on_command(std::move(command), now);
    std::move(more.append.begin(), more.append.end(), std::back_inserter(todo.append));
    std::move(more.answers.begin(), more.answers.end(), std::back_inserter(todo.answers));
  };
  // One that is found was decided when its sender could ask for it, and is answered so, whatever came behind it.
  for (auto& p : pending) {
    if (!p.command.waiter) continue;
    if (auto outcome = known(p.command)) todo.answers.push_back({p.command.waiter, std::move(*outcome)});
    else again(p.command);
  }
  for (auto& h : held) again(h.command);
}

void Owner::step_down(Todo& todo) {
  mode_ = Mode::following;
  const auto later = [&](std::uint64_t waiter) {
    if (waiter) todo.answers.push_back({waiter, NotNow{"Another process owns this partition now."}});
  };
  for (const auto& p : pending_)                       // found, or it can never be accepted
    if (auto outcome = known(p.command); outcome && p.command.waiter) todo.answers.push_back({p.command.waiter, std::move(*outcome)});
    else later(p.command.waiter);
  for (const auto& h : held_) later(h.command.waiter);
  pending_.clear();
  held_.clear();
  std::erase_if(recent_, [](const auto& r) { return !r.second.durable; });
  rebuild_overlay();
}

// Durable facts above the store's rows, the keys that they are sealed with, and nothing else.
void Owner::rebuild_overlay() {
  overlay_.clear();
  new_keys_.clear();
  for (const auto& record : unstored_) {
    for (const auto& [subject, key] : record->subject_keys) new_keys_.try_emplace({record->commit.tenant, subject}, key, Offset{}).first->second.second = record->offset;
    if (record->offset > world_.confirmed.folded(partition_))
      for (std::size_t n = 0; n < record->facts.size(); ++n) world_.folds.apply(overlay_, record->facts[n], meta_of(*record, n));
  }
}

void Owner::on_stored(Offset offset) {
  while (!unstored_.empty() && unstored_.front()->offset <= offset) {
    recent_.erase(unstored_.front()->commit.command);
    unstored_.pop_front();
  }
  overlay_.forget(offset);
  std::erase_if(new_keys_, [&](const auto& k) { return k.second.second <= offset; });
}

}  // namespace millrace
