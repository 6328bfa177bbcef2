// The local store over RocksDB: what is on disk after a fold, a flush and an unclean end is what it is in memory.
#include <doctest/doctest.h>

#include "infra/rocksdb/rocks_key_value.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/laws.hpp"
#include "tests/support/small_house.hpp"

namespace millrace {
namespace {

MemoryKeyValue::Content content_of(const KeyValue& store) {
  MemoryKeyValue::Content out;
  store.snapshot()->scan("", {}, false, [&](std::string_view key, std::string_view value) {
    out.emplace(key, value);
    return true;
  });
  return out;
}

}  // namespace

TEST_CASE("local store on disk: the same content as in memory, also when it is copied while open and folded on from there") {
  const Folds folds{small::folds()};
  const auto history = random_history(small::folds(), 7, 300);
  const auto now = at_micros(1'790'000'000'000'000);
  TemporaryDirectory d;
  const auto house = StoreLayout::foundation(Uuid{});
  const auto fold = [&](LocalStore& store, std::size_t from, std::size_t to, KeyValue* flushed = nullptr) {
    for (std::size_t n = from; n < to; ++n) {
      const auto& r = history[n];
      store.on_record(r.partition, r.offset, r.record, r.bytes, r.opened);
      if (n % 16 == 0) REQUIRE(store.commit());
      if (flushed && n == to / 2) flushed->flush();
    }
    REQUIRE(store.commit());
  };
  MemoryKeyValue memory;
  LocalStore twin{memory, folds, small::projections(), now};
  fold(twin, 0, history.size());
  {
    RocksKeyValue below{{d.path / "store", house}};
    LocalStore store{below, folds, small::projections(), now};
    fold(store, 0, 200, &below);
    std::filesystem::copy(d.path / "store", d.path / "crashed", std::filesystem::copy_options::recursive);
    fold(store, 200, history.size());
    CHECK(content_of(below) == memory.content);
  }
  std::filesystem::remove(d.path / "crashed" / "LOCK");
  RocksKeyValue below{{d.path / "crashed", house}};
  CHECK(below.emptied_because() == "");
  LocalStore store{below, folds, small::projections(), now};
  std::size_t folded = 0;
  for (const auto& r : history) folded += r.offset < store.next(r.partition);
  CHECK(folded > 0);                               // what was flushed
  CHECK(folded < 200);                             // and no more
  fold(store, 0, history.size());
  CHECK(content_of(below) == memory.content);
}

}  // namespace millrace
