// The checks of `millrace doctor` for a journal on Kafka.
#pragma once

#include <filesystem>

#include "infra/main/findings.hpp"
#include "infra/main/options.hpp"

namespace millrace {

// Brokers, topics, journal and keys; the last three are skipped when no broker answers within some seconds. Nothing is made or written,
// and no running server hears of it.
void check_kafka(const ServeOptions&, const std::filesystem::path& data, Findings&);

}  // namespace millrace
