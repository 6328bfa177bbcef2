// What timers that wait cost a process that starts: `bench_later [TIMERS]`. So many and a thousand of them, due over the next thirty days
// and one in a thousand already, lie in a store on disk; then it is opened as at a start, and the pump looks for what is due.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "commands/later/asks.hpp"
#include "commands/later/pump.hpp"
#include "infra/crypto/random.hpp"
#include "infra/rocksdb/rocks_key_value.hpp"
#include "projections/core/local_store.hpp"
#include "projections/later/waiting.hpp"

using namespace millrace;

namespace {

const Time now = at_micros(1'800'000'000'000'000);
constexpr std::size_t set_at_once = 100;               // by one record
constexpr Duration month = std::chrono::hours{24 * 30};

const Folds& folds() {
  static const Folds all{{&later::waiting()}};
  return all;
}

// Records of one business, each of which sets a hundred timers.
void fill(const std::filesystem::path& directory, std::size_t timers) {
  RocksKeyValue rocks{{directory, "bench"}};
  LocalStore store{rocks, folds(), {projections::waiting()}, now};
  SeededRandom random{1};
  const auto fresh = [&] {
    Uuid id;
    random.fill(id.bytes);
    return id;
  };
  const auto tenant = fresh();
  const auto partition = partition_of(tenant);
  Accepted accepted;
  Offset at = 0;
  const auto add = [&](Record record, std::shared_ptr<Committed> opened) {
    const auto bytes = encode(partition, record);
    accept(accepted, partition, at, record, bytes);
    store.on_record(partition, at++, record, bytes, std::move(opened));
    if (at % 64) return;
    store.take();
    while (!store.commit()) usleep(1000);
  };
  add(Fence{fresh(), 1, fresh(), {}, ""}, nullptr);
  for (std::size_t set = 0; set < timers;) {
    auto opened = std::make_shared<Committed>();
    opened->partition = partition;
    opened->offset = at;
    auto& c = opened->commit;
    c.prev_chain = accepted.chain;
    c.tenant = tenant;
    c.command = fresh();
    for (std::size_t n = 0; n < set_at_once && set < timers; ++n, ++set) {
      const auto due = set % 1000 ? now + month * std::int64_t(set + 1) / std::int64_t(timers) : now - Duration{1};
      auto fact = AnyFact::of(later::TimerSet{Id<Timer>{fresh()}, due, AnyAsk::of(later::FinishHandoff{{fresh()}, 1})});
      c.facts.push_back({std::string(fact.type->wire), fact.stream(), 1, {}, Origin::live, "{}"});
      opened->facts.push_back(std::move(fact));
    }
    add(Commit{c}, opened);
  }
  store.take();
  while (!store.commit()) usleep(1000);
  rocks.flush();
}

double resident_mb() {
  std::ifstream status("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  status >> pages >> resident;
  return double(resident) * double(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

struct Start { double opened_ms = 0, looked_ms = 0, mb = 0; std::size_t put = 0; };

// In a process of its own, whose memory holds nothing else.
Start start(const std::filesystem::path& directory) {
  int ends[2];
  if (pipe(ends)) std::abort();
  const auto child = fork();
  if (child == 0) {
    const auto before = resident_mb();
    const auto began = std::chrono::steady_clock::now();
    const auto ms = [&] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count(); };
    RocksKeyValue rocks{{directory, "bench"}};
    LocalStore store{rocks, folds(), {projections::waiting()}, now};
    Start s;
    s.opened_ms = ms();
    Pump pump{[&](later::What what, const std::string& after, Time by, std::size_t most) { return later::due(*store.reader(), what, after, by, most); }};
    s.put = pump.due(now).size();
    s.looked_ms = ms() - s.opened_ms;
    s.mb = resident_mb() - before;
    std::_Exit(::write(ends[1], &s, sizeof s) == sizeof s ? 0 : 1);
  }
  Start s;
  const bool told = ::read(ends[0], &s, sizeof s) == sizeof s;
  waitpid(child, nullptr, 0);
  if (!told) std::abort();
  return s;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t timers = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
  const auto top = std::filesystem::temp_directory_path() / "millrace-bench-later";
  std::filesystem::remove_all(top);
  Start few, many;
  for (auto& [name, count, into] : {std::tuple{"few", std::size_t{1000}, &few}, std::tuple{"many", timers, &many}}) {
    if (fork() == 0) fill(top / name, count), std::_Exit(0);
    wait(nullptr);
    start(top / name);                                 // once, so that both are read from the page cache
    *into = start(top / name);
    std::printf("%8zu timers wait: opened in %6.1f ms, what is due found in %6.1f ms (%zu put), %6.1f MB more resident\n", count, into->opened_ms,
                into->looked_ms, into->put, into->mb);
  }
  std::printf("ratio of %zu to 1000: opening %.2f, memory %.2f\n", timers, many.opened_ms / few.opened_ms, many.mb / few.mb);
  std::filesystem::remove_all(top);
}
