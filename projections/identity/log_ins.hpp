// Where each log-in came from, also of those that are over: what an audit names as the place of what was done under them.
#pragma once

#include "domain/identity/session/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::session {

struct LogIn {
  Id<Session> id;
  Id<Account> account_id;
  std::optional<Personal<std::string>> device, address;
  Time opened_at{};
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (id, account_id, device, address, opened_at))

struct LogIns : Fold<Id<Session>, LogIn> {
  static constexpr auto name = "log_ins";
  static const AnyFold& erased();
  using Listens = List<Opened>;
  static Maybe on(Maybe, const Opened& e, const Meta& m) { return LogIn{e.id, e.account_id, e.device, e.address, m.at}; }
};

}  // namespace millrace::session

namespace millrace::projections {
Projection log_ins();
}
