// Damage, recovery and the rules of the directory of the segment journal.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"
#include "tests/support/records.hpp"
#include "tests/support/simulated_disk.hpp"

using namespace millrace;
using namespace millrace::testing;
using namespace millrace::segments;

namespace {

const auto incarnation = *parse_uuid("0191f3a0-0000-7000-8000-000000000001");
const auto ann = *parse_uuid("0191f3a0-0000-7000-8000-00000000000a");
const std::filesystem::path directory = "/data/journal";

struct Counter : Journal::Listener {
  void on_appended(std::vector<Stored> group) override { appended += group.size(); }
  void on_append_failed(Partition p, const std::string&) override { failed.push_back(p); }
  std::size_t appended = 0;
  std::vector<Partition> failed;
};

Options by_hand(std::uint64_t segment_bytes = 1 << 16) {
  Options options;
  options.segment_bytes = segment_bytes;
  options.threads = Options::Threads::none;
  return options;
}

std::filesystem::path file(std::uint64_t n) { return directory / segment_name(n); }

struct Opened {
  Opened(SimulatedDisk& disk, const Options& options) : journal(disk, directory, incarnation, counter, options) {}
  void write(Partition p, std::string bytes) {
    journal.append(p, std::move(bytes));
    journal.commit();
  }
  Counter counter;
  SegmentJournal journal;
};

std::size_t segments_in(SimulatedDisk& disk) {
  const auto names = disk.list(directory);
  return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [](const auto& n) { return segment_number(n).has_value(); }));
}

// Groups of one, two and three records, as a process leaves them that is killed at once.
constexpr std::size_t small_records = 6;
void write_small(SimulatedDisk& disk) {
  {
    Opened opened{disk, by_hand(2048)};
    for (std::size_t group = 1; group <= 3; ++group) {
      for (std::size_t i = 0; i < group; ++i)
        opened.journal.append(static_cast<Partition>(i), fmt::format("record {} of {}", i, group));
      opened.journal.commit();
    }
  }
  forget_acknowledged(disk, directory);
}

std::size_t records_after_opening(SimulatedDisk& disk) {
  Opened opened{disk, by_hand(2048)};
  std::size_t n = 0;
  for (int p = 0; p < partitions; ++p) {
    opened.journal.scan(p, 0, [&](const Stored& s) { n += s.bytes.starts_with("record "); return true; });
  }
  return n;
}

// A history that a verifier accepts, over several segments.
void write_history(SimulatedDisk& disk, const Options& options, int commits) {
  Opened opened{disk, options};
  ChainWriter a{3, incarnation, ann}, b{40, incarnation, ann};
  opened.write(3, a.fence({}));
  opened.write(40, b.fence({}));
  for (int i = 0; i < commits; ++i) {
    opened.write(3, a.commit(std::string(i % 300, 'x')));
    if (i % 2) opened.write(40, b.noop());
    if (i % 10 == 0) opened.journal.tend();
  }
  opened.journal.tend();
}

}  // namespace

TEST_CASE("a segment that is cut off within its last group is opened without that group's rest, and everything before it") {
  SimulatedDisk whole{1};
  write_small(whole);
  const auto bytes = whole.contents(file(1));
  const auto start = *start_of(bytes, 1);
  std::vector<std::uint64_t> positions;
  const auto w = walk(bytes, start, [&](const Frame&, std::uint64_t at) { positions.push_back(at); });
  REQUIRE(positions.size() == small_records);
  for (auto at = positions[3]; at <= w.end; ++at) {
    SimulatedDisk disk{1};
    write_small(disk);
    disk.replace(file(1), bytes.substr(0, at));
    std::size_t intact = 3;
    while (intact < small_records && (intact + 1 < small_records ? positions[intact + 1] : w.end) <= at) ++intact;
    CHECK(records_after_opening(disk) == intact);
    CHECK(records_after_opening(disk) == intact);
  }
}

