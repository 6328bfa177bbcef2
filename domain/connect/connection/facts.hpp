// What happens to a connection: the tie of a business to an account at somebody else's service, over which messages come and go.
#pragma once

#include "domain/core/fold.hpp"
#include "domain/inbox/message/facts.hpp"

namespace millrace {

struct Connection;
struct DeliveryDay;
struct RawDelivery;

namespace connection {

// A value that this kind of connection wants, by its name.
struct Setting { std::string name, value; };
BOOST_DESCRIBE_STRUCT(Setting, (), (name, value))

enum class Health { connecting, well, failing, unauthorised };
BOOST_DESCRIBE_ENUM(Health, connecting, well, failing, unauthorised)

// Of a kind that a release does not know it is kept and shown, and nothing goes over it.
struct Made {
  static constexpr auto wire = "connection.made.v1";
  static constexpr std::string_view never_compared[] = {"credentials"};
  Id<Connection> id;
  std::string kind;                          // "telegram"
  std::string name;                          // what people here call it
  std::string account;                       // whose it is out there: a bot, a page, a number
  std::vector<Setting> settings;
  Personal<std::string> credentials;         // a JSON object, under the connection's own key
};
BOOST_DESCRIBE_STRUCT(Made, (), (id, kind, name, account, settings, credentials))

// Of the same account.
struct CredentialsChanged {
  static constexpr auto wire = "connection.credentials_changed.v1";
  static constexpr std::string_view never_compared[] = {"credentials"};
  Id<Connection> id;
  Personal<std::string> credentials;
};
BOOST_DESCRIBE_STRUCT(CredentialsChanged, (), (id, credentials))

struct Renamed {
  static constexpr auto wire = "connection.renamed.v1";
  Id<Connection> id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (id, name))

struct HealthChanged {
  static constexpr auto wire = "connection.health_changed.v1";
  Id<Connection> id;
  Health health = Health::connecting;
  std::optional<std::string> why;            // "telegram.unauthorised"
};
BOOST_DESCRIBE_STRUCT(HealthChanged, (), (id, health, why))

// Nothing goes out over it until it is resumed: what is to go out waits. What comes in is heard all the same.
struct Paused {
  static constexpr auto wire = "connection.paused.v1";
  Id<Connection> id;
};
BOOST_DESCRIBE_STRUCT(Paused, (), (id))

struct Resumed {
  static constexpr auto wire = "connection.resumed.v1";
  Id<Connection> id;
};
BOOST_DESCRIBE_STRUCT(Resumed, (), (id))

// What has become of something that goes by that name there, and is not known here yet: it may be told before the answer to what was sent.
struct StatusAhead {
  static constexpr auto wire = "connection.status_ahead.v1";
  Id<Connection> id;
  Personal<std::string> external_id;
  message::Delivery delivery = message::Delivery::sent;
  std::optional<std::string> why = {};
};
BOOST_DESCRIBE_STRUCT(StatusAhead, (), (id, external_id, delivery, why))

struct Ended {
  static constexpr auto wire = "connection.ended.v1";
  Id<Connection> id;
};
BOOST_DESCRIBE_STRUCT(Ended, (), (id))

// What a provider has sent, byte for byte, before anything is made of it. Its stream is a day of a connection, and so is its key: a day's
// deliveries are forgotten together.
struct Delivered {
  static constexpr auto wire = "delivery.received.v1";
  static constexpr std::string_view never_compared[] = {"raw"};
  Id<DeliveryDay> id;
  Id<RawDelivery> delivery_id;
  Id<Connection> connection_id;
  Personal<std::string> raw;                 // the body, in base64 (RFC 4648): it may be any bytes
};
BOOST_DESCRIBE_STRUCT(Delivered, (), (id, delivery_id, connection_id, raw))

// Nobody is to read what was delivered on that day any more: its key is destroyed behind this.
struct Forgotten {
  static constexpr auto wire = "delivery.forgotten.v1";
  Id<DeliveryDay> id;
};
BOOST_DESCRIBE_STRUCT(Forgotten, (), (id))

// That has been done.
struct Gone {
  static constexpr auto wire = "delivery.gone.v1";
  Id<DeliveryDay> id;
};
BOOST_DESCRIBE_STRUCT(Gone, (), (id))

}  // namespace connection
}  // namespace millrace
