// What its rules read, without types: compiled here alone.
#include "commands/connect/webhook/lookups.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Webhook::erased() { return erased_state<Webhook>(); }
const AnyFold& webhooks::LiveWebhooks::erased() { return erased_fold<LiveWebhooks>(); }

}  // namespace millrace