TEST_CASE("no flipped byte ever shortens the journal silently") {
  SimulatedDisk whole{1};
  write_small(whole);
  const auto bytes = whole.contents(file(1));
  std::size_t refused = 0, survived = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    SimulatedDisk disk{1};
    write_small(disk);
    auto damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
    disk.replace(file(1), damaged);
    try {
      const auto found = records_after_opening(disk);
      CHECK(found == small_records);
      ++survived;
    } catch (const Rot& rot) {
      CHECK(std::string{rot.what()}.find("0000000001.segment is damaged at byte") != std::string::npos);
      CHECK(std::string{rot.what()}.find("Restore") != std::string::npos);
      CHECK(disk.contents(file(1)) == damaged);                      // refused means untouched
      ++refused;
    }
  }
  const auto used = walk(bytes, *start_of(bytes, 1), [](const Frame&, std::uint64_t) {}).end;
  CHECK(refused == used);                                            // each byte of the records and of the first frame
  CHECK(survived == bytes.size() - used);
}

TEST_CASE("a torn tail is wiped, so that nothing of it comes to life behind later records") {
  SimulatedDisk disk{1};
  write_small(disk);
  auto bytes = disk.contents(file(1));
  std::vector<std::uint64_t> positions;
  walk(bytes, *start_of(bytes, 1), [&](const Frame&, std::uint64_t at) { positions.push_back(at); });
  // The last group as a power cut may leave it: its first frame did not arrive, the others did, and so no mark.
  const auto mark = positions.back() + claimed_bytes(bytes, positions.back());
  bytes.replace(positions[3], positions[4] - positions[3], positions[4] - positions[3], '\0');
  bytes.replace(mark, bytes.size() - mark, bytes.size() - mark, '\0');
  disk.replace(file(1), bytes);
  CHECK(verify(disk, directory).damage.at(0).kind == Damage::Kind::torn);
  Opened opened{disk, by_hand(2048)};
  CHECK(opened.journal.end(0) == 2);
  CHECK(disk.contents(file(1)).find_first_not_of('\0', positions[3]) == std::string::npos);
  opened.write(0, "record 0 of 4");              // as long as the one that was lost: what followed it would continue the scan
  CHECK(opened.journal.end(1) == 1);
  CHECK(verify(disk, directory).damage.empty());
}

TEST_CASE("sealed segments end with their index, and all records are found through it") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(4096), 200);
  const auto n = segments_in(disk);
  REQUIRE(n > 8);
  for (std::uint64_t i = 1; i + 1 < n; ++i) {
    const auto bytes = disk.contents(file(i));
    CHECK(index_position(std::string_view{bytes}.substr(bytes.size() - trailer_bytes)).has_value());
  }
  const SegmentStore store{disk, directory, incarnation, SegmentStore::Purpose::looking};
  CHECK(store.end(3) == 201);
  CHECK(store.end(40) == 101);
  for (Offset o = 200; o >= 0; --o) CHECK_FALSE(store.read(3, o).empty());
  Offset next = 0;
  store.scan(40, 0, [&](const Stored& s) { return s.offset == next++; });
  CHECK(next == 101);
}

TEST_CASE("a damaged index is made anew from the records") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(4096), 100);
  auto bytes = disk.contents(file(2));
  const auto at = *index_position(std::string_view{bytes}.substr(bytes.size() - trailer_bytes));
  for (const auto broken : {at + 40, bytes.size() - 3}) {
    auto other = bytes;
    other[broken] = static_cast<char>(other[broken] ^ 4);
    disk.replace(file(2), other);
    Opened opened{disk, by_hand(4096)};
    for (Offset o = 0; o < opened.journal.end(3); ++o) CHECK_FALSE(opened.journal.read(3, o).empty());
    opened.journal.tend();
  }
  CHECK(verify(disk, directory).ok());
}

