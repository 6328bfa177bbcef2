#include "tests/support/spec.hpp"

#include <doctest/doctest.h>

#include "infra/runtime/house.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::spec {

namespace {

// Who is acting in the story that runs; the owner's port for this is a plain function.
const As* acting = nullptr;

Actor as_told(const Principal& principal, const Uuid&, const Rows&) {
  return acting && acting->actor ? *acting->actor : Actor{principal, {}, {}, {}};
}

struct CountingIds final : IdSource {
  int given = 0;
  Uuid next() override { return fresh_uuid(++given); }
};

// What the local store is for a real owner.
class Memory final : public Confirmed {
 public:
  RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override { return rows.get(fold, tenant, key); }
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return rows.version(tenant, stream); }
  std::optional<Seen> command(const Uuid&, const Uuid& id) const override {
    const auto found = commands.find(id);
    return found == commands.end() ? std::optional<Seen>{} : found->second;
  }
  std::optional<Uuid> subject_key(const Uuid&, const Uuid& subject) const override {
    const auto found = keys.find(subject);
    return found == keys.end() ? std::optional<Uuid>{} : found->second;
  }

  Offset folded(Partition) const override { return -1; }

  Nothing nothing;
  Layer rows{nothing};
  std::map<Uuid, Seen> commands;
  std::map<Uuid, Uuid> keys;
};

std::string told(const AnyFact& fact) {
  return std::string(fact.type->wire) + " " + to_json(*fact.type->shape, fact.value.get(), Personals::named);
}
std::string told(const Outcome& outcome) {
  if (const auto* r = std::get_if<Refused>(&outcome)) return "refused: " + std::string(r->why.rule.code) + " " + r->why.detail;
  if (const auto* n = std::get_if<NotNow>(&outcome)) return "not now: " + n->why;
  if (std::holds_alternative<Stale>(outcome)) return "stale";
  if (std::holds_alternative<Done>(outcome)) return "accepted";
  return "another answer";
}

}  // namespace

Uuid fresh_uuid(int n) { return uuid7(start, static_cast<std::uint16_t>(n & 0xfff), 0xf5e5f); }

