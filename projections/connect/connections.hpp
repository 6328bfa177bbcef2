// What the business is connected to, as members see it; and, for the house alone, with which credentials. One that has ended keeps its row.
#pragma once

#include "domain/connect/connection/state.hpp"
#include "domain/identity/business/state.hpp"
#include "projections/core/channel_name.hpp"
#include "projections/core/projection.hpp"

namespace millrace::channels {

inline constexpr ChannelName<Business> integrations{"integrations:<business>"};

}  // namespace millrace::channels

namespace millrace::connection {

enum class Status { connecting, well, failing, unauthorised, ended };
BOOST_DESCRIBE_ENUM(Status, connecting, well, failing, unauthorised, ended)

struct ConnectionRow {
  Id<Connection> id;
  std::string platform;                            // "telegram"
  std::string name;
  std::string account;
  std::vector<Setting> settings;
  Status status = Status::connecting;
  std::optional<std::string> why;                  // it is not well
  Time status_since{};
  bool paused = false;                             // nothing goes out
  Time created_at{};
};
BOOST_DESCRIBE_STRUCT(ConnectionRow, (), (id, platform, name, account, settings, status, why, status_since, paused, created_at))

struct Connections : Fold<Id<Connection>, ConnectionRow> {
  static constexpr auto name = "connections";
  static constexpr int version = 2;
  static const AnyFold& erased();
  using Listens = FactsOf<Connection>;
  using Ignores = List<CredentialsChanged, StatusAhead>;
  static Maybe on(Maybe was, const Made& e, const Meta& m) {
    return was ? was : ConnectionRow{e.id, e.kind, e.name, e.account, e.settings, Status::connecting, {}, m.at, false, m.at};
  }
  static void on(ConnectionRow& r, const Renamed& e, const Meta&) { r.name = e.name; }
  static void on(ConnectionRow& r, const HealthChanged& e, const Meta& m);
  static void on(ConnectionRow& r, const Paused&, const Meta&) { r.paused = true; }
  static void on(ConnectionRow& r, const Resumed&, const Meta&) { r.paused = false; }
  static void on(ConnectionRow& r, const Ended&, const Meta& m);

  // Index: in the order in which they were made.
  static constexpr auto all = "all";
};

struct CredentialsRow {
  Personal<std::string> credentials;               // a JSON object
};
BOOST_DESCRIBE_STRUCT(CredentialsRow, (), (credentials))

// Of one that has ended there are none.
struct Credentials : Fold<Id<Connection>, CredentialsRow> {
  static constexpr auto name = "connection_credentials";
  static const AnyFold& erased();
  using Listens = List<Made, CredentialsChanged, Ended>;
  static Maybe on(Maybe, const Made& e, const Meta&) { return CredentialsRow{e.credentials}; }
  static void on(CredentialsRow& r, const CredentialsChanged& e, const Meta&) { r.credentials = e.credentials; }
  static Maybe on(Maybe, const Ended&, const Meta&) { return {}; }
};

struct ForgottenDay {
  Id<DeliveryDay> id;
  Time since{};
};
BOOST_DESCRIBE_STRUCT(ForgottenDay, (), (id, since))

// Days whose deliveries are to be forgotten, and are not yet.
struct ForgottenDays : Fold<Id<DeliveryDay>, ForgottenDay> {
  static constexpr auto name = "forgotten_days";
  static const AnyFold& erased();
  using Listens = List<Forgotten, Gone>;
  static Maybe on(Maybe, const Forgotten& e, const Meta& m) { return ForgottenDay{e.id, m.at}; }
  static Maybe on(Maybe, const Gone&, const Meta&) { return {}; }

  // Index over all tenants: the oldest first.
  static constexpr auto waiting = "waiting";
};

// Where in the journal a delivery lies; what was in it is read there, for as long as its day has a key.
struct RawDeliveryRow {
  Id<RawDelivery> id;
  Id<Connection> connection_id;
  Id<DeliveryDay> day_id;
  Time received_at{};
  std::int64_t position = 0;                       // of its record, in the tenant's partition
};
BOOST_DESCRIBE_STRUCT(RawDeliveryRow, (), (id, connection_id, day_id, received_at, position))

struct RawDeliveries : Fold<Id<RawDelivery>, RawDeliveryRow> {
  static constexpr auto name = "raw_deliveries";
  static const AnyFold& erased();
  using Listens = List<Delivered>;
  static Keys keys(const Delivered& e) { return {e.delivery_id}; }
  static Maybe on(Maybe was, const Delivered& e, const Meta& m) { return was ? was : RawDeliveryRow{e.delivery_id, e.connection_id, e.id, m.at, m.offset}; }

  // Index: of a connection (its 16 bytes), the newest first.
  static constexpr auto newest = "newest";
};

}  // namespace millrace::connection

namespace millrace::projections {
Projection connections();
Projection connection_credentials();
Projection forgotten_days();
Projection raw_deliveries();
}
