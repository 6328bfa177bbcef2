// One suite for every implementation of the Journal port.
#include <doctest/doctest.h>
#include <unistd.h>

#include <condition_variable>
#include <thread>

#include "infra/crypto/random.hpp"
#include "infra/kafka/journal.hpp"
#include "infra/segments/journal.hpp"
#include "tests/support/kafka_mock.hpp"
#include "tests/support/kafka_real.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/simulated_disk.hpp"

using namespace millrace;
using namespace millrace::testing;
using segments::SegmentJournal;

namespace {

const auto incarnation = *parse_uuid("0191f3a0-0000-7000-8000-000000000001");

struct Heard : Journal::Listener {
  void on_appended(std::vector<Stored> group) override {
    const std::lock_guard lock{mutex};
    ++groups;
    for (auto& s : group) appended.push_back(std::move(s));
    changed.notify_all();
  }
  void on_append_failed(Partition p, const std::string&) override {
    const std::lock_guard lock{mutex};
    failed.push_back(p);
    changed.notify_all();
  }
  void wait_for(std::size_t n) {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return appended.size() >= n || !failed.empty(); });
  }

  std::mutex mutex;
  std::condition_variable changed;
  void on_arrived(std::vector<Stored> group) override {
    const std::lock_guard lock{mutex};
    for (auto& s : group) arrived.push_back(std::move(s));
    changed.notify_all();
  }
  std::vector<Stored> appended, arrived;
  std::vector<Partition> failed;
  std::size_t groups = 0;
};

struct Directory {
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "millrace-journal-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Directory() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

// What an implementation brings so that the suite can run over it.
struct House {
  virtual ~House() = default;
  virtual Journal& journal() = 0;
  virtual void reopen() = 0;
  Heard heard;
};

struct MemoryHouse : House {
  Journal& journal() override { return kept; }
  void reopen() override {}
  MemoryJournal kept{incarnation, heard};
};

struct SegmentHouse : House {
  SegmentHouse() { reopen(); }
  Journal& journal() override { return *opened; }
  void reopen() override {
    opened.reset();
    segments::Options options;
    options.segment_bytes = 16 * 1024;           // so that the suite crosses many segments
    options.low_water_bytes = 0;
    options.low_water_percent = 0;
    options.cold = directory.path / "cold";      // so that what is full moves away beneath it
    options.cold_after = {};
    std::filesystem::create_directory(options.cold);
    opened = std::make_unique<SegmentJournal>(segments::disk(), directory.path / "journal", incarnation, heard, options);
  }
  Directory directory;
  std::unique_ptr<SegmentJournal> opened;
};

// Over librdkafka's mock cluster; over a real one when KAFKA_BROKERS names it, each on a topic of its own.
struct KafkaHouse : House {
  KafkaHouse() {
    if (auto real = testing::on_real_kafka(incarnation)) {
      options = std::move(*real);
    } else {
      options.incarnation = incarnation;
      mock = std::make_unique<KafkaMock>();
      options.client.settings["bootstrap.servers"] = mock->bootstrap();
      mock->make_topic(options.topic, partitions);
    }
    reopen();
  }
  Journal& journal() override { return *opened; }
  void reopen() override {
    opened.reset();
    opened = std::make_unique<kafka::KafkaJournal>(options, heard);
  }
  std::unique_ptr<KafkaMock> mock;
  kafka::KafkaJournal::Options options;
  std::unique_ptr<kafka::KafkaJournal> opened;
};

std::string record(Partition p, int i) { return std::to_string(p) + ":" + std::to_string(i) + std::string(i * 37 % 400, '.'); }

std::vector<std::string> scanned(const Journal& journal, Partition p, Offset from = 0) {
  std::vector<std::string> out;
  journal.scan(p, from, [&](const Stored& s) {
    CHECK(s.partition == p);
    CHECK(s.offset == from + static_cast<Offset>(out.size()));
    out.push_back(s.bytes);
    return true;
  });
  return out;
}

}  // namespace

TEST_CASE_TEMPLATE("a journal keeps each partition's records in order, at dense offsets", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  for (int i = 0; i < 300; ++i)
    for (const Partition p : {0, 7, 63}) house.journal().append(p, record(p, i));
  house.heard.wait_for(900);
  std::array<Offset, partitions> next{};
  for (const auto& s : house.heard.appended) {
    CHECK(s.offset == next[s.partition]++);
    CHECK(s.bytes == record(s.partition, static_cast<int>(s.offset)));
  }
  for (const Partition p : {0, 7, 63}) {
    CHECK(house.journal().end(p) == 300);
    const auto all = scanned(house.journal(), p);
    REQUIRE(all.size() == 300);
    for (int i = 0; i < 300; ++i) {
      CHECK(all[i] == record(p, i));
      CHECK(house.journal().read(p, i) == record(p, i));
    }
  }
  CHECK(house.journal().end(1) == 0);
}

