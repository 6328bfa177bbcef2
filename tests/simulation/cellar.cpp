#include "tests/simulation/cellar.hpp"
#include "commands/core/write_side_of.hpp"

#include "projections/effects/effects.hpp"
#include "projections/later/waiting.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/public/inbox/customer.hpp"
#include "schemas/public/inbox/message.hpp"
#include "tests/simulation/mutation.hpp"

namespace millrace::simulation {

namespace {

struct Rules : Decider {
  using Aggregates = List<Jar, Parcel, Guest>;
  using Lookups = List<Names, Guests>;
  using Asks = List<ask::Open, ask::Fill, ask::Look, ask::Pour, ask::Shut, ask::Drip, ask::Deliver, ask::Note, ask::Invite, ask::Expel>;
  using Policies = List<jar::Filled, jar::Opened>;

  static Verdict on(Absent, const ask::Open& a, const Context& in) {
    if (in.tenant.find<Names>(a.name)) return refuse(rule::taken);
    return accept(jar::Opened{a.id, a.name, about(a.id, a.note)}, timer(in.now + drip_after, ask::Drip{a.id}));
  }
  static Verdict on(const auto&, const ask::Open&, const Context&) { return refuse(rule::there); }

  static Verdict on(const Jar::Open& s, const ask::Fill& a, const Context&) {
    if (s.level + a.by > brim) return refuse(rule::full);
    return accept(jar::Filled{a.id, a.by});
  }
  static Verdict on(Absent, const ask::Fill&, const Context&) { return refuse(rule::missing); }
  static Verdict on(Jar::Shut, const ask::Fill&, const Context&) { return refuse(rule::shut); }

  static Verdict on(const auto&, const ask::Look&, const Context&) { return accept(); }

  static Verdict on(const Jar::Open& s, const ask::Pour& a, const Context&) {
    if (s.level < a.by) return refuse(rule::empty);
    return accept(jar::Poured{a.id, a.by}, handoff(a.tenant_id, ask::Deliver{a.parcel_id, a.into_id, a.by}));
  }
  static Verdict on(Absent, const ask::Pour&, const Context&) { return refuse(rule::missing); }
  static Verdict on(Jar::Shut, const ask::Pour&, const Context&) { return refuse(rule::shut); }

  static Verdict on(const Jar::Open& s, const ask::Shut& a, const Context&) { return accept(jar::Shut{a.id, s.name}, cancel<ask::Drip>(a.id)); }
  static Verdict on(Absent, const ask::Shut&, const Context&) { return refuse(rule::missing); }
  static Verdict on(Jar::Shut, const ask::Shut&, const Context&) { return refuse(rule::shut); }

  static Verdict on(const Jar::Open& s, const ask::Drip& a, const Context& in) {
    if (s.dripped + 1 == drips) return accept(jar::Dripped{a.id});
    return accept(jar::Dripped{a.id}, timer(in.now + drip_after, ask::Drip{a.id}));
  }
  static Verdict on(const auto&, const ask::Drip&, const Context&) { return accept(); }

  // Whatever comes twice is done twice: that nothing comes twice is what is tested.
  static Verdict on(const auto&, const ask::Deliver& a, const Context& in) {
    const auto& into = in.tenant.get(a.into_id);
    const auto* open = std::get_if<Jar::Open>(&into);
    if (!open || open->level + a.by > brim) return refuse(rule::full);
    return accept(parcel::Arrived{a.id, a.into_id}, jar::Filled{a.into_id, a.by});
  }

  static Verdict on(const auto&, const ask::Note& a, const Context& in) {
    const auto& about_it = in.tenant.get(a.jar_id);
    const auto* open = std::get_if<Jar::Open>(&about_it);
    if (!open) return refuse(std::holds_alternative<Absent>(about_it) ? rule::missing : rule::shut);
    const parcel::Noted noted{a.id, a.jar_id, {in.actor.principal.id}, about(a.jar_id, a.note)};
    if (open->dripped == drips) return accept(noted);
    return accept(noted, timer(in.now + drip_after, ask::Drip{a.jar_id}));
  }

  static Verdict on(const auto&, const ask::Invite& a, const Context&) { return accept(guest::Invited{a.id}); }
  static Verdict on(const auto&, const ask::Expel& a, const Context&) { return accept(guest::Expelled{a.id}); }

