// What providers have delivered, byte for byte, for who finds out why something has not come in: for as long as it is kept.
#include <algorithm>

#include "commands/connect/connection/asks.hpp"
#include "gateways/connect/modules.hpp"
#include "gateways/connect/tie.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "projections/core/as_of_reader.hpp"
#include "projections/core/row_json.hpp"

namespace millrace {

namespace connection {

enum class Kept { kept, forgotten };
BOOST_DESCRIBE_ENUM(Kept, kept, forgotten)

struct DeliveryShown {
  Id<RawDelivery> id;
  Id<Connection> integration_id;
  Time received_at{};
  Kept state = Kept::kept;
};
BOOST_DESCRIBE_STRUCT(DeliveryShown, (), (id, integration_id, received_at, state))

struct DeliveryOpened {
  std::string raw;                           // base64 (RFC 4648): it may be any bytes
  std::int64_t tells_of = 0;                 // how many things this release finds in it; 0: it says nothing to it
};
BOOST_DESCRIBE_STRUCT(DeliveryOpened, (), (raw, tells_of))

}  // namespace connection

namespace {

using connection::RawDeliveries;
using connection::RawDeliveryRow;

inline constexpr Rule no_such_delivery{"integration.delivery_not_found", Kind::missing, "This integration has no such delivery."};
inline constexpr Rule delivery_forgotten{"integration.delivery_forgotten", Kind::gone, "What was delivered on that day is forgotten.", "It is kept for 30 days."};

connection::DeliveryShown shown(const Call& call, const Reader& reader, const RawDeliveryRow& row) {
  const bool forgotten = std::holds_alternative<DeliveryDay::Forgotten>(*state_row<DeliveryDay>(reader, call.tenant, row.day_id.value));
  return {row.id, row.connection_id, row.received_at, forgotten ? connection::Kept::forgotten : connection::Kept::kept};
}

Response all(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  if (!id || !find_row<connection::Connections>(reader, call.tenant, *id)) return problem(connection::rule::no_such_connection);
  return local_page<RawDeliveries>(call, reader, RawDeliveries::newest, call.tenant, std::string(id->raw()), {},
                                   [&](const auto& listed) { return row_json(shown(call, reader, *static_cast<const RawDeliveryRow*>(listed.row.row.get())), listed.row.stamp); });
}

std::optional<std::string> decoded(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.resize(text.find_last_not_of('=') + 1);
  return base64url_decode(text);
}

// Nothing: its key is gone.
std::optional<std::string> opened(const Call& call, const RawDeliveryRow& row) {
  const auto record = call.services.record(partition_of(call.tenant), row.position);
  if (!record) throw HistoryUnreadable("a delivery cannot be read just now");
  for (const auto& fact : record->facts)
    if (const auto* e = fact.as<connection::Delivered>(); e && e->delivery_id == row.id && !e->raw.erased) return e->raw.value;
  return {};
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id")), delivery = parse_uuid(call.param("delivery"));
  const auto stored = id && delivery ? reader.row(lookup_of<RawDeliveries>(), call.tenant, Key(*delivery)) : std::nullopt;
  const auto* row = stored ? static_cast<const RawDeliveryRow*>(stored->row.get()) : nullptr;
  if (!row || row->connection_id.value != *id) return problem(no_such_delivery);
  const auto over = channel::find(call.services, reader, call.tenant, {*id});
  const auto raw = opened(call, *row);
  const auto body = raw ? decoded(*raw) : std::nullopt;
  if (!body) return problem(delivery_forgotten);
  connection::DeliveryOpened what{*raw, 0};
  if (over && over->adapter) what.tells_of = static_cast<std::int64_t>(over->adapter->normalise(*body, over->row->account).size());
  return resource(call, reader, row_json(shown(call, reader, *row), stored->stamp, [&](JsonWriter& out) { add_members(out, what); }), stored->stamp.version);
}

Route opening() {
  auto route = showing<connection::DeliveryShown, connection::DeliveryOpened>(
      personal("delivery", read("/integrations/{id}/deliveries/{delivery}", connection::right::manage, Scope::business, &one)));
  std::get<route::Read>(route.kind).slow = true;         // it reads the journal
  return route;
}

}  // namespace

Module connect::delivery() {
  return {
      .name = "connect/delivery",
      .projections = {projections::raw_deliveries()},
      .routes = {
          paging<millrace::connection::DeliveryShown>(read("/integrations/{id}/deliveries", millrace::connection::right::manage, Scope::business, &all)),
          opening(),
      },
      .rules = {no_such_delivery, delivery_forgotten},
  };
}

}  // namespace millrace
