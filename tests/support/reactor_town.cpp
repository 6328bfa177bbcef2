#include "tests/support/reactor_town.hpp"
#include "commands/core/write_side_of.hpp"

#include <doctest/doctest.h>

#include "schemas/json/wires.hpp"

namespace millrace::testing {

namespace {

struct Wisher : Decider {
  using Aggregates = List<>;
  using Asks = List<Wish>;
  static Verdict on(const auto&, const Wish& ask, const Context&) { return accept(AnyFact::of(effects::Requested{ask.id, ask.about, ask.errand})); }
};

std::vector<const AnyFold*> folds_of(const WriteSide& side) {
  auto folds = side.folds;
  folds.push_back(&lookup_of<effects::Effects>());
  return folds;
}

Actor as_an_owner(const Principal& who, const Uuid&, const Rows&) {
  return {who, {}, name_of(Role::owner), {}};
}

}  // namespace

class ReactorTown::Seen final : public Confirmed {
 public:
  explicit Seen(LocalStore& store) : store_(store) {}
  RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override { return store_.get(fold, tenant, key); }
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return store_.version(tenant, stream); }
  std::optional<Confirmed::Seen> command(const Uuid& tenant, const Uuid& id) const override {
    const auto seen = store_.command(tenant, id);
    if (!seen) return {};
    return Confirmed::Seen{seen->offset, seen->fingerprint};
  }
  std::optional<Uuid> subject_key(const Uuid& tenant, const Uuid& subject) const override { return store_.subject_key(tenant, subject); }
  Offset folded(Partition p) const override { return store_.next(p) - 1; }

 private:
  LocalStore& store_;
};

Uuid ReactorTown::home() { return uuid_of("tenant-at-home-1"); }

ReactorTown::ReactorTown(std::vector<EffectKind> kinds)
    : kinds_(std::move(kinds)),
      side_(join({commands::later(), commands::effects(), write_side_of<Wisher>()})),
      folds_(folds_of(side_)),
      store_(below_, folds_, {projections::effects()}, now),
      confirmed_(std::make_unique<Seen>(store_)),
      world_(std::make_unique<OwnerWorld>(OwnerWorld{side_, folds_, *confirmed_, vault_, ids_, &as_an_owner, uuid_of("the-incarnation-"), {}})),
      services_{vault_, ids_, [this] { return now; }, {}, {}, {}, 600, {}, {}, {}} {
  for (const auto tell : side_.wires) tell(Wires::house());
  services_.record = [this](Partition p, Offset o) { return log_[p].at(static_cast<std::size_t>(o)); };
  crash();
}

void ReactorTown::crash() {
  out.clear();
  unanswered.clear();
  owners_.clear();
  writer_ = ids_.next();
  std::uint64_t n = 0;
  reactors = std::make_unique<Reactors>(Reactors::World{kinds_, services_, mail, [n]() mutable { return n += 0x9e3779b97f4a7c15; }, writer_, 64, 8, 256,
                                                         held, held_of_tenant, held_back});
}

void ReactorTown::take(Partition p, Todo todo) {
  auto& owner = *owners_[p];
  for (auto& a : todo.answers) outcomes_.insert_or_assign(a.waiter, std::move(a.outcome));
  for (const auto& bytes : todo.append) {
    auto& log = log_[p];
    const auto offset = static_cast<Offset>(log.size());
    take(p, owner.on_appended(offset, bytes, now));
    auto decoded = decode(p, bytes);
    auto& record = std::get<Record>(decoded);
    std::shared_ptr<const Committed> opened;
    if (const auto* commit = std::get_if<Commit>(&record)) {
      auto result = open_commit(p, offset, *commit, vault_);
      REQUIRE_MESSAGE(std::holds_alternative<Committed>(result), std::get<Unreadable>(result).why);
      opened = std::make_shared<const Committed>(std::get<Committed>(std::move(result)));
    }
    log.push_back(opened);
    store_.on_record(p, offset, record, bytes, opened);
    take(p, owner.on_record(offset, record, bytes, opened, now));
    REQUIRE(store_.commit());
    owner.on_stored(offset);
  }
}

Outcome ReactorTown::submit(Command command) {
  const auto p = partition_of(command.tenant);
  if (!owners_.contains(p)) {
    owners_[p] = std::make_unique<Owner>(p, *world_, writer_);
    owners_[p]->resume(store_.accepted(p), store_.next(p) - 1);
    owners_[p]->take_over();
    take(p, owners_[p]->on_end(now));
  }
  const auto waiter = command.waiter = ++waiter_;
  take(p, owners_[p]->on_command(std::move(command), now));
  REQUIRE(outcomes_.contains(waiter));
  return outcomes_.at(waiter);
}

Outcome ReactorTown::ask(AnyAsk a, Principal who, const Uuid& tenant) {
  Command c;
  c.id = ids_.next();
  c.tenant = tenant;
  c.principal = who;
  c.ask = std::move(a);
  return submit(std::move(c));
}

Id<Effect> ReactorTown::wish(AnyValue errand, effects::About about, std::string occasion, const Uuid& tenant) {
  const auto id = effect_id(errand.type->wire, about.id, occasion + std::to_string(++wishes_));
  const auto outcome = ask(AnyAsk::of(Wish{id, std::move(about), std::move(errand)}), {PrincipalKind::user, {}}, tenant);
  REQUIRE(std::holds_alternative<Done>(outcome));
  return id;
}

void ReactorTown::carry_out(Reactors::Todo todo) {
  for (auto& attempt : todo.run) out.push_back(std::move(attempt));
  for (auto& command : todo.ask) {
    const auto id = command.id;
    if (journal == Journal::refuses) {
      carry_out(reactors->on_answer(id, NotNow{"The disk is full."}, now));
      continue;
    }
    const auto outcome = submit(command);
    if (journal == Journal::is_silent) unanswered.push_back(std::move(command));
    else carry_out(reactors->on_answer(id, outcome, now));
  }
}

void ReactorTown::tick(Duration later) {
  now += later;
  carry_out(reactors->on_tick(*store_.reader(), [this](Partition) { return owned; }, now));
  carry_out(reactors->on_tick(*store_.reader(), [this](Partition) { return owned; }, now));   // and what that has shown
}

void ReactorTown::came(const Reactors::Attempt& a, const Came& came) { carry_out(reactors->on_came(a.tenant, a.id, a.no, came, now)); }

effects::EffectRow ReactorTown::row(const Id<Effect>& id, const Uuid& tenant) const {
  const auto row = find_row<effects::Effects>(store_, tenant, id);
  REQUIRE(row);
  return *row;
}

std::string ReactorTown::history(const Id<Effect>& id) const {
  std::string all;
  for (const auto& [_, log] : log_)
    for (const auto& record : log)
      for (const auto& fact : record ? record->facts : std::vector<AnyFact>{})
        if (fact.stream() == id.value && fact.type->wire.starts_with("effect."))
          (all += all.empty() ? "" : " ") += fact.type->wire.substr(7, fact.type->wire.size() - 10);
  return all;
}

}  // namespace millrace::testing