  static Verdict on(const jar::Opened& e, const Context&) { return accept(letter_about(e.id)); }
  static Verdict on(const jar::Filled& e, const Context& in) {
    const auto& state = in.tenant.get(e.id);
    const auto* open = std::get_if<Jar::Open>(&state);
    if (open && open->level == brim) return accept(jar::Brimmed{e.id});
    return accept();
  }
};

Actor authorise(const Principal& who, const Uuid& tenant, const Rows& rows) {
  Actor actor{who, {}, {}, {}};
  if (who.kind != PrincipalKind::user || !find_row<Guests>(rows, tenant, who.id)) return actor;
  actor.member_id = who.id;
  actor.can.add(pour);
  return actor;
}

std::variant<Prepared, Moot, NotKnownYet> prepare(const Preparing& in) {
  return Prepared{.out = OutgoingCall{"POST", to_string(in.row.id), {}, {}}, .host = "post", .repeatable = in.errand.as<Letter>()->repeatable};
}
Meaning judge(const Came& came, const Prepared&) {
  if (came.status == 200) return {.how = Meaning::How::succeeded};
  if (came.sent && !mutated("effect_cut_is_failed")) return {.how = Meaning::How::unknown, .why = came.why};
  return {.why = "later"};
}
EffectKind letters() {
  using namespace std::chrono_literals;
  return {.errand = &wire_type<Letter>(), .prepare = &prepare, .judge = &judge, .retry = {50ms, 200ms, 1'000}, .limit = 500ms, .some_repeatable = true};
}

bool may_hear(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return !actor.member_id.nil(); }

std::string gone(const Uuid& id) { return "{\"id\":\"" + to_string(id) + "\"}"; }

std::optional<std::string> by_name(const void* row) { return static_cast<const JarRow*>(row)->name + '\0'; }

}  // namespace

AnyFact letter_about(const Id<Jar>& id) { return effect({"jar", id.value}, Letter{id, (id.value.bytes[15] & 1) != 0}); }

constexpr ChannelName<Business> all_jars{"jars:<business>"};
constexpr ChannelName<Business, Jar> one_jar{"jar:<business>:<jar>"};
std::string jars_channel(const Uuid& tenant) { return all_jars.of(tenant); }
std::string jar_channel(const Uuid& tenant, const Id<Jar>& id) { return one_jar.of(tenant, id); }

void Guests::publish(const Rows&, const Uuid& tenant, const void* before, const void* after, const Stamp&, std::vector<Change>& out) {
  const auto& row = *static_cast<const GuestRow*>(after ? after : before);
  if (after) out.push_back({jars_channel(tenant), "guest", Change::Op::upsert, row.id.value, to_json(row)});
  else out.push_back({jars_channel(tenant), "guest", Change::Op::remove, row.id.value, gone(row.id.value)});
}

void Jars::publish(const Rows&, const Uuid& tenant, const void* before, const void* after, const Stamp&, std::vector<Change>& out) {
  const auto& row = *static_cast<const JarRow*>(after ? after : before);
  for (auto& channel : {jars_channel(tenant), jar_channel(tenant, row.id)})
    if (after) out.push_back({channel, "jar", Change::Op::upsert, row.id.value, to_json(row)});
    else out.push_back({channel, "jar", Change::Op::remove, row.id.value, gone(row.id.value)});
}

const House& cellar() {
  static const House house = [] {
    House h{};
    h.write_side = join({commands::later(), commands::effects(), write_side_of<Rules>()});
    h.write_side.wires.push_back([](Wires& wires) { wires.add(&wire_type<Letter>()); });
    h.effects = {letters()};
    Projection jars, guests;
    jars.fold = &lookup_of<Jars>();
    jars.resource = "jar";
    jars.indexes = {{"by_name", &by_name, true}};
    jars.publish = &Jars::publish;
    jars.sql = true;
    jars.filters = {{"name", "name"}};
    jars.sorts = {{"changed_at", "changed_at"}};
    guests.fold = &lookup_of<Guests>();
    guests.resource = "guest";
    guests.publish = &Guests::publish;
    guests.sql = true;
    guests.sorts = {{"times", "times"}};
    h.projections = {jars, guests, projections::waiting(), projections::effects()};
    h.channels = {{all_jars, &may_hear, {"jar", "guest"}}, {one_jar, &may_hear, {"jar"}}};
    h.authorise = &authorise;
    h.rights = {pour};
    h.access = {{&lookup_of<Guests>(), &affects<Affected::Whom::person>}};
    h.public_events = events::message();           // as_told
    for (const auto& event : events::customer()) h.public_events.push_back(event);
    h.register_types();
    return h;
  }();
  return house;
}

std::string reply_of(const Committed& c) {
  std::string out = to_string(c.commit.subject) + " v" + std::to_string(c.commit.subject_version) + " at " + std::to_string(c.offset);
  for (const auto& fact : c.facts) {
    out += ' ';
    out += fact.type->wire;
    out += to_json(*fact.type->shape, fact.value.get());
  }
  return out;
}

}  // namespace millrace::simulation
