// Where telemetry goes on to: histograms of /metrics, and lines of logs/pages.log, of which there are never more than a few megabytes.
#pragma once

#include <filesystem>

#include "gateways/operations/telemetry.hpp"
#include "infra/runtime/metrics.hpp"

namespace millrace {

// `metrics` outlives them. An empty file: nothing is written.
Telemetry::Outlets telemetry_outlets(Metrics& metrics, const std::filesystem::path& file);

}  // namespace millrace
