#include "infra/main/server_backups.hpp"

#include <fmt/format.h>

#include "infra/main/wrong_use.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr const char* kafka_remedy = "a journal on Kafka is not backed up by this: its brokers keep three copies; mirror the topics to another cluster, or bring it home "
                                     "(millrace journal copy --to DIR) and back that up";

double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }

void show(const backup::Schedule& schedule, Metrics& metrics) {
  const auto* s = &schedule;
  metrics.gauge("millrace_backup_last_success_timestamp_seconds", "When this process last made a backup; 0: not yet", [s] { return seconds(s->state().made.time_since_epoch()); });
  metrics.gauge("millrace_backup_last_failure_timestamp_seconds", "When a backup of this process last failed; 0: none has", [s] { return seconds(s->state().failed.time_since_epoch()); });
  metrics.gauge("millrace_backup_failed", "1 while the last backup is one that failed", [s] { return double(!s->state().trouble.empty()); });
  metrics.gauge("millrace_backup_sent_bytes_total", "Bytes that backups have sent", [s] { return double(s->state().sent_bytes); });
  metrics.gauge("millrace_backup_seconds", "How long the last backup took", [s] { return seconds(s->state().took); });
}

backup::Options how(const ServeOptions& o, const fs::path& data) {
  backup::Options out{.data = data, .master_key_file = o.master_key_file, .keep = static_cast<std::size_t>(o.backup.keep)};
  try {
    if (o.backup.key.empty()) out.passphrase = backup::read_passphrase(o.backup.passphrase_file);
    else out.recipient = backup::read_public(o.backup.key);
  } catch (const backup::WrongKey& e) {
    throw WrongUse(fmt::format("--backup-{}: {}", o.backup.key.empty() ? "passphrase-file" : "key", e.what()));
  }
  return out;
}

}  // namespace

std::unique_ptr<backup::Schedule> server_backups(const ServeOptions& o, const fs::path& data, Metrics& metrics) {
  const auto& b = o.backup;
  if (b.where.empty()) {
    if (!b.key.empty() || !b.passphrase_file.empty()) throw WrongUse("--backup-key and --backup-passphrase-file need --backup, which says where to");
    return {};
  }
  if (o.journal == "kafka") throw WrongUse(std::string("--backup: ") + kafka_remedy);
  need_one_key("--backup-key", b.key, b.passphrase_file);
  open_store(b.where, b.store);                        // what is wrong with it is said now
  auto schedule = std::make_unique<backup::Schedule>(backup::ScheduleOptions{
      .backup = how(o, data),
      .every = duration_of("--backup-every", b.every),
      .store = [b](std::function<bool()> stop) { return open_store(b.where, b.store, std::move(stop)); },
      .now = [] { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); },
      .log = [&metrics](const std::string& line) { metrics.log(line); },
      .log_error = [&metrics](const std::string& line) { metrics.log_error(line); }});
  show(*schedule, metrics);
  return schedule;
}

void refuse_backup_of_kafka(const fs::path& data) {
  if (fs::exists(data / "journal" / "kafka") && !fs::exists(data / "journal" / "meta")) throw WrongUse(kafka_remedy);
}

}  // namespace millrace
