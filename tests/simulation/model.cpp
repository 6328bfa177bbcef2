#include "tests/simulation/model.hpp"

#include "schemas/json/codec.hpp"

namespace millrace::simulation {

std::string Model::text(const AnyFact& fact) {
  return std::string(fact.type->wire) + " " + to_json(*fact.type->shape, fact.value.get());
}

const Model::Contents* Model::open(const Uuid& tenant, const Uuid& jar) const {
  const auto found = jars_.find({tenant, jar});
  return found == jars_.end() || found->second.shut ? nullptr : &found->second;
}

std::int64_t Model::version(const Uuid& tenant, const Uuid& stream) const {
  const auto found = versions_.find({tenant, stream});
  return found == versions_.end() ? 0 : found->second;
}

std::optional<std::int64_t> Model::level(const Uuid& tenant, const Uuid& jar) const {
  const auto* there = open(tenant, jar);
  if (!there) return {};
  return there->level;
}

bool Model::guest(const Uuid& tenant, const Uuid& id) const { return guests_.contains({tenant, id}); }

std::optional<Time> Model::due(const Uuid& tenant, const Uuid& timer) const {
  const auto found = timers_.find({tenant, timer});
  if (found == timers_.end()) return {};
  return found->second;
}

std::vector<AnyFact> Model::filled(const Uuid& tenant, const Id<Jar>& id, std::int64_t by) const {
  std::vector<AnyFact> facts{AnyFact::of(jar::Filled{id, by})};
  if (open(tenant, id.value)->level + by == brim) facts.push_back(AnyFact::of(jar::Brimmed{id}));
  return facts;
}

Model::Verdict Model::decide(const Command& c, Time at) const {
  const bool system = c.principal.kind == PrincipalKind::system;
  if (!system && !guest(c.tenant, c.principal.id)) {
    if (c.members_only) return "tenant.not_found";
    if (c.needs) return "permission.denied";
  }
  const auto texts = [](const std::vector<AnyFact>& facts) {
    std::vector<std::string> all;
    for (const auto& fact : facts) all.push_back(text(fact));
    return all;
  };
  const auto stream = c.ask.stream();
  const bool known = jars_.contains({c.tenant, stream});
  const auto* jar = open(c.tenant, stream);
  const std::string closed(known ? rule::shut.code : rule::missing.code);
  if (const auto* a = c.ask.as<ask::Open>()) {
    if (known) return std::string(rule::there.code);
    if (names_.contains({c.tenant, a->name})) return std::string(rule::taken.code);
    return texts({AnyFact::of(jar::Opened{a->id, a->name, a->note}), timer(at + drip_after, ask::Drip{a->id}), letter_about(a->id)});
  }
  if (const auto* a = c.ask.as<ask::Fill>()) {
    if (!jar) return closed;
    if (jar->level + a->by > brim) return std::string(rule::full.code);
    return texts(filled(c.tenant, a->id, a->by));
  }
  if (const auto* a = c.ask.as<ask::Pour>()) {
    if (!jar) return closed;
    if (jar->level < a->by) return std::string(rule::empty.code);
    return texts({AnyFact::of(jar::Poured{a->id, a->by}), handoff(a->tenant_id, ask::Deliver{a->parcel_id, a->into_id, a->by})});
  }
  if (const auto* a = c.ask.as<ask::Shut>()) {
    if (!jar) return closed;
    std::vector<AnyFact> facts{AnyFact::of(jar::Shut{a->id, jar->name})};
    if (const auto cancelled = cancel<ask::Drip>(a->id); due(c.tenant, cancelled.stream())) facts.push_back(cancelled);
    return texts(facts);
  }
  if (const auto* a = c.ask.as<ask::Drip>()) {
    if (!jar) return texts({});
    if (jar->dripped + 1 == drips) return texts({AnyFact::of(jar::Dripped{a->id})});
    return texts({AnyFact::of(jar::Dripped{a->id}), timer(at + drip_after, ask::Drip{a->id})});
  }
  if (const auto* a = c.ask.as<ask::Deliver>()) {
    const auto* into = open(c.tenant, a->into_id.value);
    if (!into || into->level + a->by > brim) return texts({});
    auto facts = filled(c.tenant, a->into_id, a->by);
    facts.insert(facts.begin(), AnyFact::of(parcel::Arrived{a->id, a->into_id}));
    return texts(facts);
  }
  if (const auto* a = c.ask.as<ask::Note>()) {
    const auto* about_it = open(c.tenant, a->jar_id.value);
    if (!about_it) return std::string(jars_.contains({c.tenant, a->jar_id.value}) ? rule::shut.code : rule::missing.code);
    const auto noted = AnyFact::of(parcel::Noted{a->id, a->jar_id, {c.principal.id}, a->note});
    if (about_it->dripped == drips) return texts({noted});
    return texts({noted, timer(at + drip_after, ask::Drip{a->jar_id})});
  }
  if (const auto* a = c.ask.as<ask::Invite>()) return texts({AnyFact::of(guest::Invited{a->id})});
  if (const auto* a = c.ask.as<ask::Expel>()) return texts({AnyFact::of(guest::Expelled{a->id})});
  return texts({});
}

void Model::happened(const Uuid& tenant, const AnyFact& fact) {
  ++versions_[{tenant, fact.stream()}];
  const At at{tenant, fact.stream()};
  if (const auto* e = fact.as<jar::Opened>()) jars_[at] = {e->name}, names_[{tenant, e->name}] = e->id.value;
  else if (const auto* e = fact.as<jar::Filled>()) jars_[at].level += e->by;
  else if (const auto* e = fact.as<jar::Poured>()) jars_[at].level -= e->by;
  else if (fact.as<jar::Dripped>()) jars_[at].level -= jars_[at].level > 0, ++jars_[at].dripped;
  else if (const auto* e = fact.as<jar::Shut>()) jars_[at].shut = true, names_.erase({tenant, e->name});
  else if (fact.as<guest::Invited>()) guests_.insert(at);
  else if (fact.as<guest::Expelled>()) guests_.erase(at);
  else if (const auto* e = fact.as<later::TimerSet>()) timers_[at] = e->due;
  else if (fact.as<later::TimerFired>() || fact.as<later::TimerCancelled>()) timers_.erase(at);
}

}  // namespace millrace::simulation
