#include "projections/identity/sessions.hpp"

#include "projections/core/row_json.hpp"
#include "projections/identity/channels.hpp"

namespace millrace::session {

namespace {

std::optional<std::string> place(const void* p) {
  const auto& row = *static_cast<const SessionRow*>(p);
  return std::string(row.account_id.value.raw()) + to_rfc3339(row.opened_at);
}

void publish(const Rows&, const Uuid&, const void* before, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto& row = *static_cast<const SessionRow*>(after ? after : before);
  const auto channel = channels::user.of(row.account_id);
  if (after) changes.push_back({channel, "session", Change::Op::upsert, row.id.value, row_json(row, stamp)});
  else changes.push_back({channel, "session", Change::Op::remove, row.id.value, removed_json(row.id.value)});
}

}  // namespace

const AnyFold& Sessions::erased() { return erased_fold<Sessions>(); }

}  // namespace millrace::session

namespace millrace::projections {
Projection sessions() {
  return {.fold = &lookup_of<session::Sessions>(),
          .resource = "session",
          .indexes = {{session::Sessions::by_account, &session::place}},
          .publish = &session::publish};
}
}
