#include "infra/main/copy_records.hpp"

#include <doctest/doctest.h>

#include <map>

#include "infra/kafka/journal.hpp"
#include "infra/segments/journal.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/kafka_mock.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/records.hpp"

namespace millrace {
namespace {

using namespace millrace::testing;

const Uuid incarnation = *parse_uuid("01900000-0000-7000-8000-000000000001");
const Uuid writer = *parse_uuid("01900000-0000-7000-8000-000000000002");

struct Source {
  Appends heard;
  MemoryJournal journal{incarnation, heard};
  std::map<Partition, std::unique_ptr<ChainWriter>> writers;

  void commit(Partition p, int count) {
    auto& w = writers[p];
    if (!w) {
      w = std::make_unique<ChainWriter>(p, incarnation, writer);
      journal.slip_in(p, w->fence({}));
    }
    for (int i = 0; i < count; ++i) journal.slip_in(p, w->commit("record " + std::to_string(i)));
  }
};

bool same(const Journal& a, const Journal& b) {
  for (Partition p = 0; p < partitions; ++p)
    if (a.end(p) != b.end(p) || head_of(a, p, a.end(p)) != head_of(b, p, b.end(p))) return false;
  return true;
}

template <class Act>
std::string refusal(Act act) {
  try {
    act();
  } catch (const NotCopied& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a journal goes to segment files and to Kafka record by record, at the same offsets, with the same chain") {
  Source source;
  source.commit(0, 40);
  source.commit(7, 500);
  source.commit(63, 1);
  source.journal.slip_in(7, ChainWriter(7, incarnation, incarnation).commit("of a writer that had lost the partition"));

  TemporaryDirectory home;
  Appends of_files;
  segments::SegmentJournal files{segments::disk(), home.path / "journal", incarnation, of_files};
  CHECK(copy_records(source.journal, files, of_files, {}).records == 41 + 502 + 2);
  CHECK(same(source.journal, files));

  KafkaMock mock;
  mock.make_topic("millrace.journal", partitions);
  kafka::KafkaJournal::Options options;
  options.client.settings["bootstrap.servers"] = mock.bootstrap();
  options.incarnation = incarnation;
  Appends of_kafka;
  kafka::KafkaJournal kafka{options, of_kafka};
  CHECK(copy_records(files, kafka, of_kafka, {}).records == 545);
  CHECK(same(source.journal, kafka));
}

TEST_CASE("a copy that was broken off goes on where it stopped") {
  Source source;
  source.commit(3, 20);
  Appends heard;
  MemoryJournal target{incarnation, heard};
  const auto break_off = [](Partition) { throw std::runtime_error("broken off"); };
  CHECK_THROWS_WITH(copy_records(source.journal, target, heard, break_off), "broken off");
  for (Offset o = 0; o < 9; ++o) target.slip_in(3, source.journal.read(3, o));
  source.commit(5, 5);
  const auto copied = copy_records(source.journal, target, heard, {});
  CHECK(copied.already_there == 9);
  CHECK(copied.records == 12 + 6);
  CHECK(same(source.journal, target));
  CHECK(copy_records(source.journal, target, heard, {}).records == 0);
}

TEST_CASE("a target that holds anything else is refused and left as it is") {
  Source source, other;
  source.commit(3, 20);
  other.commit(3, 19);
  other.journal.slip_in(3, other.writers[3]->commit("another"));
  CHECK(refusal([&] { copy_records(source.journal, other.journal, other.heard, {}); }).find("not empty") != std::string::npos);
  CHECK(other.journal.end(3) == 21);
  Source longer;
  longer.commit(3, 21);
  CHECK(refusal([&] { copy_records(source.journal, longer.journal, longer.heard, {}); }).find("not empty") != std::string::npos);
  Source elsewhere;
  elsewhere.commit(4, 1);
  CHECK(refusal([&] { copy_records(source.journal, elsewhere.journal, elsewhere.heard, {}); }).find("partition 4 has 2 records") != std::string::npos);
  CHECK(elsewhere.journal.end(3) == 0);
  Appends heard;
  MemoryJournal junk{incarnation, heard};
  junk.slip_in(3, "no record");
  CHECK_THROWS_AS(copy_records(source.journal, junk, heard, {}), NotEmpty);
  CHECK(junk.end(3) == 1);
}

TEST_CASE("a failure while copying, bytes that are no record, and a second writer stop the copy") {
  Source source;
  source.commit(3, 20);
  Appends heard;
  MemoryJournal target{incarnation, heard};
  target.fail_next(1, MemoryJournal::Failure::kept);
  CHECK(refusal([&] { copy_records(source.journal, target, heard, {}); }).find("could not be written") != std::string::npos);

  Appends pumped;
  MemoryJournal contested{incarnation, pumped, MemoryJournal::Delivery::pumped};
  const auto cut_in = [&](Partition p) {
    if (p != partitions - 1) return;
    contested.slip_in(3, "another writer's");
    while (contested.pump()) {}
  };
  CHECK(refusal([&] { copy_records(source.journal, contested, pumped, cut_in); }).find("another process") != std::string::npos);

  source.journal.slip_in(3, "no record");
  MemoryJournal fresh{incarnation, heard};
  CHECK(refusal([&] { copy_records(source.journal, fresh, heard, {}); }) != "");
}

TEST_CASE("a source that somebody writes while it is copied is no longer what was copied, whether that is known here yet or not") {
  struct Distant final : MemoryJournal {               // of others' records it knows nothing until it asks
    using MemoryJournal::MemoryJournal;
    void reach_end(Partition p, std::function<void()> done) override {
      if (const auto bytes = std::exchange(unheard[p], {}); !bytes.empty()) slip_in(p, bytes);
      done();
    }
    std::map<Partition, std::string> unheard;
  };
  Appends heard;
  Distant source{incarnation, heard};
  ChainWriter server{3, incarnation, writer};
  source.slip_in(3, server.fence({}));
  source.slip_in(3, server.commit("before"));
  MemoryJournal target{incarnation, heard};
  check_unchanged(source, copy_records(source, target, heard, {}));
  const auto copied = copy_records(source, target, heard, {});
  source.unheard[3] = server.commit("acknowledged while it was copied");
  const auto why = refusal([&] { check_unchanged(source, copied); });
  CHECK(why.find("partition 3 has gone on") != std::string::npos);
  CHECK(why.find("stop every server") != std::string::npos);
  check_unchanged(source, copy_records(source, target, heard, {}));
  CHECK(target.end(3) == 3);
}

TEST_CASE("before a journal that others may write is copied, every partition is taken from them") {
  Source source;
  source.commit(3, 20);
  const auto copier = *parse_uuid("01900000-0000-7000-8000-000000000003");
  fence_all(source.journal, source.heard, copier, Time{});
  CHECK(source.journal.end(0) == 1);
  CHECK(source.journal.end(3) == 22);
  const auto before = head_of(source.journal, 3, 22).accepted;
  CHECK(before.writer == copier);
  CHECK(before.epoch == source.writers[3]->state().epoch + 1);
  CHECK(before.incarnation == incarnation);
  source.commit(3, 1);   // too late
  CHECK(head_of(source.journal, 3, 23).accepted == before);
}

}  // namespace millrace
