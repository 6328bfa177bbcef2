// What its rules read, without types: compiled here alone.
#include "commands/connect/connection/lookups.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Connection::erased() { return erased_state<Connection>(); }
const AnyFold& DeliveryDay::erased() { return erased_state<DeliveryDay>(); }
const AnyFold& connection::LiveConnections::erased() { return erased_fold<LiveConnections>(); }

}  // namespace millrace
