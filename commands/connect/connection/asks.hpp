// What may be asked about connections.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/connect/connection/errands.hpp"
#include "domain/connect/connection/rights.hpp"
#include "domain/connect/connection/state.hpp"

namespace millrace {
namespace connection {

namespace rule {
inline constexpr Rule no_such_connection{"integration.not_found", Kind::missing, "There is no such integration."};
inline constexpr Rule connection_exists{"integration.exists", Kind::conflict, "There is an integration of that id already.",
                                        "Take a new Idempotency-Key for another one."};
inline constexpr Rule account_taken{"integration.account_taken", Kind::conflict, "The business is connected to this account already.",
                                    "Change that integration instead, or end it first; GET /integrations lists them."};
inline constexpr Rule over{"integration.over", Kind::conflict, "This integration has been ended.", "Connect the account again: POST /integrations/{platform}/connect."};
inline constexpr Rule name_invalid{"integration.name_invalid", Kind::invalid, "A name has 1 to 100 characters on one line.", {}, "/name"};
inline constexpr Rule other_account{"integration.other_account", Kind::conflict, "These credentials are of another account.",
                                    "Give those of the same account, or connect the other one as well."};
inline constexpr Rule too_many{"integration.too_many", Kind::conflict, "A business has at most 100 integrations.", "End those that nobody uses."};
inline constexpr Rule by_a_provider{"integration.by_a_provider", Kind::forbidden, "Only the provider itself delivers there."};
}  // namespace rule

inline constexpr std::size_t at_most = 100;
inline constexpr auto deliveries_kept = std::chrono::days(30);        // from the first of a day: long enough to find out what was made of them

// Kind, account and credentials are the route's, which knows what that kind wants.
struct Connect {
  static constexpr auto wire = "connection.connect.v1";
  static constexpr std::string_view never_compared[] = {"credentials"};
  using Of = Connection;
  static constexpr Bounded bounds[] = {{"name", {1, 100}}};
  Id<Connection> id;
  std::string kind;
  std::optional<std::string> name = {};               // none: as the account is called
  std::string account;
  std::vector<Setting> settings;
  Personal<std::string> credentials;
};
BOOST_DESCRIBE_STRUCT(Connect, (), (id, kind, name, account, settings, credentials))

// A new name; new credentials of the same account; or nothing is to go out for a while, or again.
struct Change {
  static constexpr auto wire = "connection.change.v1";
  static constexpr std::string_view never_compared[] = {"credentials"};
  using Of = Connection;
  static constexpr Bounded bounds[] = {{"name", {1, 100}}};
  Id<Connection> id;
  std::optional<std::string> name = {};
  std::optional<std::string> account = {};
  MaybePersonal credentials = {};
  std::optional<bool> paused = {};
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, name, account, credentials, paused))

// Whether the provider still knows us, is found out.
struct Test {
  static constexpr auto wire = "connection.test.v1";
  using Of = Connection;
  Id<Connection> id;
};
BOOST_DESCRIBE_STRUCT(Test, (), (id))

struct End {
  static constexpr auto wire = "connection.end.v1";
  using Of = Connection;
  Id<Connection> id;
};
BOOST_DESCRIBE_STRUCT(End, (), (id))

// The house's own: what has come of telling the provider, or asking it. About credentials that have been changed since it says nothing.
struct ReportHealth {
  static constexpr auto wire = "connection.report_health.v1";
  using Of = Connection;
  Id<Connection> id;
  Health health = Health::well;
  std::optional<std::string> why = {};
};
BOOST_DESCRIBE_STRUCT(ReportHealth, (), (id, health, why))

// The house's own: what a provider has sent.
struct Deliver {
  static constexpr auto wire = "delivery.receive.v1";
  static constexpr std::string_view never_compared[] = {"raw"};
  using Of = DeliveryDay;
  Id<DeliveryDay> id;
  Id<RawDelivery> delivery_id;
  Id<Connection> connection_id;
  Personal<std::string> raw;
};
BOOST_DESCRIBE_STRUCT(Deliver, (), (id, delivery_id, connection_id, raw))

// A timer's.
struct ForgetDay {
  static constexpr auto wire = "delivery.forget_day.v1";
  using Of = DeliveryDay;
  Id<DeliveryDay> id;
};
BOOST_DESCRIBE_STRUCT(ForgetDay, (), (id))

// The house's own: the key is destroyed.
struct FinishForgetting {
  static constexpr auto wire = "delivery.finish_forgetting.v1";
  using Of = DeliveryDay;
  Id<DeliveryDay> id;
};
BOOST_DESCRIBE_STRUCT(FinishForgetting, (), (id))

}  // namespace connection

namespace commands {
WriteSide connection();
}

}  // namespace millrace
