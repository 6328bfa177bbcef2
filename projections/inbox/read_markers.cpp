#include "projections/inbox/read_markers.hpp"

#include "projections/core/row_json.hpp"
#include "projections/identity/channels.hpp"

namespace millrace::read_marker {

namespace {

void publish(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const ReadMarkerRow*>(after);
  if (!row) return;
  changes.push_back({channels::member.of(tenant, row->member_id), "read_marker", Change::Op::upsert, row->id.value,
                     row_json(*row, stamp)});
}

}  // namespace

const AnyFold& ReadMarkers::erased() { return erased_fold<ReadMarkers>(); }

}  // namespace millrace::read_marker

namespace millrace::projections {
Projection read_markers() {
  return {.fold = &lookup_of<read_marker::ReadMarkers>(), .resource = "read_marker", .publish = &read_marker::publish, .view = true};
}
}
