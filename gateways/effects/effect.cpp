#include "commands/effects/asks.hpp"
#include "domain/effects/rights.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/effects/modules.hpp"
#include "projections/core/row_json.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

namespace {

using effects::EffectRow;

// Whether this release knows what to do about it; if not it waits for one that does.
struct KindKnown { bool kind_known = false; };
BOOST_DESCRIBE_STRUCT(KindKnown, (), (kind_known))

KindKnown known(const EffectRow& row) { return {Wires::house().current(row.kind) != nullptr}; }

std::string item(const Call&, const Reader&, const StampedRow& stored) {
  const auto& row = *static_cast<const EffectRow*>(stored.row.get());
  return row_json(row, stored.stamp, [&](JsonWriter& out) { add_members(out, known(row)); });
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<effects::Effects>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return problem(effects::rule::no_such_effect);
  return resource(call, reader, item(call, reader, *stored), stored->stamp.version, channels::effects.of(call.tenant));
}

std::string channel(const Call& call) { return channels::effects.of(call.tenant); }

bool hears(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return actor.can.has(effects::right::view); }

// One that is not tried again by itself.
std::optional<activity::Entry> told_failed(const Call& call, const Reader& reader, const effects::Failed& e) {
  const auto row = find_row<effects::Effects>(reader, call.tenant, e.id);
  if (e.next_at || !row || !call.actor.can.has(effects::right::view)) return {};
  return activity::Entry{"effect.failed", "effect", e.id.value, Personal<std::string>{{}, row->kind, false, {}}};
}

Route all_effects() {
  auto route = list<effects::Effects, KindKnown>("/effects", effects::right::view, Scope::business, &item);
  std::get<route::List>(route.kind).channel = &channel;
  route.query = {{"state", "waiting, under_way, succeeded, failed, unknown, given_up or cancelled"},
                 {"kind", "email.send.v1, …: the name of what it was asked with"},
                 {"about_id", "the id of what it is about"}};
  return route;
}

}  // namespace

Module effects::effect() {
  return {
      .name = "effects",
      .write_side = commands::effects(),
      .projections = {projections::effects()},
      .routes = {
          all_effects(),
          showing<EffectRow, KindKnown>(historical(read("/effects/{id}", effects::right::view, Scope::business, &one))),
          command<effects::Retry>("POST", "/effects/{id}/retry", effects::right::manage, Scope::business),
          command<effects::GiveUp>("POST", "/effects/{id}/give-up", effects::right::manage, Scope::business),
      },
      .channels = {{channels::effects, &hears, {"effect"}}},
      .activity = {activity::told<&told_failed>()},
      .rules = {effects::rule::no_such_effect, effects::rule::under_way, effects::rule::over, effects::rule::by_the_house},
      .rights = {effects::right::view, effects::right::manage},
  };
}

}  // namespace millrace
