// Records folded per second into the local store, in memory and on disk: `bench_store [RECORDS] [RECORDS_PER_COMMIT]`. Each record
// is what a visitor's message makes: a fact with 200 bytes of text, which touches four rows, a list and two channels.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "infra/crypto/random.hpp"
#include "infra/rocksdb/rocks_key_value.hpp"
#include "projections/core/local_store.hpp"
#include "tests/support/memory_key_value.hpp"
#include "tests/support/small_house.hpp"

using namespace millrace;

namespace {

struct Made {
  Record record;
  std::string bytes;
  std::shared_ptr<const Committed> opened;
};

// One tenant: 64 talks, then messages in them.
std::vector<Made> made(std::size_t records) {
  SeededRandom random{1};
  const auto fresh = [&] {
    Uuid id;
    random.fill(id.bytes);
    return id;
  };
  const auto tenant = fresh();
  const auto partition = partition_of(tenant);
  std::vector<Id<small::Talk>> talks(64);
  for (auto& talk : talks) talk.value = fresh();
  const std::string text(200, 't');
  std::vector<Made> out;
  Accepted accepted;
  const auto add = [&](Record record, std::shared_ptr<Committed> opened) {
    auto bytes = encode(partition, record);
    accept(accepted, partition, static_cast<Offset>(out.size()), record, bytes);
    out.push_back({std::move(record), std::move(bytes), std::move(opened)});
  };
  add(Fence{fresh(), 1, fresh(), {}, ""}, nullptr);
  const auto commit = [&](AnyFact fact) {
    Commit c;
    c.prev_chain = accepted.chain;
    c.tenant = tenant;
    c.command = fresh();
    c.facts.push_back({std::string(fact.type->wire), fact.stream(), 1, {}, Origin::live, text});
    auto opened = std::make_shared<Committed>(Committed{partition, static_cast<Offset>(out.size()), c, {std::move(fact)}, {}});
    add(std::move(c), std::move(opened));
  };
  for (const auto& talk : talks) commit(AnyFact::of(small::Opened{talk, about(talk, "A question about my order")}));
  while (out.size() < records) {
    const auto& talk = talks[out.size() % talks.size()];
    commit(AnyFact::of(small::Said{{fresh()}, talk, about(talk, text), {}}));
  }
  return out;
}

void run(const char* name, KeyValue& below, const std::vector<Made>& records, std::size_t a_commit) {
  const Folds folds{small::folds()};
  LocalStore store{below, folds, small::projections(), Time{}};
  const auto partition = records[1].opened->partition;
  const auto start = std::chrono::steady_clock::now();
  const auto cpu = std::clock();                   // of all threads, those that compact too
  std::size_t busy = 0, published = 0;
  for (std::size_t n = 0; n < records.size(); ++n) {
    const auto& r = records[n];
    store.on_record(partition, static_cast<Offset>(n), r.record, r.bytes, r.opened);
    if ((n + 1) % a_commit && n + 1 < records.size()) continue;
    published += store.take().publications.size();
    while (!store.commit()) ++busy;
  }
  below.flush();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const auto count = static_cast<double>(records.size());
  const auto cpu_us = static_cast<double>(std::clock() - cpu) * 1e6 / CLOCKS_PER_SEC;
  std::printf("%-8s %8.0f records/s, %5.1f us of CPU a record (%zu records, %zu publications, commit every %zu, %zu times busy)\n",
              name, count / took.count(), cpu_us / count, records.size(), published, a_commit, busy);
}

}  // namespace

int main(int argc, char** argv) {
  const auto records = made(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000);
  const auto a_commit = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 256;
  {
    MemoryKeyValue memory;
    run("memory", memory, records, a_commit);
  }
  const auto directory = std::filesystem::temp_directory_path() / "millrace-bench-store";
  std::filesystem::remove_all(directory);
  {
    RocksKeyValue rocks{{directory, "bench"}};
    run("rocksdb", rocks, records, a_commit);
  }
  std::filesystem::remove_all(directory);
}