TEST_CASE("a record that rotted in a sealed segment is refused when it is read, and found by the verifier") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(4096), 100);
  CHECK(verify(disk, directory).ok());
  auto bytes = disk.contents(file(2));
  bytes[1500] = static_cast<char>(bytes[1500] ^ 1);
  disk.replace(file(2), bytes);
  const SegmentStore store{disk, directory, incarnation, SegmentStore::Purpose::looking};
  const auto read_all = [&] {
    for (int p = 0; p < partitions; ++p) store.scan(p, 0, [](const Stored&) { return true; });
  };
  CHECK_THROWS_AS(read_all(), Rot);
  CHECK_THROWS_AS(scan_all(disk, directory, [](Partition, Offset, std::string_view) { return true; }), Rot);
  const auto report = verify(disk, directory);
  CHECK_FALSE(report.ok());
  REQUIRE_FALSE(report.damage.empty());
  CHECK(report.damage[0].kind == Damage::Kind::rot);
  CHECK(report.damage[0].file == file(2).string());
  CHECK(report.damage[0].position <= 1500);
  CHECK(report.records == 151);                                      // one less than was written; all others are looked at
}

TEST_CASE("the verifier says what each partition holds") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(4096), 100);
  auto report = verify(disk, directory);
  CHECK(report.ok());
  CHECK(report.incarnation == incarnation);
  CHECK(report.records == 152);
  CHECK(report.of[3].records == 101);
  CHECK(report.of[3].accepted == 101);
  CHECK(report.of[40].records == 51);
  CHECK(report.of[40].head.seq == 50);
  CHECK(report.of[0].records == 0);
  {
    Opened opened{disk, by_hand(4096)};
    ChainWriter zombie{3, incarnation, ann};
    opened.write(3, zombie.fence({}));           // an old epoch
    opened.write(3, "no record");
  }
  report = verify(disk, directory);
  CHECK(report.of[3].rejected == 1);
  CHECK(report.of[3].undecodable == 1);
  CHECK_FALSE(report.of[3].chain_ok);
  CHECK(report.of[3].first_fault == "record 102: not a record of this journal");
  CHECK(report.of[40].chain_ok);
}

TEST_CASE("the verifier notices a writer whose sequence does not agree with its chain") {
  SimulatedDisk disk{1};
  {
    Opened opened{disk, by_hand()};
    ChainWriter writer{3, incarnation, ann};
    opened.write(3, writer.fence({}));
    opened.write(3, encode(3, Noop{1, ann, 7, writer.state().chain, {}}));
  }
  const auto report = verify(disk, directory);
  CHECK(report.of[3].accepted == 2);
  CHECK_FALSE(report.of[3].chain_ok);
}

TEST_CASE("everything can be read in the order it was written") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(4096), 100);
  std::array<Offset, partitions> next{};
  std::size_t n = 0;
  scan_all(disk, directory, [&](Partition p, Offset o, std::string_view bytes) {
    CHECK(o == next[p]++);
    CHECK(std::holds_alternative<Record>(decode(p, bytes)));
    return ++n < 120;
  });
  CHECK(n == 120);
}

TEST_CASE("a segment that is missing is named, whether in the middle or at the end") {
  for (const std::uint64_t gone : {2, 0}) {
    SimulatedDisk disk{1};
    write_history(disk, by_hand(4096), 100);
    const auto prepared = segments_in(disk);
    disk.remove(file(prepared));
    const auto number = gone ? gone : prepared - 1;
    disk.remove(file(number));
    try {
      const Opened opened{disk, by_hand(4096)};
      FAIL("opened");
    } catch (const Missing& e) {
      CHECK(std::string{e.what()}.find(segment_name(number) + " is missing. Restore") != std::string::npos);
    }
    const auto report = verify(disk, directory);
    CHECK_FALSE(report.ok());
    CHECK(report.damage.at(0).file == file(number).string());
  }
}

TEST_CASE("a second process cannot serve the same directory, and is told why") {
  std::string pattern = (std::filesystem::temp_directory_path() / "millrace-lock-XXXXXX").string();
  const std::filesystem::path here = ::mkdtemp(pattern.data());
  {
    Counter counter;
    Options options = by_hand();
    options.low_water_bytes = options.low_water_percent = 0;
    const SegmentJournal first{disk(), here / "journal", incarnation, counter, options};
    try {
      const SegmentJournal second{disk(), here / "journal", incarnation, counter, options};
      FAIL("opened");
    } catch (const InUse& e) {
      CHECK(std::string{e.what()}.find((here / "journal").string() + " is in use by another process. Stop") != std::string::npos);
    }
    CHECK(verify(disk(), here / "journal").ok());                     // looking is allowed
  }
  std::filesystem::remove_all(here);
}

