#include "infra/main/journal_tools.hpp"

#include <fmt/format.h>

#include "infra/main/journal_cat.hpp"
#include "infra/main/journal_copy.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/segments/verify.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

using segments::Damage;

// Where it is.
template <class Options>
void declare(CLI::App& app, Options& o) {
  add_data_option(app, o.data);
  app.add_option("--journal", o.journal, "where it is: embedded (in the data directory) or kafka")->envname("MILLRACE_JOURNAL")
      ->check(CLI::IsMember({"embedded", "kafka"}))->capture_default_str();
  add_kafka_options(app, o.kafka);
}

void declare_master_key(CLI::App& app, std::string& file) {
  app.add_option("--master-key-file", file, "file with the master key; none: keys/master")->envname("MILLRACE_MASTER_KEY_FILE");
}

void declare_cat(CLI::App& app, CatOptions& o) {
  declare(app, o);
  app.add_option("--from", o.from, "print from this Journal-Position on, as the API gives it; that partition alone");
  app.add_option("--tenant", o.tenant, "print this business alone");
  app.add_flag("--public", o.events, "print what partners get, as CloudEvents, instead of records");
  declare_master_key(app, o.master_key_file);
}

void declare_copy(CLI::App& app, CopyOptions& o) {
  app.add_option("--to", o.to, "kafka, or a data directory");
  declare(app, o);
  declare_master_key(app, o.master_key_file);
}

segments::Report report_of(const JournalOptions& o) {
  if (o.journal != "kafka") return segments::verify(segments::disk(), journal_of(o.data));
  const auto journal = view_journal(o);
  segments::Report report{};
  report.incarnation = journal.incarnation;
  for (Partition p = 0; p < partitions; ++p)
    journal.scan(p, [&](const Stored& stored) {
      report.of[p].take(p, stored.offset, stored.bytes);
      ++report.records;
      return true;
    });
  return report;
}

std::string remedy(const Damage& d) {
  if (d.kind == Damage::Kind::torn) return "nothing acknowledged is lost; the next start of the server cuts it";
  return "stop the server and put this file back from the archive (serve --archive) or a backup; do not cut it";
}

std::string line(const Damage& d) {
  return fmt::format("{}: {} at offset {}: {}; {}", d.kind == Damage::Kind::torn ? "torn" : "rot", d.file, d.position, d.what, remedy(d));
}

// Partitions that no damage of a file explains.
template <class Each>
void faults(const segments::Report& report, Each each) {
  for (Partition p = 0; p < partitions; ++p)
    if (!report.of[p].chain_ok)
      each(fmt::format("partition {}: {}; the records before it are good: put the journal back from the archive or a backup, and keep this "
                       "one for the inquiry", p, report.of[p].first_fault));
}

std::uint64_t rejected(const segments::Report& report) {
  std::uint64_t sum = 0;
  for (const auto& p : report.of) sum += p.rejected;
  return sum;
}

int verify(const JournalOptions& o) {
  const auto report = report_of(o);
  fmt::print("{:>9} {:>10} {:>10} {:>10} {:>6}  {:<18} {}\n", "partition", "records", "accepted", "rejected", "epoch", "head", "chain");
  for (Partition p = 0; p < partitions; ++p) {
    const auto& of = report.of[p];
    if (of.records == 0 && of.chain_ok) continue;
    fmt::print("{:>9} {:>10} {:>10} {:>10} {:>6}  {:<18} {}\n", p, of.records, of.accepted, of.rejected, of.head.epoch,
               fmt::format("{:02x}", fmt::join(of.head.chain.begin(), of.head.chain.begin() + 8, "")), of.chain_ok ? "ok" : "broken");
  }
  for (const auto& d : report.damage) fmt::print(stderr, "millrace: {}\n", line(d));
  faults(report, [](const std::string& fault) { fmt::print(stderr, "millrace: {}\n", fault); });
  fmt::print("journal verify: partitions={} records={} rejected={} {}\n", partitions, report.records, rejected(report),
             report.ok() ? "ok" : "damaged");
  return report.ok() ? 0 : 1;
}

int doctor(const JournalOptions& o) {
  if (o.journal == "kafka")
    throw WrongUse("journal doctor looks at segment files, and on Kafka there are none: millrace doctor looks at brokers and topics, millrace journal verify at records");
  const auto report = report_of(o);
  fmt::print("journal {}: incarnation {}, {} segments, {} records, {} MiB\n", (fs::absolute(o.data) / "journal").string(),
             to_string(report.incarnation), report.segments, report.records, report.bytes >> 20);
  for (const auto& d : report.damage) fmt::print("{}\n", line(d));
  faults(report, [](const std::string& fault) { fmt::print("{}\n", fault); });
  if (const auto n = rejected(report))
    fmt::print("{} records do not count: a writer that had lost the journal wrote them after its successor began; nothing is to be done\n", n);
  if (report.ok() && report.damage.empty()) fmt::print("nothing is damaged\n");
  return report.ok() ? 0 : 1;
}

}  // namespace

void add_journal_tools(CLI::App& app, Run& run) {
  auto* journal = app.add_subcommand("journal", "look at the journal, or move it");
  journal->require_subcommand(1);
  add_tool<JournalOptions>(*journal, run, "verify", "check every frame, record and chain", &declare<JournalOptions>, &verify);
  add_tool<JournalOptions>(*journal, run, "doctor", "say which segment files are damaged and what to do", &declare<JournalOptions>, &doctor);
  add_tool<CatOptions>(*journal, run, "cat", "print records as JSON lines", &declare_cat, &journal_cat);
  add_tool<CopyOptions>(*journal, run, "copy", "bring records and keys to Kafka, or back; stop every server first", &declare_copy, &journal_copy);
}

}  // namespace millrace
