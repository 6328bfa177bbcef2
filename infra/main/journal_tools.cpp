#include "infra/main/journal_tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "infra/main/journal_cat.hpp"
#include "infra/main/journal_copy.hpp"
#include "infra/main/witnesses.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

using segments::Damage;

struct VerifyOptions : JournalOptions, WitnessOptions {};

// Where it is.
template <class Options>
void declare(const CliCommand& app, Options& o) {
  add_data_option(app, o.data);
  app.option("--journal", o.journal, "where it is: embedded (in the data directory) or kafka").variable("MILLRACE_JOURNAL")
      .one_of({"embedded", "kafka"}).with_default();
  add_kafka_options(app, o.kafka);
}

void declare_verify(const CliCommand& app, VerifyOptions& o) {
  declare(app, o);
  app.option("--postgres", o.postgres, "connection string of PostgreSQL, which knows how far the journal was acknowledged").variable("MILLRACE_POSTGRES");
  app.option("--archive", o.archive, "directory of serve --archive, which knows it too").variable("MILLRACE_ARCHIVE");
}

void declare_master_key(const CliCommand& app, std::string& file) {
  app.option("--master-key-file", file, "file with the master key; none: keys/master").variable("MILLRACE_MASTER_KEY_FILE");
}

void declare_cat(const CliCommand& app, CatOptions& o) {
  declare(app, o);
  app.option("--from", o.from, "print from this Journal-Position on, as the API gives it; that partition alone");
  app.option("--tenant", o.tenant, "print this business alone");
  app.flag("--public", o.events, "print what partners get, as CloudEvents, instead of records");
  declare_master_key(app, o.master_key_file);
}

void declare_copy(const CliCommand& app, CopyOptions& o) {
  app.option("--to", o.to, "kafka, or a data directory");
  declare(app, o);
  declare_master_key(app, o.master_key_file);
}

struct Looked {
  segments::Report report{};
  std::vector<Witness> witnesses;      // segment files only
  std::vector<std::string> missing;    // what they know of and the journal has not
  bool ok() const { return report.ok() && missing.empty(); }
};

Looked look_at_files(const VerifyOptions& o) {
  const auto directory = journal_of(o.data);
  const auto say = [](const std::string& line) { fmt::print(stderr, "millrace: {}\n", line); };
  Looked out;
  out.witnesses = witnesses(directory.parent_path(), segments::incarnation_of(segments::disk(), directory), o, say);
  out.report = segments::verify(segments::disk(), directory);
  if (!out.report.unwitnessed.empty()) say(out.report.unwitnessed);
  out.missing = contradictions(out.witnesses, out.report.ends);
  return out;
}

Looked look_at(const VerifyOptions& o) {
  if (o.journal != "kafka") return look_at_files(o);
  const auto journal = view_journal(o);
  Looked out;
  auto& report = out.report;
  report.incarnation = journal.incarnation;
  for (Partition p = 0; p < partitions; ++p)
    journal.scan(p, [&](const Stored& stored) {
      report.of[p].take(p, stored.offset, stored.bytes);
      ++report.records;
      return true;
    });
  return out;
}

std::string remedy(const Damage& d) {
  if (d.kind == Damage::Kind::torn) return "the next start of the server cuts it";
  if (d.kind == Damage::Kind::lost) return segments::lost_remedy;
  return "stop the server and put this file back from the archive (serve --archive) or a backup; do not cut it";
}

std::string line(const Damage& d) {
  static constexpr const char* kinds[] = {"torn", "rot", "lost"};
  const auto behind = d.intact_behind == 0 ? "" : fmt::format(", {} intact records lie behind it in this file", d.intact_behind);
  return fmt::format("{}: {} at offset {}: {}{}; {}", kinds[static_cast<int>(d.kind)], d.file, d.position, d.what, behind, remedy(d));
}

std::string line_of_missing(const std::string& what) { return fmt::format("lost: {}; {}", what, segments::lost_remedy); }

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

