// Questions about connections that a rule asks the business.
#pragma once

#include "domain/connect/connection/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::connection {

struct LiveRow {
  struct One { Id<Connection> id; std::string kind, account; };
  std::vector<One> connections;
};
BOOST_DESCRIBE_STRUCT(LiveRow::One, (), (id, kind, account))
BOOST_DESCRIBE_STRUCT(LiveRow, (), (connections))

// Those that have not ended: one row.
struct LiveConnections : Fold<std::string, LiveRow> {
  static constexpr auto name = "live_connections";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = List<Made, Ended>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const Made& e, const Meta&) {
    r = without(std::move(r), e.id);
    r->connections.push_back({e.id, e.kind, e.account});
    return r;
  }
  static Maybe on(Maybe r, const Ended& e, const Meta&) { return without(std::move(r), e.id); }

 private:
  static Maybe without(Maybe r, const Id<Connection>& id) {
    if (!r) r.emplace();
    std::erase_if(r->connections, [&](const auto& one) { return one.id == id; });
    return r;
  }
};

}  // namespace millrace::connection