TEST_CASE_TEMPLATE("a journal has nothing before its first and beyond its last record", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  CHECK(house.journal().read(5, 0).empty());
  CHECK(scanned(house.journal(), 5).empty());
  house.journal().append(5, "only");
  house.heard.wait_for(1);
  CHECK(house.journal().read(5, -1).empty());
  CHECK(house.journal().read(5, 0) == "only");
  CHECK(house.journal().read(5, 1).empty());
  CHECK(house.journal().read(6, 0).empty());
}

TEST_CASE_TEMPLATE("a scan begins where it is told to and stops when it is told to", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  for (int i = 0; i < 200; ++i) house.journal().append(2, record(2, i));
  house.heard.wait_for(200);
  CHECK(scanned(house.journal(), 2, 150).size() == 50);
  CHECK(scanned(house.journal(), 2, 200).empty());
  int seen = 0;
  house.journal().scan(2, 10, [&](const Stored&) { return ++seen < 3; });
  CHECK(seen == 3);
}

TEST_CASE_TEMPLATE("a reopened journal has all that was acknowledged and goes on behind it", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 100; ++i) house.journal().append(round + i % 2, record(1, i));
    house.heard.wait_for(100 * (round + 1));
    house.reopen();
    CHECK(house.journal().incarnation() == incarnation);
  }
  for (const auto& s : house.heard.appended) CHECK(house.journal().read(s.partition, s.offset) == s.bytes);
  CHECK(house.journal().end(0) == 50);
  CHECK(house.journal().end(1) == 100);
  CHECK(house.journal().end(4) == 50);
}

TEST_CASE_TEMPLATE("writers of different partitions do not disturb each other", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  std::vector<std::thread> writers;
  for (int w = 0; w < 8; ++w)
    writers.emplace_back([&house, w] {
      for (int i = 0; i < 200; ++i) house.journal().append(w * 8, record(w * 8, i));
    });
  for (auto& w : writers) w.join();
  house.heard.wait_for(1600);
  for (int w = 0; w < 8; ++w) {
    const auto all = scanned(house.journal(), w * 8);
    REQUIRE(all.size() == 200);
    for (int i = 0; i < 200; ++i) CHECK(all[i] == record(w * 8, i));
  }
}

TEST_CASE_TEMPLATE("what was announced can be read by the one who hears of it", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  for (int i = 0; i < 50; ++i) {
    house.journal().append(9, record(9, i));
    house.heard.wait_for(i + 1);
    CHECK(house.journal().end(9) == i + 1);
    CHECK(house.journal().read(9, i) == record(9, i));
  }
}

TEST_CASE_TEMPLATE("a record longer than records may be is refused at once", House, MemoryHouse, SegmentHouse, KafkaHouse) {
  House house;
  CHECK_THROWS_AS(house.journal().append(0, std::string(max_record_bytes + 1, 'x')), std::length_error);
}

TEST_CASE("what waits for the memory journal is one group") {
  Heard heard;
  MemoryJournal journal{incarnation, heard, MemoryJournal::Delivery::pumped};
  for (int i = 0; i < 20; ++i) journal.append(3, record(3, i));
  CHECK(journal.end(3) == 0);
  CHECK(journal.pump());
  CHECK(heard.groups == 1);
  CHECK(heard.appended.size() == 20);
  CHECK_FALSE(journal.pump());
}

TEST_CASE("what waits for the segment journal is one group, one write and one sync") {
  Heard heard;
  SimulatedDisk disk{1};
  segments::Options options;
  options.threads = segments::Options::Threads::none;
  SegmentJournal journal{disk, "/journal", incarnation, heard, options};
  journal.append(3, "first");                    // begins the first segment
  CHECK(journal.commit());
  const auto syncs = disk.syncs();
  for (int i = 0; i < 20; ++i) journal.append(i, "x");
  CHECK(heard.groups == 1);
  CHECK(journal.commit());
  CHECK(heard.groups == 2);
  CHECK(heard.appended.size() == 21);
  CHECK(disk.syncs() == syncs + 1);
  CHECK_FALSE(journal.commit());
}

TEST_CASE("an append whose outcome is unknown is announced as such, and reading to the end tells") {
  for (const auto how : {MemoryJournal::Failure::lost, MemoryJournal::Failure::kept}) {
    Heard heard;
    MemoryJournal journal{incarnation, heard};
    journal.append(4, "before");
    journal.fail_next(1, how);
    journal.append(4, "doubtful");
    CHECK(heard.failed == std::vector<Partition>{4});
    CHECK(heard.appended.size() == 1);
    CHECK(journal.end(4) == (how == MemoryJournal::Failure::kept ? 2 : 1));
    journal.append(4, "after");
    CHECK(heard.appended.back().offset == journal.end(4) - 1);
  }
}
