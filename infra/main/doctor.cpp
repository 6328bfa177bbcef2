#include "infra/main/doctor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "infra/crypto/vault.hpp"
#include "infra/main/doctor_backup.hpp"
#include "infra/main/doctor_kafka.hpp"
#include "infra/main/doctor_named.hpp"
#include "infra/main/environment.hpp"
#include "infra/main/journal_view.hpp"
#include "infra/main/journals.hpp"
#include "infra/main/shared_addresses.hpp"
#include "infra/main/witnesses.hpp"
#include "infra/postgres/connection.hpp"
#include "infra/postgres/label.hpp"
#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

class Doctor {
 public:
  explicit Doctor(const ServeOptions& o) : options_(o), data_(fs::absolute(o.data).lexically_normal()) {}

  int run() {
    const bool on_kafka = options_.journal == "kafka";
    check("configuration", &Doctor::configuration);
    check_named(options_, data_, findings_);
    if (!on_kafka) check("keys", &Doctor::keys);
    check("disk space", &Doctor::space);
    if (!on_kafka) check("disk sync", &Doctor::sync_speed);
    check("clock", &Doctor::clock);
    check("postgres", &Doctor::postgres);
    if (on_kafka) check_kafka(options_, data_, findings_);
    else check("journal", &Doctor::journal);
    if (!on_kafka) check("addresses", &Doctor::addresses);
    if (!on_kafka) check_backups(options_, data_, findings_);
    return findings_.sum();
  }

 private:
  void check(const char* name, void (Doctor::*what)()) { findings_.of(name, [&] { (this->*what)(); }); }
  void say(Finding finding, const std::string& what) { findings_.say(finding, what); }

  void configuration() {
    struct stat seen{};
    if (::stat(data_.c_str(), &seen) != 0)
      return say(Finding::skipped, fmt::format("there is no {} yet; infra/run --data {} makes it", data_.string(), data_.string()));
    if (seen.st_mode & 077)
      return say(Finding::warning, fmt::format("others may look into {}: chmod 700 {}", data_.string(), data_.string()));
    if (options_.roles != "gateway,owner,sql")
      return say(Finding::wrong, fmt::format("--roles {}: one process does gateway,owner,sql; leave --roles out", options_.roles));
    say(Finding::ok, fmt::format("data in {}, port {}, admin port {} on {}", data_.string(), options_.port, options_.port + 1, options_.admin_address));
  }

  void keys() {
    const auto directory = data_ / "keys";
    if (!fs::exists(directory / "subjects") && fs::exists(data_ / "journal" / "meta"))
      return say(Finding::wrong, fmt::format("{} is missing, and the journal depends on it: restore keys/ from its backup", (directory / "subjects").string()));
    if (!fs::exists(directory / "subjects"))
      return say(Finding::skipped, "there are none yet of an embedded journal; its first start makes them");
    SystemRandom random;
    const FileVault vault{{.directory = directory, .master_key_file = options_.master_key_file, .mode = KeyFile::Mode::read}, random};
    findings_.say_opened_by(master_key_of(data_.string(), options_.master_key_file));
  }

  fs::path nearest_directory() const {
    auto at = data_;
    while (!fs::exists(at)) at = at.parent_path();
    return at;
  }

  void space() {
    struct statvfs disk{};
    const auto at = nearest_directory();
    if (::statvfs(at.c_str(), &disk) != 0) throw std::system_error(errno, std::generic_category(), at.string());
    const auto total = double(disk.f_blocks) * double(disk.f_frsize), free = double(disk.f_bavail) * double(disk.f_frsize);
    const auto limit = std::max(double(1 << 30), total * 0.05);
    const auto text = fmt::format("{:.1f} GiB of {:.1f} free ({:.0f} %)", free / (1 << 30), total / (1 << 30), total > 0 ? free * 100 / total : 0);
    if (free < limit)
      return say(Finding::wrong, fmt::format("{}: {} below {:.1f} GiB; make room, {} can be removed while the server is stopped", text,
                                             options_.journal == "kafka" ? "the local store may not go on" : "the journal only takes reads",
                                             limit / (1 << 30), (data_ / "rocksdb").string()));
    if (free < std::max(total * 0.15, limit * 1.5)) return say(Finding::warning, text + ": make room before nothing more can be written");
    say(Finding::ok, text);
  }

