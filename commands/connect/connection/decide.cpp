#include <algorithm>

#include "commands/connect/connection/asks.hpp"
#include "commands/connect/connection/lookups.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/effects/asks.hpp"
#include "commands/later/asks.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = connection::rule;

using connection::Health;
using connection::LiveConnections;

bool by_the_house(const Context& in) { return in.actor.principal.kind == PrincipalKind::system; }

// The provider hears where we listen, each time with the credentials of that time.
AnyFact subscribing(const Id<Connection>& id, std::int64_t credentials) {
  return effect({"integration", id.value}, connection::Subscribe{id}, std::to_string(credentials));
}

struct Rules : Decider {
  using Aggregates = List<Connection, DeliveryDay>;
  using Lookups = List<LiveConnections>;
  using Asks = List<connection::Connect, connection::Change, connection::Test, connection::End, connection::ReportHealth, connection::Deliver,
                    connection::ForgetDay, connection::FinishForgetting>;
  using Live = Connection::Live;
  using Over = Connection::Over;

  static Verdict on(Absent, const connection::Connect& ask, const Context& in) {
    const auto live = row_or_none(in.tenant.find<LiveConnections>(std::string(LiveConnections::key)));
    if (live.connections.size() >= connection::at_most) return refuse(rule::too_many);
    const auto same = [&](const auto& one) { return one.kind == ask.kind && one.account == ask.account; };
    if (std::ranges::any_of(live.connections, same)) return refuse(rule::account_taken);
    const auto name = name_as_kept(ask.name.value_or(ask.account));
    if (!good_name(name)) return refuse(rule::name_invalid);
    return accept(connection::Made{ask.id, ask.kind, name, ask.account, ask.settings, about(ask.id, ask.credentials)}, subscribing(ask.id, 1));
  }
  static Verdict on(const Live&, const connection::Connect&, const Context&) { return refuse(rule::connection_exists); }
  static Verdict on(Over, const connection::Connect&, const Context&) { return refuse(rule::connection_exists); }

  template <class Ask>
    requires std::is_same_v<typename Ask::Of, Connection>
  static Verdict on(Absent, const Ask&, const Context&) { return refuse(rule::no_such_connection); }

  static Verdict on(const Live& s, const connection::Change& ask, const Context&) {
    std::optional<connection::Renamed> renamed;
    if (ask.name) {
      const auto name = name_as_kept(*ask.name);
      if (!good_name(name)) return refuse(rule::name_invalid);
      if (name != s.name) renamed = connection::Renamed{ask.id, name};
    }
    std::optional<connection::Paused> paused;
    std::optional<connection::Resumed> resumed;
    if (ask.paused && *ask.paused && !s.paused) paused = connection::Paused{ask.id};
    if (ask.paused && !*ask.paused && s.paused) resumed = connection::Resumed{ask.id};
    if (!ask.credentials) return accept(std::move(renamed), std::move(paused), std::move(resumed));
    if (ask.account != s.account) return refuse(rule::other_account);
    std::optional<connection::HealthChanged> again;
    if (s.health != Health::connecting) again = connection::HealthChanged{ask.id, Health::connecting, {}};
    return accept(std::move(renamed), std::move(paused), std::move(resumed), connection::CredentialsChanged{ask.id, about(ask.id, *ask.credentials)}, std::move(again),
                  subscribing(ask.id, s.credentials + 1));
  }
  static Verdict on(Over, const connection::Change&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Live&, const connection::Test& ask, const Context& in) {
    return accept(effect({"integration", ask.id.value}, connection::Probe{ask.id}, std::to_string(in.now.time_since_epoch().count())));
  }
  static Verdict on(Over, const connection::Test&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Live&, const connection::End& ask, const Context&) { return accept(connection::Ended{ask.id}); }
  static Verdict on(Over, const connection::End&, const Context&) { return accept(); }

  static Verdict on(const Live& s, const connection::ReportHealth& ask, const Context& in) {
    if (!by_the_house(in)) return hide(rule::no_such_connection);
    if (s.health == ask.health) return accept();
    return accept(connection::HealthChanged{ask.id, ask.health, ask.why});
  }
  static Verdict on(Over, const connection::ReportHealth&, const Context&) { return accept(); }

  // Also of one that has ended meanwhile: what has come in is kept.
  static Verdict on(Absent, const connection::Deliver& ask, const Context& in) {
    return delivered(ask, in, timer(in.now + connection::deliveries_kept, connection::ForgetDay{ask.id}));
  }
  static Verdict on(DeliveryDay::Filling, const connection::Deliver& ask, const Context& in) { return delivered(ask, in); }
  static Verdict on(DeliveryDay::Forgotten, const connection::Deliver&, const Context&) { return accept(); }   // a clock that is a month behind

  static Verdict on(DeliveryDay::Filling, const connection::ForgetDay& ask, const Context&) { return accept(connection::Forgotten{ask.id}); }
  static Verdict on(const auto&, const connection::ForgetDay&, const Context&) { return accept(); }
  static Verdict on(DeliveryDay::Forgotten, const connection::FinishForgetting& ask, const Context& in) {
    return by_the_house(in) ? accept(connection::Gone{ask.id}) : refuse(rule::by_a_provider);
  }
  static Verdict on(const auto&, const connection::FinishForgetting&, const Context&) { return accept(); }

 private:
  static Verdict delivered(const connection::Deliver& ask, const Context& in, std::optional<AnyFact> forgetting = {}) {
    if (!by_the_house(in)) return refuse(rule::by_a_provider);
    return accept(connection::Delivered{ask.id, ask.delivery_id, ask.connection_id, about(ask.id, ask.raw)}, std::move(forgetting));
  }
};

}  // namespace

WriteSide commands::connection() {
  auto side = write_side_of<Rules>();
  side.wires.push_back([](Wires& wires) {                // what its effects are asked with
    wires.add(&wire_type<connection::Send>());
    wires.add(&wire_type<connection::Subscribe>());
    wires.add(&wire_type<connection::Probe>());
  });
  return side;
}

}  // namespace millrace
