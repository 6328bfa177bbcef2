// One contract for the key-value store, over RocksDB and over its in-memory twin.
#include <doctest/doctest.h>

#include <fstream>

#include "infra/rocksdb/rocks_key_value.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/memory_key_value.hpp"

namespace millrace {
namespace {

struct InMemory {
  MemoryKeyValue below;
  KeyValue& store() { return below; }
};
struct OnDisk {
  TemporaryDirectory directory;
  RocksKeyValue below{{directory.path / "store", "house"}};
  KeyValue& store() { return below; }
};

std::vector<std::string> keys(const KeyValue::View& view, std::string_view prefix, std::string_view from = {},
                              bool downwards = false, std::size_t limit = 99) {
  std::vector<std::string> out;
  view.scan(prefix, from, downwards, [&](std::string_view key, std::string_view) {
    out.emplace_back(key);
    return out.size() < limit;
  });
  return out;
}

void put(KeyValue& store, std::initializer_list<std::pair<std::string, std::string>> entries) {
  KeyValue::Batch batch;
  for (const auto& [key, value] : entries) batch.put(key, value);
  REQUIRE(store.write(batch));
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE_TEMPLATE("key-value store: a batch puts and removes at once, and a snapshot does not see it", T, InMemory, OnDisk) {
  T t;
  auto& store = t.store();
  put(store, {{"a", "1"}, {"b", std::string("\0\xff", 2)}});
  const auto before = store.snapshot();
  KeyValue::Batch batch;
  batch.remove("a");
  batch.remove("never there");
  batch.put("b", "new");
  batch.put("c", "");
  REQUIRE(store.write(batch));
  CHECK_FALSE(store.get("a"));
  CHECK(store.get("b") == "new");
  CHECK(store.get("c") == "");
  CHECK(before->get("a") == "1");
  CHECK(before->get("b") == std::string("\0\xff", 2));
  CHECK_FALSE(before->get("c"));
  CHECK(keys(*before, "") == Words{"a", "b"});
  CHECK(keys(*store.snapshot(), "") == Words{"b", "c"});
}

TEST_CASE_TEMPLATE("key-value store: within a batch the last write of a key counts", T, InMemory, OnDisk) {
  T t;
  KeyValue::Batch batch;
  batch.put("a", "1");
  batch.remove("a");
  batch.remove("b");
  batch.put("b", "2");
  REQUIRE(t.store().write(batch));
  CHECK_FALSE(t.store().get("a"));
  CHECK(t.store().get("b") == "2");
}

TEST_CASE_TEMPLATE("key-value store: what begins so is cleared before the batch writes, and a snapshot does not see it", T, InMemory, OnDisk) {
  T t;
  auto& store = t.store();
  put(store, {{"a", "1"}, {"b", ""}, {"b1", "1"}, {"b2", "2"}, {"c", "1"}, {"\xff\xff""1", "1"}, {"\xff\xff""2", "2"}});
  const auto before = store.snapshot();
  KeyValue::Batch batch;
  batch.put("b2", "new");
  batch.cleared = {"b", "\xff\xff""1", "nothing"};
  REQUIRE(store.write(batch));
  CHECK(keys(*store.snapshot(), "") == Words{"a", "b2", "c", "\xff\xff""2"});
  CHECK(keys(*store.snapshot(), "b") == Words{"b2"});
  CHECK(store.get("b2") == "new");
  CHECK_FALSE(store.get("b1"));
  CHECK(before->get("b1") == "1");
  put(store, {{"b1", "again"}});
  CHECK(store.get("b1") == "again");
}

TEST_CASE("rocksdb: what a newer release has laid out is refused, and left as it is") {
  TemporaryDirectory d;
  {
    RocksKeyValue store{{d.path / "store", "house 5"}};
    put(store, {{"a", "1"}});
    store.flush();
  }
  RocksKeyValue::Options older{.directory = d.path / "store", .house = "house 4", .of_newer_release = [](std::string_view house) { return house == "house 5"; }};
  CHECK_THROWS_AS(RocksKeyValue{older}, StoreOfNewerRelease);
  RocksKeyValue again{{d.path / "store", "house 5"}};
  CHECK(again.emptied_because() == "");
  CHECK(again.get("a") == "1");
}

TEST_CASE_TEMPLATE("key-value store: a scan stays within its prefix, from anywhere, both ways", T, InMemory, OnDisk) {
  T t;
  auto& store = t.store();
  put(store, {{"a", ""}, {"b", ""}, {"b1", ""}, {"b2", ""}, {"b3", ""}, {"c", ""}, {"\xff\xff", ""}, {"\xff\xff""1", ""}});
  const auto view = store.snapshot();
  CHECK(keys(*view, "b") == Words{"b", "b1", "b2", "b3"});
  CHECK(keys(*view, "b", "b2") == Words{"b2", "b3"});
  CHECK(keys(*view, "b", "b15") == Words{"b2", "b3"});
  CHECK(keys(*view, "b", "a") == Words{"b", "b1", "b2", "b3"});
  CHECK(keys(*view, "b", "c").empty());
  CHECK(keys(*view, "b", "", false, 2) == Words{"b", "b1"});
  CHECK(keys(*view, "b", "", true) == Words{"b3", "b2", "b1", "b"});
  CHECK(keys(*view, "b", "b2", true) == Words{"b2", "b1", "b"});
  CHECK(keys(*view, "b", "b25", true) == Words{"b2", "b1", "b"});
  CHECK(keys(*view, "b", "z", true) == Words{"b3", "b2", "b1", "b"});
  CHECK(keys(*view, "b", "a", true).empty());
  CHECK(keys(*view, "b", "", true, 1) == Words{"b3"});
  CHECK(keys(*view, "\xff\xff") == Words{"\xff\xff", "\xff\xff""1"});
  CHECK(keys(*view, "\xff\xff", "", true) == Words{"\xff\xff""1", "\xff\xff"});
  CHECK(keys(*view, "nothing").empty());
  CHECK(keys(*view, "", "", true, 2) == Words{"\xff\xff""1", "\xff\xff"});
}

TEST_CASE("rocksdb: what was flushed is there after opening again, and a snapshot may outlive the store") {
  TemporaryDirectory d;
  std::shared_ptr<const KeyValue::View> view;
  {
    RocksKeyValue store{{d.path / "store", "house"}};
    CHECK(store.emptied_because() == "");
    put(store, {{"a", "1"}});
    store.flush();
    view = store.snapshot();
  }
  CHECK(view->get("a") == "1");
  view.reset();
  RocksKeyValue again{{d.path / "store", "house"}};
  CHECK(again.emptied_because() == "");
  CHECK(again.get("a") == "1");
}

TEST_CASE("rocksdb: what another house wrote is emptied") {
  TemporaryDirectory d;
  {
    RocksKeyValue store{{d.path / "store", "house"}};
    put(store, {{"a", "1"}});
    store.flush();
  }
  RocksKeyValue store{{d.path / "store", "other house"}};
  CHECK(store.emptied_because() != "");
  CHECK_FALSE(store.get("a"));
  put(store, {{"b", "2"}});
  CHECK(keys(*store.snapshot(), "") == Words{"b"});
}

TEST_CASE("rocksdb: a damaged directory is emptied, one in use is refused") {
  TemporaryDirectory d;
  {
    RocksKeyValue store{{d.path / "store", "house"}};
    put(store, {{"a", "1"}});
    store.flush();
    CHECK_THROWS_AS((RocksKeyValue{{d.path / "store", "house"}}), StoreBroken);
    CHECK(store.get("a") == "1");
  }
  for (const auto& file : std::filesystem::directory_iterator(d.path / "store"))
    if (file.path().filename().string().starts_with("MANIFEST")) std::ofstream(file.path()) << "rubbish";
  RocksKeyValue store{{d.path / "store", "house"}};
  CHECK(store.emptied_because() != "");
  CHECK_FALSE(store.get("a"));
}

TEST_CASE("rocksdb: a write behind too many unflushed ones answers busy instead of waiting, and works later") {
  TemporaryDirectory d;
  RocksKeyValue::Options options{d.path / "store", "house"};
  options.write_buffer_bytes = 64 << 10;
  RocksKeyValue store{options};
  std::size_t wrote = 0, busy = 0;
  const std::string value(64 << 10, 'v');
  for (int n = 0; n < 400; ++n) {
    KeyValue::Batch batch;
    batch.put("k" + std::to_string(n), value);
    if (store.write(batch)) ++wrote;
    else ++busy;
  }
  CHECK(wrote > 0);
  MESSAGE(busy << " of 400 writes found the store busy");
  store.flush();
  put(store, {{"last", "one"}});
  CHECK(store.get("last") == "one");
  CHECK(keys(*store.snapshot(), "k", "", false, 1000).size() == wrote);
}

}  // namespace millrace