TEST_CASE("a journal keeps the incarnation it began with") {
  SimulatedDisk disk{1};
  write_small(disk);
  Counter counter;
  const SegmentJournal again{disk, directory, ann, counter, by_hand(2048)};
  CHECK(again.incarnation() == incarnation);
}

TEST_CASE("segments without a meta file are not begun anew") {
  SimulatedDisk disk{1};
  write_small(disk);
  disk.remove(directory / "meta");
  CHECK_THROWS_AS(Opened(disk, by_hand(2048)), Missing);
}

TEST_CASE("a journal that has moved is not served any more but can be looked at") {
  SimulatedDisk disk{1};
  write_small(disk);
  mark_moved(disk, directory, "kafka broker-1:9092");
  try {
    const Opened opened{disk, by_hand(2048)};
    FAIL("opened");
  } catch (const Moved& e) {
    CHECK(std::string{e.what()} == "The journal in /data/journal has moved to kafka broker-1:9092. Serve that one.");
  }
  CHECK(SegmentStore(disk, directory, incarnation, SegmentStore::Purpose::looking).end(0) == 3);
}

TEST_CASE("below the low-water mark the journal says that it is read-only, and writable again when there is room") {
  constexpr std::uint64_t gib = 1 << 30;
  SimulatedDisk disk{1};
  disk.set_space({2 * gib, 100 * gib});          // more than 1 GiB, less than 5 %
  Opened opened{disk, by_hand()};
  CHECK(opened.journal.read_only());
  disk.set_space({6 * gib, 100 * gib});
  opened.journal.tend();
  CHECK_FALSE(opened.journal.read_only());
  disk.set_space({gib - 1, 4 * gib});            // more than 5 %, less than 1 GiB: another program has taken it, nothing was written here
  opened.journal.tend();
  CHECK(opened.journal.read_only());
}

TEST_CASE("when the disk is full nothing is half written: what waits fails, and writing goes on when there is room") {
  SimulatedDisk disk{1};
  Opened opened{disk, by_hand(4096)};
  opened.write(5, std::string(3000, 'x'));
  disk.set_full(true);
  opened.journal.append(5, std::string(1000, 'y'));
  opened.journal.append(9, "z");
  opened.journal.commit();
  CHECK(opened.counter.failed == std::vector<Partition>{5, 9});
  CHECK(opened.counter.appended == 1);
  opened.journal.tend();                         // says so on stderr, and tries again later
  disk.set_full(false);
  opened.write(5, std::string(1000, 'y'));
  CHECK(opened.counter.appended == 2);
  CHECK(opened.journal.end(5) == 2);
  CHECK(opened.journal.end(9) == 0);
  CHECK(verify(disk, directory).damage.empty());
}

TEST_CASE("when there is no room or no descriptor for a next segment, nobody begins again before there is one, and then all do") {
  for (const int why : {ENOSPC, EDQUOT, EMFILE}) {
    SimulatedDisk disk{1};
    Opened opened{disk, by_hand(4096)};
    opened.write(5, std::string(3000, 'x'));
    disk.set_full(true, why);
    opened.write(5, std::string(1000, 'y'));
    CHECK(opened.counter.failed == std::vector<Partition>{5});
    CHECK(opened.journal.read_only());
    int begun = 0;
    for (const Partition p : {5, 9}) opened.journal.reach_end(p, [&] { ++begun; });
    opened.journal.tend();
    CHECK(begun == 0);
    disk.set_full(false);
    opened.journal.tend();
    CHECK(begun == 2);
    CHECK_FALSE(opened.journal.read_only());
    opened.journal.reach_end(5, [&] { ++begun; });
    CHECK(begun == 3);
    opened.write(5, std::string(1000, 'y'));
    CHECK(opened.journal.end(5) == 2);
  }
}

