#include "infra/main/audit_tool.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "infra/heads/verify.hpp"
#include "infra/main/journal_view.hpp"
#include "infra/main/wrong_use.hpp"

namespace millrace {

namespace {

struct AuditOptions : JournalOptions { std::string heads, key, proof; };

void declare(const CliCommand& app, AuditOptions& o) {
  add_data_option(app, o.data);
  app.option("--journal", o.journal, "where it is: embedded (in the data directory) or kafka").variable("MILLRACE_JOURNAL").one_of({"embedded", "kafka"}).with_default();
  add_kafka_options(app, o.kafka);
  app.option("--heads", o.heads, "file with heads, one a line; none: heads.ndjson in the data directory").variable("MILLRACE_HEADS");
  app.option("--key", o.key, "public key that has signed them, 64 hexadecimal digits, from where you have kept it");
  app.option("--proof", o.proof, "file with what GET /businesses/{business_id}/audit/proof has answered: that alone is checked, and no journal is read");
}

std::string contents(const std::string& option, const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw WrongUse(fmt::format("{} {}: there is no such file, or it cannot be read", option, file));
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string key_of(const AuditOptions& o, std::string_view named_by_itself) {
  const auto key = heads::unhex(o.key.empty() ? named_by_itself : std::string_view{o.key});
  if (!key || key->size() != 32) throw WrongUse("--key: 64 hexadecimal digits, as GET /heads names it");
  if (o.key.empty())
    fmt::print("millrace: believing the key that the heads name themselves, {}: whoever changes both is not found out; give the one that you have kept with --key\n", named_by_itself);
  return *key;
}

int told(const std::vector<std::string>& faults, const std::string& sum) {
  for (const auto& fault : faults) fmt::print(stderr, "millrace: {}\n", fault);
  fmt::print("audit verify: {} {}\n", sum, faults.empty() ? "ok" : "contradicted");
  return faults.empty() ? 0 : 1;
}

int verify_proof(const AuditOptions& o) {
  const auto json = contents("--proof", o.proof);
  std::string key, fault;
  try {
    key = heads::key_in_proof(json);
    fault = heads::fault_of_proof(json, key_of(o, key));
  } catch (const WrongUse&) {
    throw;
  } catch (const std::exception&) {
    throw WrongUse("--proof " + o.proof + ": that is no proof as GET /businesses/{business_id}/audit/proof answers it");
  }
  return told(fault.empty() ? std::vector<std::string>{} : std::vector{fault}, "proof");
}

std::vector<SignedHead> heads_in(const std::string& file) try {
  auto out = heads::read_heads(contents("--heads", file));
  if (out.empty()) throw WrongUse("--heads " + file + ": there are no heads in it");
  return out;
} catch (const WrongUse&) {
  throw;
} catch (const std::exception& e) {
  throw WrongUse(fmt::format("--heads {}: {}", file, e.what()));
}

int verify(const AuditOptions& o) {
  if (!o.proof.empty()) return verify_proof(o);
  const auto said = heads_in(o.heads.empty() ? o.data + "/heads.ndjson" : o.heads);
  const auto journal = view_journal(o);
  const auto found = heads::verify(said, key_of(o, said.front().key), [&](Partition p, const auto& each) {
    journal.scan(p, [&](const Stored& stored) { return each(stored.bytes); });
  });
  return told(found.faults, fmt::format("heads={} records={}", found.heads, found.records));
}

}  // namespace

void add_audit(const CliCommand& app, Run& run) {
  const auto audit = app.command("audit", "hold the journal to what was said of it").one_command();
  add_tool<AuditOptions>(audit, run, "verify", "check the journal, or one proof, against signed heads", &declare, &verify);
}

}  // namespace millrace
