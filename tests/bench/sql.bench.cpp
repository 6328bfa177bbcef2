// M11: rows a second that the SQL runner writes (decode, unseal, fold, load, upsert with its checkpoint) against COPY text of the
// same rows into the same empty table, best of three each: `bench_sql [MESSAGES]`, from the top of the repository.
#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "infra/postgres/migrator.hpp"
#include "infra/postgres/tables.hpp"
#include "projections/inbox/messages.hpp"
#include "schemas/json/wires.hpp"
#include "tests/support/memory_vault.hpp"

using namespace millrace;

namespace {

constexpr int rounds = 3;

std::string shell(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(("exec 2>&1; " + command).c_str(), "re");
  char buffer[4096];
  while (const auto n = ::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
  if (::pclose(pipe) != 0) throw std::runtime_error(command + ": " + out);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

struct Cluster {
  Cluster() {
    auto pattern = (std::filesystem::temp_directory_path() / "millrace-bench-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
    dsn = shell("infra/postgres_cluster start --data " + directory);
  }
  ~Cluster() { shell("infra/postgres_cluster stop --data " + directory + "; rm -rf " + directory); }
  void superuser(const std::string& sql) const { shell(fmt::format("psql -X -q -v ON_ERROR_STOP=1 '{} user=bootstrap' -c \"{}\"", dsn, sql)); }
  std::string directory, dsn;
};

template <class Do>
double seconds(Do&& what) {
  const auto begin = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// One tenant's partition: messages of 120 characters in a hundred conversations.
std::vector<std::string> made(std::size_t messages, MemoryVault& vault, Partition& partition) {
  SeededRandom random{1};
  const auto fresh = [&] {
    Uuid id;
    random.fill(id.bytes);
    return id;
  };
  const auto tenant = fresh(), key = *vault.fresh_key();
  partition = partition_of(tenant);
  std::vector<Uuid> talks(100);
  for (auto& t : talks) t = fresh();
  std::vector<std::string> out;
  Accepted accepted;
  const auto add = [&](const Record& record) {
    auto bytes = encode(partition, record);
    accept(accepted, partition, static_cast<Offset>(out.size()), record, bytes);
    out.push_back(std::move(bytes));
  };
  add(Fence{fresh(), 1, fresh(), {}, ""});
  while (out.size() <= messages) {
    message::Appended fact{};
    fact.id.value = uuid7(at_micros(1'790'000'000'000'000 + static_cast<std::int64_t>(out.size()) * 1000), 0, out.size());
    fact.conversation_id.value = talks[out.size() % talks.size()];
    fact.customer_id.value = fact.conversation_id.value;
    fact.text = about(fact.customer_id, fmt::format("Message {} about order {}: {}", out.size(), out.size() % 977, std::string(85, 'a' + static_cast<char>(out.size() % 26))));
    Commit c;
    c.prev_chain = accepted.chain;
    c.tenant = tenant;
    c.command = fresh();
    Entry entry{std::string(message::Appended::wire), fact.id.value, 1, at_micros(1'790'000'000'000'000 + static_cast<std::int64_t>(out.size()) * 1000), Origin::live, ""};
    const Sealing sealing{vault, tenant, entry.stream, entry.wire, [&](const Uuid&) { return key; }};
    JsonWriter writer{entry.body};
    encode(shape_of<message::Appended>(), &fact, writer, &sealing);
    c.facts.push_back(std::move(entry));
    add(c);
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto messages = argc > 1 ? std::stoul(argv[1]) : 50'000;
  Wires::house().add(&wire_type<message::Appended>());
  MemoryVault vault;
  Partition partition = 0;
  const auto records = made(messages, vault, partition);
  const Cluster cluster;
  const auto projection = projections::messages();
  const Table table{projection};
  double ours = 0, theirs = 0;
  for (int i = 0; i < rounds; ++i) {
    cluster.superuser("DROP SCHEMA app CASCADE; CREATE SCHEMA app AUTHORIZATION millrace_owner; GRANT USAGE ON SCHEMA app TO millrace_migrator, millrace_projector, millrace_api");
    PgConnection connection{cluster.dsn, "millrace_projector", "millrace-projector"};
    PgTables tables{connection};
    SqlRunner runner{PgMigrator{cluster.dsn}.prepare({&table}, [&](Generation& g) { return tables.open(g), true; }), tables, vault};
    const auto end = static_cast<Offset>(records.size());
    const SqlRunner::Scan scan = [&](Partition, Offset from, const auto& each) {
      for (auto at = from; at < end && each(at, records[static_cast<std::size_t>(at)]); ++at) {}
    };
    const auto ran = seconds([&] { while (runner.step(partition, end, scan) == SqlRunner::Step::moved) {} });
    ours = std::max(ours, static_cast<double>(messages) / ran);
    const auto file = cluster.directory + "/postgres/rows";
    cluster.superuser(fmt::format("COPY (SELECT * FROM app.messages_g1) TO '{}'", file));
    cluster.superuser("TRUNCATE app.messages_g1");
    theirs = std::max(theirs, static_cast<double>(messages) / seconds([&] { cluster.superuser(fmt::format("COPY app.messages_g1 FROM '{}'", file)); }));
  }
  std::printf("M11 projector_rows_per_s ours=%.0f peer=%.0f ratio=%.2f goal=0.85\n", ours, theirs, ours / theirs);
}