TEST_CASE("a journal that ends before what was acknowledged is refused by all who open it, although every frame is intact") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(1 << 16), 30);
  const auto bytes = disk.contents(file(1));
  std::vector<std::uint64_t> positions;
  walk(bytes, *start_of(bytes, 1), [&](const Frame&, std::uint64_t at) { positions.push_back(at); });
  const auto cut = bytes.substr(0, positions[positions.size() - 4]);
  disk.replace(file(1), cut);
  const auto report = verify(disk, directory);
  CHECK_FALSE(report.ok());
  REQUIRE(report.damage.size() == 1);
  CHECK(report.damage[0].kind == Damage::Kind::lost);
  CHECK(report.damage[0].what.find("(4 records are missing in all)") != std::string::npos);
  CHECK_THROWS_AS(Opened(disk, by_hand(1 << 16)), Lost);
  CHECK_THROWS_AS(SegmentStore(disk, directory, incarnation, SegmentStore::Purpose::looking), Lost);
  CHECK_THROWS_AS(scan_all(disk, directory, [](Partition, Offset, std::string_view) { return true; }), Lost);
  CHECK(disk.contents(file(1)) == cut);
  for (auto n = segments_in(disk); n > 0; --n) disk.remove(file(n));      // nothing at all is less, too
  CHECK_THROWS_AS(Opened(disk, by_hand(1 << 16)), Lost);
}

TEST_CASE("a moment after records are on the disk it is kept that they were, so that a process that dies then leaves it behind") {
  std::string pattern = (std::filesystem::temp_directory_path() / "segments.XXXXXX").string();
  const std::filesystem::path place = ::mkdtemp(pattern.data());
  Counter counter;
  {
    SegmentJournal journal{disk(), place / "journal", incarnation, counter, {}};
    const auto kept = [&] { return acknowledged_in(disk(), place / "journal", incarnation).value_or(Ends{})[7]; };
    const auto is_kept = [&](Offset end) {
      const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{3};     // it is synced every five
      while (kept() < end && std::chrono::steady_clock::now() < until) std::this_thread::yield();
      return kept() == end;
    };
    journal.append(7, "the first one, with a segment");
    CHECK(is_kept(1));
    for (int n = 0; n < 30; ++n) journal.append(7, "record");
    CHECK(is_kept(31));
  }
  std::filesystem::remove_all(place);
}

TEST_CASE("what is kept of how far a journal was is that of this journal alone, and whatever happens to the newest, the one synced before tells") {
  SimulatedDisk disk{1};
  Acknowledged kept{disk, directory, incarnation};
  kept.keep(Ends{1, 2});
  CHECK(acknowledged_in(disk, directory, incarnation) == Ends{1, 2});
  CHECK_FALSE(acknowledged_in(disk, directory, ann));
  kept.sync();
  kept.keep(Ends{2, 2});
  kept.keep(Ends{3, 2});                         // in the same slot: the other one is all that is sure to be on the disk
  CHECK(acknowledged_in(disk, directory, incarnation) == Ends{3, 2});
  const auto path = directory / "acknowledged";
  const auto bytes = disk.contents(path);
  for (std::size_t at = 0; at < frame_header_bytes + 16 + 8 * partitions; ++at) {
    auto damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    disk.replace(path, damaged);
    CHECK(acknowledged_in(disk, directory, incarnation) == Ends{1, 2});
  }
}

TEST_CASE("whenever the power goes, what was kept and synced before is told") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SimulatedDisk disk{seed};
    disk.make_directory(directory);
    Offset synced = 0, written = 0;
    std::optional<Acknowledged> kept(std::in_place, disk, directory, incarnation);
    disk.cut_after(3 + seed % 40);
    try {
      for (int n = 1;; ++n) {
        if (n % 11 == 0) kept.emplace(disk, directory, incarnation);     // another process
        kept->keep(Ends{written = n});
        if (n % 3 == 0) kept->sync(), synced = n;
      }
    } catch (const SimulatedDisk::PowerIsOff&) {}
    disk.restore_power();
    CAPTURE(seed);
    const auto told = acknowledged_in(disk, directory, incarnation).value_or(Ends{})[0];
    CHECK(told >= synced);
    CHECK(told <= written);
  }
}

