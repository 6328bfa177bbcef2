// What a rule reads of a connection.
#pragma once

#include "domain/connect/connection/facts.hpp"

namespace millrace {

struct Connection : Aggregate {
  static constexpr int version = 2;
  using Facts = List<connection::Made, connection::CredentialsChanged, connection::Renamed, connection::HealthChanged,
                     connection::Paused, connection::Resumed, connection::StatusAhead, connection::Ended>;
  struct Live {
    std::string kind, name, account;
    connection::Health health = connection::Health::connecting;
    std::int64_t credentials = 1;                     // how often they have been given
    bool paused = false;
  };
  struct Over {};
  using State = std::variant<Absent, Live, Over>;
  static const AnyFold& erased();

  static State on(Absent, const connection::Made& e) { return Live{e.kind, e.name, e.account}; }
  static State on(auto s, const connection::Made&) { return s; }
  static State on(Live s, const connection::CredentialsChanged&) {
    ++s.credentials;
    return s;
  }
  static State on(auto s, const connection::CredentialsChanged&) { return s; }
  static State on(Live s, const connection::Renamed& e) {
    s.name = e.name;
    return s;
  }
  static State on(auto s, const connection::Renamed&) { return s; }
  static State on(Live s, const connection::HealthChanged& e) {
    s.health = e.health;
    return s;
  }
  static State on(auto s, const connection::HealthChanged&) { return s; }
  static State on(Live s, const connection::Paused&) {
    s.paused = true;
    return s;
  }
  static State on(auto s, const connection::Paused&) { return s; }
  static State on(Live s, const connection::Resumed&) {
    s.paused = false;
    return s;
  }
  static State on(auto s, const connection::Resumed&) { return s; }
  static State on(auto s, const connection::StatusAhead&) { return s; }
  static State on(auto, const connection::Ended&) { return Over{}; }
};
BOOST_DESCRIBE_STRUCT(Connection::Live, (), (kind, name, account, health, credentials, paused))
BOOST_DESCRIBE_STRUCT(Connection::Over, (), ())

struct DeliveryDay : Aggregate {
  using Facts = List<connection::Delivered, connection::Forgotten, connection::Gone>;
  struct Filling {};
  struct Forgotten {};
  using State = std::variant<Absent, Filling, Forgotten>;
  static const AnyFold& erased();

  static State on(Absent, const connection::Delivered&) { return Filling{}; }
  static State on(auto s, const connection::Delivered&) { return s; }
  static State on(auto, const connection::Forgotten&) { return Forgotten{}; }
  static State on(auto s, const connection::Gone&) { return s; }
};
BOOST_DESCRIBE_STRUCT(DeliveryDay::Filling, (), ())
BOOST_DESCRIBE_STRUCT(DeliveryDay::Forgotten, (), ())

}  // namespace millrace