int verify(const VerifyOptions& o) {
  const auto looked = look_at(o);
  const auto& report = looked.report;
  fmt::print("{:>9} {:>10} {:>10} {:>10} {:>6}  {:<18} {}\n", "partition", "records", "accepted", "rejected", "epoch", "head", "chain");
  for (Partition p = 0; p < partitions; ++p) {
    const auto& of = report.of[p];
    if (of.records == 0 && of.chain_ok) continue;
    fmt::print("{:>9} {:>10} {:>10} {:>10} {:>6}  {:<18} {}\n", p, of.records, of.accepted, of.rejected, of.head.epoch,
               fmt::format("{:02x}", fmt::join(of.head.chain.begin(), of.head.chain.begin() + 8, "")), of.chain_ok ? "ok" : "broken");
  }
  for (const auto& d : report.damage) fmt::print(stderr, "millrace: {}\n", line(d));
  for (const auto& what : looked.missing) fmt::print(stderr, "millrace: {}\n", line_of_missing(what));
  faults(report, [](const std::string& fault) { fmt::print(stderr, "millrace: {}\n", fault); });
  fmt::print("journal verify: partitions={} records={} rejected={} {}\n", partitions, report.records, rejected(report),
             looked.ok() ? "ok" : "damaged");
  return looked.ok() ? 0 : 1;
}

int doctor(const VerifyOptions& o) {
  if (o.journal == "kafka")
    throw WrongUse("journal doctor looks at segment files, and on Kafka there are none: millrace doctor looks at brokers and topics, millrace journal verify at records");
  const auto looked = look_at(o);
  const auto& report = looked.report;
  fmt::print("journal {}: incarnation {}, {} segments, {} records, {} MiB\n", (fs::absolute(o.data) / "journal").string(),
             to_string(report.incarnation), report.segments, report.records, report.bytes >> 20);
  for (const auto& d : report.damage) fmt::print("{}\n", line(d));
  for (const auto& what : looked.missing) fmt::print("{}\n", line_of_missing(what));
  faults(report, [](const std::string& fault) { fmt::print("{}\n", fault); });
  if (const auto n = rejected(report))
    fmt::print("{} records do not count: a writer that had lost the journal wrote them after its successor began; nothing is to be done\n", n);
  if (looked.ok() && report.damage.empty()) fmt::print("nothing is damaged\n");
  if (looked.ok()) fmt::print("{}\n", looked.witnesses.empty() ? "nobody else can say how far it was acknowledged"
                                                              : "nothing that was acknowledged is missing, as far as is known to " + names_of(looked.witnesses));
  return looked.ok() ? 0 : 1;
}

// What was lost stays lost; from now on nobody asks for it.
int accept_loss(const VerifyOptions& o) {
  const bool files = o.journal != "kafka";
  const auto directory = files ? journal_of(o.data) : fs::absolute(o.data) / "journal";
  const auto held = segments::disk().lock(directory);
  if (!held) throw WrongUse("the data directory " + o.data + " is in use by a server: stop it first (infra/run --stop)");
  const auto looked = files ? look_at_files(o) : Looked{};
  const auto is_rot = [](const Damage& d) { return d.kind == Damage::Kind::rot; };
  if (std::any_of(looked.report.damage.begin(), looked.report.damage.end(), is_rot))
    throw WrongUse("the journal is damaged, which is another thing than lost: millrace journal doctor says where and what to do");
  for (const auto& d : looked.report.damage) fmt::print("{}\n", d.what);
  for (const auto& what : looked.missing) fmt::print("{}\n", what);
  silence_witnesses(directory.parent_path(), o);
  fmt::print("journal accept-loss: the next start goes on from what the journal holds{}\n", o.postgres.empty() ? "; if the server uses PostgreSQL, say this once more with --postgres" : "");
  return 0;
}

}  // namespace

void add_journal_tools(const CliCommand& app, Run& run) {
  const auto journal = app.command("journal", "look at the journal, or move it").one_command();
  add_tool<VerifyOptions>(journal, run, "verify", "check every frame, record and chain, and that nothing acknowledged is missing", &declare_verify, &verify);
  add_tool<VerifyOptions>(journal, run, "doctor", "say which segment files are damaged or what is missing, and what to do", &declare_verify, &doctor);
  add_tool<VerifyOptions>(journal, run, "accept-loss", "go on without acknowledged records that cannot be restored; stop the server first", &declare_verify, &accept_loss);
  add_tool<CatOptions>(journal, run, "cat", "print records as JSON lines", &declare_cat, &journal_cat);
  add_tool<CopyOptions>(journal, run, "copy", "bring records and keys to Kafka, or back; stop every server first", &declare_copy, &journal_copy);
}

}  // namespace millrace
