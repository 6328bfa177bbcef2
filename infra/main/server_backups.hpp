// The backups that a server makes of itself, as its options say.
#pragma once

#include <filesystem>
#include <memory>

#include "infra/backup/schedule.hpp"
#include "infra/main/options.hpp"
#include "infra/runtime/metrics.hpp"

namespace millrace {

// Null when none are asked for. Not begun: Schedule::start. Throws WrongUse for what cannot be: before anything is written.
std::unique_ptr<backup::Schedule> server_backups(const ServeOptions&, const std::filesystem::path& data, Metrics&);
// Throws WrongUse where the journal of that data directory is on Kafka.
void refuse_backup_of_kafka(const std::filesystem::path& data);

}  // namespace millrace