  void sync_speed() {
    constexpr int rounds = 50;
    const auto file = nearest_directory() / fmt::format(".doctor.{}", ::getpid());
    const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error(fmt::format("{} cannot be written to: check whose it is and how it is mounted", file.parent_path().string()));
    ::unlink(file.c_str());
    const std::string block(4096, 'x');
    std::vector<double> micros;
    // As the journal does it: over room that is there already.
    bool failed = ::posix_fallocate(fd, 0, rounds * 4096) != 0 || ::fsync(fd) != 0;
    for (int i = 0; i < rounds && !failed; ++i) {
      const auto began = std::chrono::steady_clock::now();
      failed = ::pwrite(fd, block.data(), block.size(), i * 4096) != 4096 || ::fdatasync(fd) != 0;
      micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count());
    }
    ::close(fd);
    if (failed) return say(Finding::wrong, "the disk fails to write for good: replace it before anything is lost");
    std::nth_element(micros.begin(), micros.begin() + rounds / 2, micros.end());
    const auto median = micros[rounds / 2];
    if (median < 20)
      return say(Finding::warning, fmt::format("fdatasync takes {:.0f} µs; no disk is that fast, so this one may only say that it has written: turn its "
                                               "volatile write cache off, or do not rely on it through a power cut", median));
    if (median > 20'000) return say(Finding::warning, fmt::format("fdatasync takes {:.0f} ms, and each answer waits for one: use a faster disk", median / 1000));
    say(Finding::ok, fmt::format("fdatasync takes {:.0f} µs", median));
  }

  void clock() {
    struct timex state{};
    if (::adjtimex(&state) < 0 || (state.status & STA_UNSYNC))
      return say(Finding::warning, "nothing keeps the clock right: run an NTP client, such as systemd-timesyncd or chrony");
    say(Finding::ok, fmt::format("kept right, by {:.1f} ms at most", double(state.maxerror) / 1000));
  }

  void postgres() {
    if (options_.postgres.empty()) return say(Finding::skipped, "not configured (--postgres): lists and search answer 503, the rest works");
    constexpr auto api = "millrace_api";
    for (const auto* role : {"millrace_migrator", "millrace_projector", api}) {
      try {
        PgConnection connection{options_.postgres, role, "millrace-doctor"};
        const auto found = connection.begin(PgConnection::Mode::read_only)
                               .run("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user");
        if (!found.rows.empty() && found.rows[0][0] == "t")
          say(Finding::wrong, fmt::format("role {} passes row-level security: run schemas/sql/000_roles.sql as a superuser", role));
        else say(Finding::ok, fmt::format("role {} can connect", role));
        if (role == api) {
          search(connection);
          row_security(connection);
          in_the_clear(connection);
        }
      } catch (const PgError& e) {
        const std::string_view what = e.what();
        say(Finding::wrong, fmt::format("role {} cannot connect ({}): start PostgreSQL, check --postgres, and run schemas/sql/000_roles.sql as a superuser",
                                        role, what.substr(0, what.find('\n'))));
      }
    }
  }

  // Tables are secured from their own owner, too, and a part of one is read by nobody: a table that somebody has changed is found.
  static constexpr auto unsecured =
      "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')"
      " AND CASE WHEN c.relispartition THEN has_table_privilege(c.oid, 'SELECT') ELSE NOT (c.relrowsecurity AND c.relforcerowsecurity) END ORDER BY 1 LIMIT 5";

  void row_security(PgConnection& connection) {
    const auto open = connection.begin(PgConnection::Mode::read_only).run(unsecured).rows;
    for (const auto& row : open)
      say(Finding::wrong, fmt::format("{} shows rows of one business to another: ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY (a part of a table: REVOKE "
                                      "SELECT ON {} FROM millrace_api)", *row[0], *row[0], *row[0]));
    if (open.empty()) say(Finding::ok, "each table keeps businesses apart, from its owner too");
    if (const auto why = another_database(environment_of(options_, data_), label_of(options_.postgres)); !why.empty()) say(Finding::wrong, why);
  }

