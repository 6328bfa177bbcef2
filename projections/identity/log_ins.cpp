#include "projections/identity/log_ins.hpp"

namespace millrace::session {

const AnyFold& LogIns::erased() { return erased_fold<LogIns>(); }

}  // namespace millrace::session

namespace millrace::projections {
Projection log_ins() { return {.fold = &lookup_of<session::LogIns>(), .resource = "log_in", .view = true}; }
}