TEST_CASE("a journal without an intact file of how far it was acknowledged says so, and one with the file of an earlier release misses what that knows") {
  SimulatedDisk disk{1};
  write_small(disk);
  { Opened opened{disk, by_hand(2048)}; }
  const auto path = directory / "acknowledged";
  const auto ends = *acknowledged_in(disk, directory, incarnation);
  CHECK(verify(disk, directory).unwitnessed.empty());
  const auto misses = [&] {
    const auto damage = verify(disk, directory).damage;
    return std::any_of(damage.begin(), damage.end(), [](const auto& one) { return one.kind == Damage::Kind::lost; });
  };
  disk.replace(path, std::string(5000, 'x'));
  CHECK_FALSE(misses());
  CHECK(verify(disk, directory).unwitnessed.find("not intact") != std::string::npos);
  disk.remove(path);
  CHECK(verify(disk, directory).unwitnessed.find("not there") != std::string::npos);
  disk.open(path, Files::Access::create);

  auto more = ends;
  more[7] += 4;
  const auto text = [](const Ends& known) {
    return fmt::format("millrace acknowledged, format 1\nincarnation {}\n{}\n", to_string(incarnation), fmt::join(known, " "));
  };
  disk.replace(path, text(more));
  CHECK(misses());
  CHECK_THROWS_AS(Opened(disk, by_hand(2048)), Lost);
  disk.replace(path, text(ends));
  Acknowledged kept{disk, directory, incarnation};
  kept.keep(more);
  CHECK(acknowledged_in(disk, directory, incarnation) == more);
}

TEST_CASE("a torn tail of what had been acknowledged is not cut") {
  SimulatedDisk disk{1};
  write_small(disk);
  { Opened opened{disk, by_hand(2048)}; }        // says how far it was when it ends
  auto bytes = disk.contents(file(1));
  std::uint64_t last = 0;
  walk(bytes, *start_of(bytes, 1), [&](const Frame&, std::uint64_t at) { last = at; });
  bytes.replace(last + 40, bytes.size() - last - 40, bytes.size() - last - 40, '\0');
  disk.replace(file(1), bytes);
  CHECK_FALSE(verify(disk, directory).ok());
  CHECK_THROWS_AS(Opened(disk, by_hand(2048)), Lost);
  CHECK(disk.contents(file(1)) == bytes);
  forget_acknowledged(disk, directory);          // the loss is accepted
  CHECK(records_after_opening(disk) == small_records - 1);
}

TEST_CASE("what lies intact behind damage is counted, for it can be had again") {
  SimulatedDisk disk{1};
  write_history(disk, by_hand(1 << 16), 30);
  auto bytes = disk.contents(file(1));
  std::vector<std::uint64_t> positions;
  walk(bytes, *start_of(bytes, 1), [&](const Frame&, std::uint64_t at) { positions.push_back(at); });
  bytes[positions[5] + 40] = static_cast<char>(bytes[positions[5] + 40] ^ 1);
  disk.replace(file(1), bytes);
  const auto report = verify(disk, directory);
  REQUIRE(report.damage.size() == 1);
  CHECK(report.damage[0].kind == Damage::Kind::rot);
  CHECK(report.damage[0].intact_behind == positions.size() - 6);
}

TEST_CASE("a journal can be verified and scanned while it is written") {
  std::string pattern = (std::filesystem::temp_directory_path() / "millrace-verify-XXXXXX").string();
  const std::filesystem::path here = ::mkdtemp(pattern.data());
  {
    Counter counter;
    Options options;
    options.segment_bytes = 16 * 1024;
    options.low_water_bytes = options.low_water_percent = 0;
    SegmentJournal journal{disk(), here / "journal", incarnation, counter, options};
    ChainWriter writer{3, incarnation, ann};
    journal.append(3, writer.fence({}));
    for (int round = 0; round < 30; ++round) {
      for (int i = 0; i < 100; ++i) journal.append(3, writer.commit("x"));
      const auto report = verify(disk(), here / "journal");
      INFO(report.of[3].first_fault, report.damage.empty() ? "" : report.damage[0].what);
      CHECK(report.ok());
      Offset next = 0;
      scan_all(disk(), here / "journal", [&](Partition, Offset o, std::string_view) { return o == next++; });
      CHECK(next >= report.of[3].records);
    }
  }
  CHECK(verify(disk(), here / "journal").of[3].accepted == 3001);
  std::filesystem::remove_all(here);
}

