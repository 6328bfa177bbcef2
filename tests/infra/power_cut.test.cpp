// What was acknowledged is there after any power cut. tests/proof runs as many cycles as it is asked for:
// MILLRACE_CYCLES, MILLRACE_SEED.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"
#include "tests/support/records.hpp"
#include "tests/support/simulated_disk.hpp"

using namespace millrace;
using namespace millrace::testing;
using namespace millrace::segments;

namespace {

const auto incarnation = *parse_uuid("0191f3a0-0000-7000-8000-000000000001");

std::uint64_t from_environment(const char* name, std::uint64_t usual) {
  const auto* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : usual;
}

struct Tally {
  std::uint64_t cycles = 0, cuts = 0, acked = 0, unacked_kept = 0, lost = 0, duplicated = 0, diverged = 0, refused = 0;
};

// One machine, its disk, and what a client of the journal knows.
class Machine : Journal::Listener {
 public:
  Machine(std::uint64_t seed, Tally& tally) : disk(seed), random_(seed * 2 + 1), tally_(tally) {}

  // A life of the process: some appends, until the power goes, the process dies or it has done enough.
  void live(std::size_t steps) {
    try {
      Options options;
      options.segment_bytes = 6000 + random_() % 4000;
      options.group_bytes = 2000;
      options.threads = Options::Threads::none;
      options.fatal = [this](const std::string&) { dead_ = true; };
      options.warn = [](const std::string&) {};
      options.archive = "/archive";
      options.cold = "/cold";
      options.cold_after = {};                   // at once
      dead_ = false;
      SegmentJournal journal{disk, "/data/journal", incarnation, *this, options};
      check(journal);
      for (; steps > 0 && !dead_ && !disk.is_off(); --steps) act(journal);
    } catch (const SimulatedDisk::PowerIsOff&) {
    } catch (const std::system_error&) {         // the process did not come up: a sync failed while it opened
    } catch (const std::runtime_error& e) {      // Rot, Missing
      ++tally_.refused;
      why_ = e.what();
    }
  }
  void cut_power_within(std::uint64_t operations) {
    disk.cut_after(random_() % operations);
    ++tally_.cuts;
  }
  const std::string& why() const { return why_; }

  SimulatedDisk disk;

 private:
  void act(SegmentJournal& journal) {
    const auto what = random_() % 10;
    if (what == 0) return journal.tend();
    if (what < 5) {
      journal.commit();
      return;
    }
    for (auto n = 1 + random_() % 8; n > 0; --n) {
      const auto p = static_cast<Partition>(random_() % 3 * 31);
      const auto length = random_() % 10 == 0 ? random_() % 1500 : random_() % 80;
      auto bytes = fmt::format("{}.{}", p, written_++) + std::string(length, 'w');
      doubtful_.emplace_back(p, bytes);
      journal.append(p, std::move(bytes));
    }
  }

  void on_appended(std::vector<Stored> group) override {
    for (auto& s : group) {
      tally_.acked++;
      REQUIRE(s.offset == static_cast<Offset>(acked_[s.partition].size()));
      REQUIRE(s.bytes == doubtful_.front().second);
      doubtful_.erase(doubtful_.begin());
      acked_[s.partition].push_back(std::move(s.bytes));
    }
  }
  void on_append_failed(Partition, const std::string&) override { FAIL("there is room enough"); }

  // All that was acknowledged, in order, and behind it a prefix of what was not.
  void check(const SegmentJournal& journal) {
    std::array<std::vector<std::string>, partitions> found;
    std::size_t more = 0;
    for (Partition p = 0; p < partitions; ++p) {
      journal.scan(p, 0, [&](const Stored& s) { found[p].push_back(s.bytes); return true; });
      for (std::size_t i = 0; i < acked_[p].size(); ++i)
        if (i >= found[p].size() || found[p][i] != acked_[p][i]) ++tally_.lost;
      more += found[p].size() - std::min(found[p].size(), acked_[p].size());
    }
    auto expected = acked_;
    for (std::size_t i = 0; i < std::min(more, doubtful_.size()); ++i)
      expected[doubtful_[i].first].push_back(doubtful_[i].second);
    for (const auto& records : found) tally_.duplicated += records.size() - std::set<std::string>{records.begin(), records.end()}.size();
    if (found != expected) {
      ++tally_.diverged;
      why_ = "lost, or what was not acknowledged is not there as a prefix";
    }
    tally_.unacked_kept += more;
    acked_ = std::move(found);
    doubtful_.clear();
  }

  std::mt19937_64 random_;
  Tally& tally_;
  std::array<std::vector<std::string>, partitions> acked_;
  std::vector<std::pair<Partition, std::string>> doubtful_;       // appended, not acknowledged, in order
  std::uint64_t written_ = 0;
  bool dead_ = false;
  std::string why_;
};

void cut_cycle(std::uint64_t seed, Tally& tally, bool syncs = true) {
  Machine machine{seed, tally};
  if (!syncs) machine.disk.ignore_syncs();
  machine.live(seed % 60);                       // some history first, now and then none
  for (int life = 0; life < 4; ++life) {
    machine.cut_power_within(life % 2 ? 12 : 80);   // every other cut is early, often within the recovery
    machine.live(200);
    machine.disk.restore_power();
  }
  machine.live(0);
  ++tally.cycles;
  if (syncs) {
    INFO("seed ", seed);
    CHECK(machine.why() == "");
  }
}

void check_whole(const Tally& tally) {
  CHECK(tally.lost == 0);
  CHECK(tally.duplicated == 0);
  CHECK(tally.diverged == 0);
  CHECK(tally.refused == 0);
}

}  // namespace

TEST_CASE("power cut: nothing that was acknowledged is lost, and nothing is there out of order") {
  const auto cycles = from_environment("MILLRACE_CYCLES", 300);
  const auto seed = from_environment("MILLRACE_SEED", 1);
  Tally tally;
  for (std::uint64_t i = 0; i < cycles; ++i) cut_cycle(seed + i, tally);
  fmt::print("power cut: cycles={} acked={} lost={} duplicated={} diverged={} refused={} cuts={} unacked_kept={} seed={}\n", tally.cycles,
             tally.acked, tally.lost, tally.duplicated, tally.diverged, tally.refused, tally.cuts, tally.unacked_kept, seed);
  check_whole(tally);
  CHECK(tally.acked > cycles * 20);
}

TEST_CASE("power cut: without fdatasync acknowledged records are lost, so the simulation notices") {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) cut_cycle(seed, tally, false);
  CHECK(tally.lost > 0);
}

TEST_CASE("power cut: after a failed sync the process ends, and neither a restart nor a cut loses what was acknowledged") {
  Tally tally;
  for (std::uint64_t k = 1; k <= 120; ++k) {
    Machine machine{k, tally};
    machine.disk.fail_sync(k);
    machine.live(200);                           // dies at the k-th sync
    machine.live(k % 3 * 5);                     // the page cache still shows what the disk never got
    machine.disk.restore_power();
    machine.live(20);
    machine.disk.restore_power();
    machine.live(0);
    INFO("sync ", k);
    CHECK(machine.why() == "");
  }
  check_whole(tally);
}
