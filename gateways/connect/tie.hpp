// A connection as its adapter wants it, out of the rows.
#pragma once

#include "gateways/channels/adapter.hpp"
#include "gateways/core/services.hpp"
#include "projections/connect/connections.hpp"
#include "projections/core/reader.hpp"

namespace millrace::channel {

struct Found {
  const Adapter* adapter = nullptr;          // null: this release knows no such platform
  std::shared_ptr<const connection::ConnectionRow> row;
  Tie tie;
};
// Nothing of a connection that never was. One that has ended has no credentials. `public_url`: where people reach this house, for Tie::hook.
std::optional<Found> find(const Services&, const Reader&, const Uuid& business, const Id<Connection>&, const std::string& public_url = {});

// Names and texts of a JSON object.
Fields fields_of(std::string_view json);

}  // namespace millrace::channel