TEST_CASE("sealed segments are copied to the archive as they are, from which a lost one comes back") {
  SimulatedDisk disk{1};
  auto options = by_hand(4096);
  options.archive = "/archive";
  write_history(disk, options, 100);
  const auto copies = disk.list("/archive");
  REQUIRE(copies.size() > 4);
  for (std::uint64_t n = 1; n < copies.size(); ++n) CHECK(disk.contents("/archive/" + segment_name(n)) == disk.contents(file(n)));
  disk.replace(file(2), "");
  CHECK_THROWS_AS(Opened(disk, options), Rot);
  disk.replace(file(2), disk.contents("/archive/" + segment_name(2)));
  CHECK(Opened(disk, options).journal.end(3) == 101);
}

namespace {

Options moving_to_cold() {
  auto options = by_hand(4096);
  options.cold = "/cold";
  options.cold_after = std::chrono::hours{24};
  return options;
}
std::size_t moved_in(SimulatedDisk& disk) {
  std::size_t n = 0;
  while (disk.leads_to(file(n + 1))) ++n;
  return n;
}
// Tends until nothing moves any more.
void move_all(SimulatedDisk& disk, const Options& options) {
  Opened opened{disk, options};
  for (std::size_t before = ~std::size_t{0}; before != moved_in(disk);) {
    before = moved_in(disk);
    opened.journal.tend();
  }
}

}  // namespace

TEST_CASE("sealed segments that are old enough lie in the cold directory, one byte as another, and everybody reads them there") {
  SimulatedDisk untouched{1}, disk{1};
  write_history(untouched, by_hand(4096), 100);
  write_history(disk, by_hand(4096), 100);
  disk.set_age(std::chrono::hours{23});
  move_all(disk, moving_to_cold());
  CHECK(moved_in(disk) == 0);
  disk.set_age(std::chrono::hours{24});
  move_all(disk, moving_to_cold());
  const auto last = segments_in(disk) - 1;                     // behind it is the prepared one
  REQUIRE(last > 4);
  CHECK(moved_in(disk) == last - 1);
  for (std::uint64_t n = 1; n < last; ++n) {
    CHECK(disk.leads_to(file(n))->string() == "/cold/" + segment_name(n));
    CHECK(disk.contents("/cold/" + segment_name(n)) == untouched.contents(file(n)));
  }
  const auto records = [](SimulatedDisk& of) {
    std::vector<std::string> out;
    scan_all(of, directory, [&](Partition, Offset, std::string_view bytes) {
      out.emplace_back(bytes);
      return true;
    });
    return out;
  };
  CHECK(records(disk) == records(untouched));
  CHECK(verify(disk, directory).ok());
  Opened opened{disk, by_hand(4096)};                          // whatever it is told about cold ones now
  CHECK(opened.journal.end(3) == 101);
  opened.journal.scan(3, 0, [&](const Stored& s) {
    CHECK(s.bytes == opened.journal.read(3, s.offset));
    return true;
  });
}

TEST_CASE("segments move away under a reader, and while the journal grows") {
  SimulatedDisk disk{1};
  auto options = moving_to_cold();
  options.cold_after = {};
  Opened opened{disk, options};
  ChainWriter writer{3, incarnation, ann};
  opened.write(3, writer.fence({}));
  for (int i = 0; i < 100; ++i) opened.write(3, writer.commit(std::string(200, 'x')));
  Offset next = 0;
  opened.journal.scan(3, 0, [&](const Stored& s) {
    CHECK(s.offset == next++);
    if (next % 10 == 0) {
      opened.journal.tend();
      opened.write(3, writer.commit("y"));
    }
    return true;
  });
  CHECK(next == 101);
  CHECK(moved_in(disk) > 3);
  CHECK(verify(disk, directory).ok());
}

TEST_CASE("a segment moves after it has been archived, and not before") {
  SimulatedDisk disk{1};
  auto options = moving_to_cold();
  options.cold_after = {};
  options.archive = "/archive";
  write_history(disk, options, 100);
  move_all(disk, options);
  REQUIRE(moved_in(disk) > 4);
  for (std::uint64_t n = 1; n <= moved_in(disk); ++n) CHECK(disk.contents("/archive/" + segment_name(n)) == disk.contents(file(n)));
}