Uuid named_uuid(std::string_view name) {
  const auto digest = sha256("named ", name);
  auto id = uuid_of(raw(digest));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

Uuid tenant() { return named_uuid("the business"); }
Uuid account_of(const Uuid& member) { return named_uuid("account of " + to_string(member)); }

As anybody() { return {{PrincipalKind::anybody, {}}, Actor{}}; }
As system() { return {{PrincipalKind::system, {}}, Actor{{PrincipalKind::system, {}}, {}, {}, {}}}; }
As staff(const Uuid& id, Role role, RightSet can) {
  const Principal who{PrincipalKind::user, account_of(id)};
  return {who, Actor{who, id, name_of(role), std::move(can)}};
}

const Rights& rights() {
  static const Rights& all = []() -> const Rights& {
    for (const auto& right : millrace::house().rights) Rights::house().add(right);
    return Rights::house();
  }();
  return all;
}

RightSet usual(Role role) { return rights().usual(name_of(role)); }

LaterRights::LaterRights(std::initializer_list<Right> more) : before_(rights()) {
  for (const auto& right : more) Rights::house().add(right);
}

namespace {
std::vector<const AnyFold*> all_folds(const WriteSide& side, const std::vector<const AnyFold*>& more) {
  auto folds = side.folds;
  folds.insert(folds.end(), more.begin(), more.end());
  return folds;
}
}  // namespace

House::House(WriteSide side, std::vector<const AnyFold*> projections, Authorise authorise)
    : side_(std::move(side)), folds_(all_folds(side_, projections)), authorise_(authorise) {
  for (const auto tell : side_.wires) tell(Wires::house());
  rights();
}

struct Story::World {
  explicit World(const House& h)
      : house(h), world{h.write_side(), h.folds(), store, vault, ids, h.authorise() ? h.authorise() : &as_told,
                        named_uuid("incarnation"), {}},
        partition(partition_of(tenant())), owner(partition, world, named_uuid("writer")) {}

  // As it looks once it has been through the journal: personal text has been sealed and opened again.
  AnyValue taken_in(AnyValue value) {
    const Sealing sealing{vault, tenant(), value.stream(), value.type->wire, [&](const Uuid& subject) {
      auto [at, added] = store.keys.try_emplace(subject);
      if (added) at->second = *vault.fresh_key();
      return at->second;
    }};
    std::string json;
    JsonWriter writer{json};
    encode(*value.type->shape, value.value.get(), writer, &sealing);
    const Document document{json};
    auto again = value.type->shape->make();
    const auto decoded = decode(*value.type->shape, document.root(), again.get(), &sealing);
    REQUIRE_MESSAGE(decoded.ok(), value.type->wire);
    return {value.type, std::move(again)};
  }
  void happen(Said said) {
    const auto stream = said.fact.stream();
    Meta meta{};
    meta.at = said.at.value_or(start);
    meta.recorded_at = start;
    meta.tenant = tenant();
    meta.offset = next++;
    meta.version = store.version(tenant(), stream) + 1;
    house.folds().apply(store.rows, taken_in(std::move(said.fact)), meta);
  }
  void begin() {
    owner.take_over();
    const auto fence = owner.on_end(start).append.at(0);
    read(fence);
    REQUIRE(owner.mode() == Owner::Mode::serving);
  }
  // The record is durable: it is decoded from its bytes, folded and confirmed.
  void read(const std::string& bytes) {
    auto decoded = decode(partition, bytes);
    REQUIRE(std::holds_alternative<Record>(decoded));
    auto& record = std::get<Record>(decoded);
    std::shared_ptr<const Committed> opened;
    if (const auto* commit = std::get_if<Commit>(&record)) {
      auto result = open_commit(partition, offset, *commit, vault);
      REQUIRE_MESSAGE(std::holds_alternative<Committed>(result), std::get<Unreadable>(result).why);
      opened = std::make_shared<const Committed>(std::get<Committed>(std::move(result)));
    }
    owner.on_record(offset, record, bytes, opened, now);
    if (opened) {
      for (std::size_t n = 0; n < opened->facts.size(); ++n)
        house.folds().apply(store.rows, opened->facts[n], meta_of(*opened, n));
      for (const auto& [subject, key] : opened->subject_keys) store.keys.emplace(subject, key);
      store.commands[opened->commit.command] = {offset, opened->commit.fingerprint};
      last = opened;
    }
    owner.on_stored(offset++);
  }
  void take(Todo todo) {
    for (auto& answer : todo.answers) outcome = std::move(answer.outcome);
    for (const auto& bytes : todo.append) {
      const auto at = offset;
      auto more = owner.on_appended(at, bytes, now);
      for (auto& answer : more.answers) outcome = std::move(answer.outcome);
      read(bytes);
    }
  }
  void wrong(const std::string& what) { ADD_FAIL_CHECK_AT(where.file_name(), static_cast<int>(where.line()), what); }

  const House& house;
  MemoryVault vault;
  CountingIds ids;
  Memory store;
  OwnerWorld world;
  Partition partition;
  Owner owner;
  Offset offset = 0;                   // of the next record
  Offset next = -1'000'000;            // of the next given fact
  Time now = start + std::chrono::hours{1};
  As who = anybody();
  Origin origin = Origin::live;
  std::optional<Right> needs;
  std::optional<std::int64_t> if_match;
  int commands = 0;
  std::optional<Outcome> outcome;
  std::shared_ptr<const Committed> last;
  std::source_location where;
};

Story::Story(const House& house, Facts given) : world_(std::make_unique<World>(house)) {
  for (auto& said : given) world_->happen(std::move(said));
  world_->begin();
}
Story::Story(Story&&) noexcept = default;
Story::~Story() = default;

Story& Story::as(As who) {
  world_->who = std::move(who);
  return *this;
}
Story& Story::at(Time now) {
  world_->now = now;
  return *this;
}
Story& Story::later(Duration by) {
  world_->now += by;
  return *this;
}
Story& Story::imported() {
  world_->origin = Origin::import;
  return *this;
}
Story& Story::live() {
  world_->origin = Origin::live;
  return *this;
}
Story& Story::needs(const Right& right) {
  world_->needs = right;
  return *this;
}
Story& Story::if_match(std::int64_t version) {
  world_->if_match = version;
  return *this;
}

Story& Story::ask_any(AnyAsk ask, std::source_location where) {
  auto& w = *world_;
  w.where = where;
  w.outcome.reset();
  w.last.reset();
  Command command;
  command.id = named_uuid("command " + std::to_string(++w.commands));
  command.tenant = tenant();
  command.principal = w.who.principal;
  command.needs = w.needs;
  command.ask = w.taken_in(std::move(ask));
  command.if_match = std::exchange(w.if_match, {});
  command.origin = w.origin;
  command.waiter = 1;
  acting = &w.who;
  w.take(w.owner.on_command(std::move(command), w.now));
  acting = nullptr;
  REQUIRE_MESSAGE(w.outcome, "the owner has not answered");
  return *this;
}

Story& Story::then_all(Facts expected) {
  auto& w = *world_;
  if (!w.last) {
    w.wrong(told(*w.outcome));
    return *this;
  }
  std::string want, got;
  for (std::size_t n = 0; n < expected.size(); ++n) {
    want += "\n  " + told(expected[n].fact);
    if (expected[n].at) want += " at " + to_rfc3339(*expected[n].at);
  }
  for (std::size_t n = 0; n < w.last->facts.size(); ++n) {
    got += "\n  " + told(w.last->facts[n]);
    if (n < expected.size() && expected[n].at) got += " at " + to_rfc3339(w.last->commit.facts[n].occurred_at);
  }
  if (want == got) CHECK(want == got);
  else w.wrong("expected:" + want + "\ngot:" + got);
  return *this;
}

Story& Story::refused(const Rule& rule) {
  const auto* refusal = std::get_if<Refused>(&*world_->outcome);
  if (refusal && refusal->why.rule.code == rule.code) CHECK(refusal->why.rule.kind == rule.kind);
  else world_->wrong("expected: refused: " + std::string(rule.code) + "\ngot: " + told(*world_->outcome));
  return *this;
}
Story& Story::accepted() {
  if (world_->last) CHECK(world_->last->commit.tenant == tenant());
  else world_->wrong("expected: accepted\ngot: " + told(*world_->outcome));
  return *this;
}
Story& Story::stale() {
  if (std::holds_alternative<Stale>(*world_->outcome)) CHECK(!world_->last);
  else world_->wrong("expected: stale\ngot: " + told(*world_->outcome));
  return *this;
}

const Committed& Story::record() const {
  REQUIRE_MESSAGE(world_->last, told(*world_->outcome));
  return *world_->last;
}
RowPtr Story::row(std::string_view fold, const Key& key) const {
  const auto* named = world_->house.folds().named(fold);
  REQUIRE_MESSAGE(named, fold);
  return world_->store.get(*named, tenant(), key);
}
const Rows& Story::rows() const { return world_->store; }
Time Story::now() const { return world_->now; }

}  // namespace millrace::spec
