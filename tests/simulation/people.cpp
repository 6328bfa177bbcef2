#include "tests/simulation/people.hpp"

namespace millrace::simulation {

namespace {

constexpr auto patience = std::chrono::milliseconds{250};

Uuid numbered(char kind, std::uint64_t n) {
  Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(kind);
  id.bytes[6] = 0x70;
  id.bytes[8] = 0x80;
  for (std::size_t i = 0; i < 7; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(n >> 8 * i);
  return id;
}

Digest fingerprint_of(const Command& c) {
  return sha256(c.ask.type->wire, to_json(*c.ask.type->shape, c.ask.value.get()));
}

}  // namespace

People::People(Town& t) : town(t) {
  for (std::uint64_t i = 0; i < 4; ++i) guests.push_back(numbered('g', i));
}

void People::begin() {
  const auto writers_here = town.chance.between(1, 4);
  const auto commands = (town.tenants.size() == 1 && town.chance.permille(250) ? 400 : town.chance.between(60, 140)) / writers_here;
  for (int i = 0; i < writers_here; ++i) writers.emplace_back(town, static_cast<int>(commands)).next();
  for (int i = 0; i < 3; ++i) listeners.emplace_back(town, i).come();
  look_at_tables();
}

bool People::done() const {
  for (const auto& w : writers)
    if (!w.done()) return false;
  for (const auto& l : listeners)
    if (!l.listens() && l.wants_to_listen()) return false;
  for (const auto& [id, link] : links)
    if (link.under_way) return false;
  return true;
}

void People::look_at_tables() {
  town.scheduler.after(town.chance.duration(20'000, 60'000), [this] {
    const auto& kept = town.database.tables["cellar_jars"];
    if (!kept.rows.empty()) {
      const auto& [place, row] = *std::next(kept.rows.begin(), static_cast<std::ptrdiff_t>(town.chance.below(kept.rows.size())));
      const auto p = partition_of(place.tenant);
      town.history.saw.push_back({SawRows::What::sql, p, place.tenant, {uuid_of(place.key.bytes)}, kept.stands[static_cast<std::size_t>(p)].next - 1,
                                  -1, to_json(*lookup_of<Jars>().row, row.row.get()), row.stamp.version});
    }
    if (!town.peace) look_at_tables();
  });
}

Uuid Writer::fresh() { return numbered('x', town_.people->next_id++); }

void Writer::next() {
  const auto think = town_.chance.permille(600) ? town_.chance.duration(0, 2'000) : town_.chance.duration(0, 60'000);
  town_.scheduler.after(think, [this] {
    if (left_ == 0) return;
    --left_;
    auto command = made_up();
    ask(std::move(command));
  });
}

Command Writer::made_up() {
  auto& chance = town_.chance;
  Command c;
  c.id = fresh();
  c.tenant = chance.one_of(town_.tenants);
  c.principal = {PrincipalKind::user, chance.one_of(town_.people->guests)};
  c.ask = made_up_ask(c.tenant);
  if (c.ask.stream().bytes[0] != 'g') {
    c.members_only = chance.permille(200);
    if (chance.permille(200)) c.needs = pour;
  }
  if (chance.permille(200)) c.if_match = versions_[c.ask.stream()];
  c.fingerprint = fingerprint_of(c);
  return c;
}

AnyAsk Writer::made_up_ask(const Uuid& tenant) {
  auto& chance = town_.chance;
  auto& jars = town_.people->jars[tenant];
  const auto some_jar = [&](const Uuid& where) {
    const auto& there = town_.people->jars[where];
    return there.empty() ? Id<Jar>{numbered('j', 0)} : there[there.size() - 1 - chance.below(std::min<std::size_t>(there.size(), 4))];
  };
  const auto id = some_jar(tenant);
  const auto note = [&] { return Personal<std::string>{{}, "of " + std::to_string(chance.below(9)), false, {}}; };
  const auto what = static_cast<int>(chance.below(1000));
  if (what < 180 || jars.empty()) {
    const Id<Jar> fresh_jar{numbered('j', town_.people->next_id++)};
    jars.push_back(fresh_jar);
    return AnyAsk::of(ask::Open{fresh_jar, "jar " + std::to_string(chance.below(6)), note()});
  }
  if (what < 500) return AnyAsk::of(ask::Fill{id, chance.between(1, 4)});
  if (what < 560) return AnyAsk::of(ask::Note{{fresh()}, id, note()});
  if (what < 600) return AnyAsk::of(ask::Look{id});
  if (what < 740) {
    const auto to = chance.one_of(town_.tenants);
    return AnyAsk::of(ask::Pour{id, chance.between(1, 2), to, some_jar(to), {fresh()}});
  }
  if (what < 800) return AnyAsk::of(ask::Shut{id});
  if (what < 920) return AnyAsk::of(ask::Invite{{chance.one_of(town_.people->guests)}});
  return AnyAsk::of(ask::Expel{{chance.one_of(town_.people->guests)}});
}

void Writer::ask(Command command) {
  town_.history.asked.push_back({std::move(command), {}});
  attempt(town_.history.asked.size() - 1, 0);
}

void Writer::attempt(std::size_t no, int tries) {
  auto& asked = town_.history.asked[no];
  const auto p = partition_of(asked.command.tenant);
  const auto at = asked.attempts.size();
  const auto newest = town_.history.newest_known.find(p);
  asked.attempts.push_back({newest == town_.history.newest_known.end() ? -1 : newest->second, {}});
  // Most know who owns the partition; some are mistaken.
  auto* process = &town_.anybody();
  for (auto& other : town_.processes)
    if (other.serves(p) && town_.chance.permille(700)) process = &other;
  town_.trace.say("asks", asked.command.id, asked.command.ask.type->wire, process->no(), p);
  auto told = std::make_shared<bool>(false);
  const auto once = [this, told, no, at, tries](std::optional<Reply> reply) {
    if (!std::exchange(*told, true)) heard(no, at, tries, std::move(reply));
  };
  town_.scheduler.after(patience, [once] { once({}); });
  town_.send([this, process, no, once] {
    process->deliver([this, process, no, once] {
      process->answer_person(town_.history.asked[no].command, [this, once](Reply reply) {
        town_.send([once, reply = std::move(reply)] { once(reply); });
      });
    });
  });
}

void Writer::heard(std::size_t no, std::size_t at, int tries, std::optional<Reply> reply) {
  auto& asked = town_.history.asked[no];
  const auto& c = asked.command;
  const auto p = partition_of(c.tenant);
  asked.attempts[at].reply = reply;
  town_.trace.say("hears", c.id, reply ? static_cast<int>(reply->kind) : -1, reply ? reply->offset : -1, reply ? reply->said : "");
  auto& chance = town_.chance;
  const auto again = [&, this] {
    town_.scheduler.after(chance.duration(1'000, 80'000), [this, no, tries] { attempt(no, tries + 1); });
  };
  const auto ask_for_another = [&, this] {               // under the key of the first
    if (!used_again_.insert(c.id).second) return false;
    auto other = c;
    other.ask = made_up_ask(c.tenant);
    other.fingerprint = fingerprint_of(other);
    if (other.fingerprint != c.fingerprint) return ask(std::move(other)), true;
    return false;
  };
  if (!reply && chance.permille(40) && ask_for_another()) return;      // nobody knows what became of that one
  if (!reply || reply->kind == Reply::Kind::not_now) return tries < 8 && chance.permille(930) ? again() : next();
  if (reply->kind == Reply::Kind::stale) versions_[c.ask.stream()] = reply->version;
  if (reply->kind != Reply::Kind::done) return tries < 8 && chance.permille(150) ? again() : next();
  auto& newest = town_.history.newest_known.try_emplace(p, -1).first->second;
  newest = std::max(newest, reply->offset);
  const auto* note = c.ask.as<ask::Note>();
  if (chance.permille(500)) look(c.tenant, note ? note->jar_id.value : c.ask.stream(), reply->offset);
  if (tries < 8 && chance.permille(100)) return again(); // it has not seen the answer, say
  if (chance.permille(60) && ask_for_another()) return;
  next();
}

void Writer::look(const Uuid& tenant, const Uuid& stream, Offset wanted) {
  auto* process = &town_.anybody();
  const Id<Jar> id{stream};
  const bool all = town_.chance.permille(300);
  town_.send([=, this] {
    process->deliver([=, this] {
      const auto told = [=, this](std::optional<Process::Seen> seen) {
        if (!seen) return;
        town_.trace.say("sees", id.value, seen->offset, seen->row);
        town_.history.saw.push_back({all ? SawRows::What::list : SawRows::What::row, seen->partition, tenant, id, seen->offset, wanted, seen->row, seen->version});
        if (!all && seen->version) versions_[id.value] = seen->version;
      };
      if (all) process->list(tenant, wanted, told);
      else process->look(tenant, id, wanted, told);
    });
  });
}

}  // namespace millrace::simulation