TEST_CASE("a cold segment that is not there is named with its place, and comes back with it") {
  SimulatedDisk disk{1};
  disk.set_age(std::chrono::hours{24});
  write_history(disk, moving_to_cold(), 100);
  REQUIRE(moved_in(disk) > 1);
  const auto bytes = disk.contents("/cold/" + segment_name(2));
  disk.remove("/cold/" + segment_name(2));
  try {
    const Opened opened{disk, by_hand(4096)};
    FAIL("opened");
  } catch (const Missing& e) {
    CHECK(std::string{e.what()}.find("moved to /cold/" + segment_name(2)) != std::string::npos);
  }
  const auto report = verify(disk, directory);
  CHECK_FALSE(report.ok());
  CHECK(report.damage.at(0).file == file(2).string());
  disk.open("/cold/" + segment_name(2), Files::Access::create)->write(0, bytes);
  CHECK(Opened(disk, by_hand(4096)).journal.end(3) == 101);
}

TEST_CASE("what another journal keeps in the cold directory is not touched, and this one's segments stay") {
  SimulatedDisk disk{1};
  disk.open("/cold/" + segment_name(1), Files::Access::create)->write(0, "another journal's");
  disk.set_age(std::chrono::hours{24});
  auto options = moving_to_cold();
  std::vector<std::string> warned;
  options.warn = [&](const std::string& what) { warned.push_back(what); };
  write_history(disk, options, 100);
  CHECK(moved_in(disk) == 0);
  CHECK(disk.contents("/cold/" + segment_name(1)) == "another journal's");
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].find("--journal-cold of its own") != std::string::npos);
  CHECK(verify(disk, directory).ok());
}

TEST_CASE("on a real disk a segment that has moved leaves a link, and its room is free") {
  std::string pattern = (std::filesystem::temp_directory_path() / "millrace-cold-XXXXXX").string();
  const std::filesystem::path here = ::mkdtemp(pattern.data());
  std::filesystem::create_directory(here / "cold");
  {
    Counter counter;
    auto options = by_hand(16 * 1024);
    options.low_water_bytes = options.low_water_percent = 0;
    options.cold = here / "cold";
    options.cold_after = {};
    SegmentJournal journal{disk(), here / "journal", incarnation, counter, options};
    ChainWriter writer{3, incarnation, ann};
    journal.append(3, writer.fence({}));
    for (int i = 0; i < 400; ++i) journal.append(3, writer.commit(std::string(200, 'x')));
    while (journal.commit()) {}
    for (int i = 0; i < 4; ++i) journal.tend();
    for (std::uint64_t n = 1; n <= 3; ++n) {
      CHECK(std::filesystem::read_symlink(here / "journal" / segment_name(n)).string() == (here / "cold" / segment_name(n)).string());
      CHECK_FALSE(std::filesystem::is_symlink(here / "cold" / segment_name(n)));
    }
    Offset next = 0;
    journal.scan(3, 0, [&](const Stored& s) { return s.offset == next++; });
    CHECK(next == 401);
  }
  CHECK(verify(disk(), here / "journal").ok());
  std::filesystem::remove_all(here);
}

TEST_CASE("a write whose outcome is unknown ends the process with a line that says so") {
  // In a child: the default is abort().
  int pipe_fds[2];
  REQUIRE(::pipe(pipe_fds) == 0);
  const auto child = ::fork();
  if (child == 0) {
    ::dup2(pipe_fds[1], 2);
    std::signal(SIGABRT, SIG_DFL);
    SimulatedDisk disk{1};
    Opened opened{disk, by_hand()};
    opened.write(0, "fine");
    disk.fail_sync(1);
    opened.write(0, "who knows");
    ::_exit(0);
  }
  ::close(pipe_fds[1]);
  std::string said(4096, '\0');
  const auto n = ::read(pipe_fds[0], said.data(), said.size());
  ::close(pipe_fds[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  CHECK(said.find("Whether the last records are on the disk is unknown") != std::string::npos);
}