  void in_the_clear(PgConnection& connection) {
    const auto found = connection.begin(PgConnection::Mode::read_only)
                           .run("SELECT host(inet_server_addr()) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND NOT ssl"
                                " AND NOT inet_server_addr() <<= ANY ('{127.0.0.0/8,::1/128}'::inet[])");
    if (!found.rows.empty())
      say(Finding::warning, fmt::format("what goes to {} goes in the clear: say sslmode=verify-full in --postgres, and give that server a certificate", found.rows[0][0].value_or("it")));
  }

  void search(PgConnection& connection) {
    const auto marked = connection.begin(PgConnection::Mode::read_only)
                            .run("SELECT proleakproof FROM pg_proc WHERE oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure");
    if (marked.rows[0][0] != "t")
      say(Finding::wrong, "search reads every row, for its index cannot be used under row-level security: run this as a superuser in that database: "
                          "ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF");
  }

  void journal() {
    const auto directory = data_ / "journal";
    refuse_another_journal(options_, data_, {});
    if (!fs::exists(directory / "meta")) return say(Finding::skipped, "there is none yet; the first start begins it");
    if (fs::exists(directory / "moved")) return say(Finding::wrong, fmt::format("it goes on elsewhere; {} says where", (directory / "moved").string()));
    const auto all = witnesses(data_, segments::incarnation_of(segments::disk(), directory), {options_.postgres, options_.archive},
                               [this](const std::string& line) { say(Finding::warning, line); });
    const auto report = segments::verify(segments::disk(), directory);
    if (!report.unwitnessed.empty()) say(Finding::warning, report.unwitnessed);
    for (const auto& missing : contradictions(all, report.ends)) say(Finding::wrong, fmt::format("it has lost acknowledged records: {}; {}", missing, segments::lost_remedy));
    for (const auto& d : report.damage)
      if (d.kind == segments::Damage::Kind::lost) say(Finding::wrong, fmt::format("it has lost acknowledged records: {}; {}", d.what, segments::lost_remedy));
    if (!report.ok()) return say(Finding::wrong, fmt::format("it is damaged: millrace journal doctor --data {} says where and what to do", data_.string()));
    Time newest{};
    for (const auto& partition : report.of) newest = std::max(newest, partition.head.ts);
    const auto ahead = newest - std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    if (ahead > std::chrono::seconds(60))
      return say(Finding::warning, fmt::format("its newest record is {} s ahead of the clock: set the clock; until then the journal's time stands almost still",
                                               std::chrono::duration_cast<std::chrono::seconds>(ahead).count()));
    say(Finding::ok, fmt::format("{} records in {} segments, every chain holds, {}{}", report.records, report.segments,
                                 all.empty() ? "nobody else can say how far it was acknowledged" : "nothing is missing that is known to " + names_of(all),
                                 report.damage.empty() ? "" : "; the last write did not finish and will be cut"));
  }

  void addresses() {
    if (!fs::exists(data_ / "journal" / "meta") || !fs::exists(data_ / "keys" / "subjects")) return say(Finding::skipped, "nobody has signed up yet");
    SystemRandom random;
    JournalOptions where;
    where.data = data_.string();
    const auto journal = view_journal(where);
    const auto vault = view_keys(where, options_.master_key_file, random);
    if (!vault) return say(Finding::skipped, "they are sealed, and there are no keys here");
    const auto shared = shared_addresses(journal, *vault);
    for (const auto& accounts : shared)
      say(Finding::warning, fmt::format("accounts {} signed up with spellings of one address: each logs in with its own; ask their person which to keep",
                                        account_ids(accounts)));
    if (shared.empty()) say(Finding::ok, "each is one account's");
  }

  const ServeOptions& options_;
  const fs::path data_;
  Findings findings_;
};

}  // namespace

void add_doctor(const CliCommand& app, Run& run) {
  add_tool<ServeOptions>(app, run, "doctor", "check configuration, environment, keys, certificate, disk, clock, PostgreSQL, Kafka, journal and backups; say how to mend each", &add_options,
                         [](const ServeOptions& o) { return Doctor{o}.run(); });
}

}  // namespace millrace
