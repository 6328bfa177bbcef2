#include "infra/main/doctor_backup.hpp"

#include <fmt/format.h>

#include <fstream>

#include "infra/backup/schedule.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

std::string age(std::chrono::seconds s) {
  if (s < std::chrono::minutes{2}) return fmt::format("{} s", s.count());
  if (s < std::chrono::hours{2}) return fmt::format("{} min", s.count() / 60);
  if (s < std::chrono::hours{48}) return fmt::format("{} h", s.count() / 3600);
  return fmt::format("{} days", s.count() / 86'400);
}

void look(const ServeOptions& o, const fs::path& data, Findings& findings) {
  const auto& b = o.backup;
  if (b.where.empty())
    return findings.say(Finding::skipped, "none are made: give serve --backup DIR|s3://BUCKET/PREFIX and --backup-key (millrace backup-key makes it), or say millrace backup by yourself");
  const auto every = duration_of("--backup-every", b.every);
  SystemRandom random;
  const auto store = open_store(b.where, b.store);
  const auto newest = backup::newest(*store, backup::OwnKeys::of(backup::existing_master(data, o.master_key_file, random)));
  std::string failed;
  std::ifstream note{backup::failure_note(data)};
  if (std::getline(note, failed)) return findings.say(Finding::wrong, fmt::format("the last one failed: {}", failed));
  if (!newest) return findings.say(Finding::warning, fmt::format("there is none in {} yet; the server makes one as soon as it runs with --backup", store->place()));
  const auto old = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now() - newest->about.at);
  const auto text = fmt::format("the newest in {} is {} old and holds {} records; millrace backup {} --verify --key PRIVATE opens it", store->place(), age(old), newest->about.records, b.where);
  const bool late = old > 2 * every + std::chrono::minutes{1};
  findings.say(late ? Finding::warning : Finding::ok, late ? text + fmt::format("; one every {} was asked for: does the server run?", b.every) : text);
}

}  // namespace

void check_backups(const ServeOptions& o, const fs::path& data, Findings& findings) {
  if (!fs::exists(data / "journal" / "meta")) return findings.of("backups", [&] { findings.say(Finding::skipped, "there is no journal yet"); }), void();
  findings.of("backups", [&] { look(o, data, findings); });
}

}  // namespace millrace
