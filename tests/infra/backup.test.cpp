// A backup of a data directory on a real disk, with small segments: what it sends, what it holds, what is noticed, and what comes out.
#include <doctest/doctest.h>

#include <fstream>

#include "infra/backup/restore.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/objects/directory_store.hpp"
#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/records.hpp"

using namespace millrace;
using namespace millrace::backup;
using millrace::segments::disk;
using millrace::segments::SegmentJournal;

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t small_segment = 1 << 16;
const auto first_incarnation = *parse_uuid("0191f3a0-0000-7000-8000-000000000001");
const auto writer = *parse_uuid("0191f3a0-0000-7000-8000-00000000000a");

struct Quiet : Journal::Listener {
  void on_appended(std::vector<Stored>) override {}
  void on_append_failed(Partition, const std::string&) override {}
};

// A house with a journal, keys and a place for backups.
struct House {
  TemporaryDirectory home;
  fs::path data = home.path / "data", place = home.path / "backups", to = home.path / "restored";
  SystemRandom random;
  KeyPair pair = fresh_pair();
  DirectoryStore store{place};
  Time now = at_micros(1'800'000'000'000'000);
  std::array<Accepted, partitions> heads{};

  House() {
    fs::create_directories(data / "journal");
    FileVault{{.directory = data / "keys"}, random};
  }

  // Commits of some bytes each, in partitions 0 to 3.
  void write(int records, std::size_t bytes = 400, const fs::path& where = {}) {
    const auto directory = (where.empty() ? data : where) / "journal";
    Quiet quiet;
    segments::Options o;
    o.segment_bytes = small_segment;
    o.low_water_bytes = 0;
    o.threads = segments::Options::Threads::none;
    SegmentJournal journal{disk(), directory, first_incarnation, quiet, o};
    const auto put = [&](Partition p, const Record& record) {
      const auto encoded = encode(p, record);
      REQUIRE(accept(heads[static_cast<std::size_t>(p)], p, journal.end(p), record, encoded));
      journal.append(p, encoded);
      REQUIRE(journal.commit());
    };
    for (Partition p = 0; p < 4; ++p) put(p, Fence{journal.incarnation(), heads[static_cast<std::size_t>(p)].epoch + 1, writer, now, {}});
    for (int n = 0; n < records; ++n) {
      const auto p = n % 4;
      auto& head = heads[static_cast<std::size_t>(p)];
      Commit c;
      c.epoch = head.epoch, c.writer = writer, c.seq = head.seq + 1, c.prev_chain = head.chain, c.ts = now;
      c.ask = std::string(bytes, static_cast<char>('a' + n % 26));
      put(p, c);
    }
    journal.tend();
  }
  Options options() const { return {.data = data, .recipient = pair.recipient}; }
  Made back_up() { return back_up(options()); }
  Made back_up(const Options& o) {
    now += std::chrono::seconds{1};
    return make(o, store, random, [this] { return now; });
  }
  Restored restore_newest(RestoreOptions o = {}) {
    o.data = to;
    return restore(o, store, pair, random, [this] { return now; });
  }
  void check_newest() {
    Reader reader{store, pair};
    verify(reader, reader.manifest(manifest_names(store).back()));
  }
  std::string said(const std::function<void()>& act) {
    try {
      act();
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return {};
  }
};

std::string contents(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}
void replace(const fs::path& file, const std::string& bytes) { std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes; }

}  // namespace

TEST_CASE("backup: what comes out is the journal that went in, under a new incarnation") {
  House house;
  house.write(600);
  const auto made = house.back_up();
  CHECK(made.segments > 3);
  CHECK(made.records == 604);
  house.check_newest();
  const auto restored = house.restore_newest();
  CHECK(restored.records == made.records);
  CHECK(restored.incarnation != first_incarnation);
  CHECK_FALSE(restored.other_release);
  CHECK_FALSE(fs::exists(house.to / restoring_mark));
  const auto report = segments::verify(disk(), house.to / "journal");
  CHECK(report.ok());
  CHECK(report.damage.empty());
  CHECK(report.unwitnessed.empty());
  CHECK(report.incarnation == restored.incarnation);
  CHECK(report.records == 604 + partitions);
  for (std::size_t p = 0; p < 4; ++p) {
    CHECK(report.of[p].head.incarnation == restored.incarnation);
    CHECK(report.of[p].head.epoch == house.heads[p].epoch + 1);
  }
  CHECK(contents(house.to / "keys" / "master") == contents(house.data / "keys" / "master"));
  CHECK(contents(house.to / "keys" / "subjects") == contents(house.data / "keys" / "subjects"));
  CHECK((fs::status(house.to / "keys" / "master").permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));
  // It goes on, and so do backups of it, in the same place.
  house.heads = {};
  for (std::size_t p = 0; p < 4; ++p) house.heads[p] = report.of[p].head;
  house.write(50, 400, house.to);
  auto again = house.options();
  again.data = house.to;
  const auto next = house.back_up(again);
  CHECK(next.records == 604 + partitions + 54);
  CHECK(next.sent < made.sent);
  house.check_newest();
}

TEST_CASE("backup: what is there is not sent again") {
  House house;
  house.write(600);
  const auto first = house.back_up();
  const auto nothing_new = house.back_up();
  CHECK(nothing_new.sent == 1);                        // the manifest
  house.write(100);
  const auto some_new = house.back_up();
  CHECK(some_new.records == first.records + 104);
  CHECK(some_new.sent < first.sent / 2);
  house.check_newest();
  CHECK(house.restore_newest().records == some_new.records);
}

TEST_CASE("backup: one that is broken off leaves the last one whole, and the next one goes on") {
  House house;
  house.write(300);
  house.back_up();
  house.write(300);
  int asked = 0;
  auto o = house.options();
  o.stop = [&] { return ++asked > 4; };
  CHECK(house.said([&] { house.back_up(o); }).find("broken off") != std::string::npos);
  CHECK(manifest_names(house.store).size() == 1);
  house.check_newest();
  CHECK(house.back_up().records == 608);
  house.check_newest();
}

TEST_CASE("backup: objects that are cut, changed, swapped or gone are noticed, by whoever opens and whoever restores") {
  House house;
  house.write(300);
  house.back_up();
  const auto objects = house.store.list(pieces_prefix);
  REQUIRE(objects.size() > 3);
  const auto noticed = [&] {
    CHECK_FALSE(house.said([&] { house.check_newest(); }).empty());
    CHECK_FALSE(house.said([&] { house.restore_newest(); }).empty());
    CHECK_FALSE(fs::exists(house.to));
  };
  for (const auto& object : house.store.list("")) {
    const auto file = house.place / object.name;
    const auto whole = contents(file);
    replace(file, whole.substr(0, whole.size() / 2));
    noticed();
    auto flipped = whole;
    flipped[flipped.size() - 20] = static_cast<char>(flipped[flipped.size() - 20] ^ 1);
    replace(file, flipped);
    noticed();
    replace(file, whole);
  }
  const auto a = house.place / objects[0].name, b = house.place / objects[1].name;
  const auto in_a = contents(a), in_b = contents(b);
  replace(a, in_b);
  replace(b, in_a);
  noticed();
  replace(b, in_b);
  fs::remove(a);
  noticed();
  CHECK(house.back_up().sent == 2);                    // it is sent again
  house.check_newest();
}

TEST_CASE("backup: a manifest in another's place is noticed") {
  House house;
  house.write(100);
  const auto first = house.back_up();
  house.write(100);
  const auto second = house.back_up();
  replace(house.place / second.name, contents(house.place / first.name));
  CHECK(house.said([&] { house.check_newest(); }).find("not those that were put there under this name") != std::string::npos);
}

TEST_CASE("backup: a wrong key opens nothing, and nothing is written") {
  House house;
  house.write(10);
  house.back_up();
  const auto right = house.pair;
  house.pair = fresh_pair();
  CHECK_THROWS_AS(house.restore_newest(), WrongKey);
  CHECK_FALSE(fs::exists(house.to));
  house.pair = right;
  auto o = house.options();
  o.recipient = {};
  o.passphrase = "a passphrase of a test";
  house.back_up(o);                                    // another recipient: all is sent to that one
  o.passphrase = "another passphrase of it";
  CHECK_THROWS_AS(house.back_up(o), WrongKey);
}

TEST_CASE("backup: into an empty directory only") {
  House house;
  house.write(10);
  house.back_up();
  fs::create_directories(house.to);
  replace(house.to / "anything", "");
  CHECK_THROWS_AS(house.restore_newest(), Refused);
  CHECK(contents(house.to / "anything").empty());
  fs::remove(house.to / "anything");
  fs::create_directories(house.to / "journal");        // of a restore that died
  replace(house.to / restoring_mark, "x");
  CHECK(house.restore_newest().records == 14);
  CHECK_THROWS_AS(house.restore_newest(), Refused);
}

TEST_CASE("backup: another journal has another place") {
  House house, other;
  house.write(10);
  other.write(10);
  house.back_up();
  CHECK_THROWS_AS(make(other.options(), house.store, other.random, [&] { return other.now; }), Refused);
}

TEST_CASE("backup: keys that were destroyed later do not come back") {
  House house;
  house.write(10);
  std::vector<Uuid> keys;
  {
    FileVault vault{{.directory = house.data / "keys"}, house.random};
    for (int n = 0; n < 3; ++n) keys.push_back(*vault.fresh_key());
  }
  const auto before = house.back_up();
  const auto destroy = [&](const Uuid& key) { FileVault{{.directory = house.data / "keys"}, house.random}.destroy(key); };
  destroy(keys[0]);
  house.back_up();
  destroy(keys[1]);                                    // nobody has that in a backup
  const auto restored = house.restore_newest({.at = before.name, .erased = {keys[1]}});
  CHECK(restored.erased == 2);
  FileVault vault{{.directory = house.to / "keys"}, house.random};
  const Uuid tenant{};
  CHECK(vault.open(keys[0], tenant, "", "").how == Vault::Opening::erased);
  CHECK(vault.open(keys[1], tenant, "", "").how == Vault::Opening::erased);
  CHECK_NOTHROW(vault.seal(keys[2], tenant, "", "text"));
}

TEST_CASE("backup: old ones go, and with them what no other one needs") {
  House house;
  house.write(100);
  auto o = house.options();
  o.keep = 2;
  for (int n = 0; n < 4; ++n) {
    house.write(40);
    house.back_up(o);
  }
  CHECK(manifest_names(house.store).size() == 2);
  house.check_newest();
  Reader reader{house.store, house.pair};
  std::set<std::string> needed;
  for (const auto& name : manifest_names(house.store)) needed.merge(reader.manifest(name).pieces());
  CHECK(house.store.list(pieces_prefix).size() == needed.size());
  house.now += life + std::chrono::hours{1};           // keys are not kept for longer than that
  house.back_up();
  CHECK(manifest_names(house.store).size() == 1);
  house.check_newest();
}

TEST_CASE("backup: a journal that is damaged or has lost records is not backed up") {
  House house;
  house.write(600);
  house.back_up();
  house.write(200);
  const auto last = house.data / "journal" / segments::segment_name(Source{house.data}.segments());
  auto bytes = contents(last);
  bytes[segments::start_bytes + 100] = static_cast<char>(bytes[segments::start_bytes + 100] ^ 1);
  replace(last, bytes);
  CHECK_FALSE(house.said([&] { house.back_up(); }).empty());
  CHECK(manifest_names(house.store).size() == 1);
  house.check_newest();
}

TEST_CASE("backup: manifests are read as they were written, and no other way") {
  Manifest m;
  m.about = {.incarnation = first_incarnation, .at = at_micros(7), .release = "r", .records = 3, .segments = 1, .sealed_segments = 0};
  m.about.stands = {{.partition = 2, .records = 3, .epoch = 1, .seq = 2, .fence = 0, .incarnation = first_incarnation, .writer = writer, .chain = std::string(64, 'a'), .ts = at_micros(5)}};
  m.files.push_back({.path = "journal/0000000001.segment", .bytes = 5, .sha256 = "x", .pieces = {"pieces/a/b", "pieces/a/c"}});
  for (int n = 0; n < 2500; ++n) m.erased.insert(uuid7(at_micros(n), 1, static_cast<std::uint64_t>(n)));
  const auto text = to_text(m);
  const auto read = manifest_of("manifests/x", text);
  CHECK(to_text(read) == text);
  CHECK(read.erased == m.erased);
  CHECK(read.about.stands == m.about.stands);
  CHECK(stands_of(reports_of(read.about.stands)) == m.about.stands);
  CHECK_THROWS_AS(manifest_of("x", text.substr(0, text.size() - 4)), Damaged);
  CHECK_THROWS_AS(manifest_of("x", ""), Damaged);
  for (const auto* path : {"../outside", "/etc/passwd", "journal/../../x", "rocksdb/x", "keys/"}) {
    auto bad = m;
    bad.files[0].path = path;
    CHECK_THROWS_AS(manifest_of("x", to_text(bad)), Damaged);
  }
  auto newer = m;
  newer.about.format = 2;
  CHECK_THROWS_AS(manifest_of("x", to_text(newer)), Damaged);
  const auto at = *parse_rfc3339("2026-11-30T16:17:18.123456Z");
  CHECK(manifest_name(at) == "manifests/2026-11-30T16-17-18.123456Z");
  CHECK(time_of_manifest(manifest_name(at)) == at);
  CHECK_FALSE(time_of_manifest("manifests/notes"));
}
