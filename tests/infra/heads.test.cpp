// Signed heads over a journal in memory: what the keeper says and can prove, what it notices, and whether who was told finds out whatever is done
// to the journal afterwards.
#include <doctest/doctest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "infra/crypto/sha256.hpp"
#include "infra/heads/keeper.hpp"
#include "infra/heads/verify.hpp"
#include "schemas/json/codec.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/records.hpp"

using namespace millrace;

namespace {

const auto incarnation = *parse_uuid("0191f3a0-0000-7000-8000-000000000001");
constexpr Partition here = 12, there = 40;

struct Quiet : Journal::Listener {
  void on_appended(std::vector<Stored>) override {}
  void on_append_failed(Partition, const std::string&) override {}
};

struct Place {
  Place() { seed.fill(7); }
  heads::Options options() {
    return {.directory = home.path / "heads", .published = home.path / "heads.ndjson", .now = [] { return at_micros(1'800'000'000'000'000); },
            .log_error = [this](const std::string& line) { errors.push_back(line); }};
  }
  std::unique_ptr<heads::Keeper> keeper() { return std::make_unique<heads::Keeper>(options(), journal, seed); }
  void write(Partition p, int records) {
    for (int n = 0; n < records; ++n) journal.append(p, "record " + std::to_string(journal.end(p)) + " of " + std::to_string(p));
  }
  std::vector<SignedHead> published() const {
    std::ifstream in{home.path / "heads.ndjson"};
    std::ostringstream out;
    out << in.rdbuf();
    return heads::read_heads(out.str());
  }
  std::string key() const {
    const SigningKey signing{seed};
    return {reinterpret_cast<const char*>(signing.public_key().data()), signing.public_key().size()};
  }
  TemporaryDirectory home;
  Digest seed{};
  Quiet quiet;
  testing::MemoryJournal journal{incarnation, quiet};
  std::vector<std::string> errors;
};

Digest root_of(const Journal& journal, Partition p, std::int64_t size) {
  merkle::Frontier tree;
  for (Offset o = 0; o < size; ++o) tree.add(merkle::leaf(journal.read(p, o)));
  return tree.root();
}

heads::Scan records(const std::map<Partition, std::vector<std::string>>& all) {
  return [&all](Partition p, const std::function<bool(std::string_view)>& each) {
    if (const auto of = all.find(p); of != all.end())
      for (const auto& record : of->second) each(record);
  };
}

}  // namespace

TEST_CASE("heads: each partition that has grown gets one, on the disk before anybody hears of it") {
  Place place;
  place.write(here, 1000);
  place.write(there, 3);
  const auto keeper = place.keeper();
  CHECK(keeper->newest(here).empty());
  keeper->sign_all();
  const auto said = place.published();
  REQUIRE(said.size() == 2);
  CHECK(said[0].partition == here);
  CHECK(said[0].size == 1000);
  CHECK(said[0].root == hex(root_of(place.journal, here, 1000)));
  const auto stated = heads::stated(said[0], place.key());
  REQUIRE(stated);
  CHECK(stated->incarnation == incarnation);
  CHECK(stated->size == 1000);
  CHECK(said[0].text == "millrace head 1\nincarnation=" + to_string(incarnation) + "\npartition=12\nsize=1000\nroot=" + said[0].root + "\nat=2027-01-15T08:00:00.000000Z\n");
  keeper->sign_all();
  CHECK(place.published().size() == 2);                // nothing has happened
  place.write(there, 1);
  keeper->sign_all();
  CHECK(place.published().size() == 3);
  CHECK(keeper->newest(there).front().size == 4);
  CHECK(keeper->newest(there).back().size == 3);
}

TEST_CASE("heads: what says something else than was signed is no head") {
  Place place;
  place.write(here, 3);
  const auto keeper = place.keeper();
  keeper->sign_all();
  const auto good = keeper->newest(here).front();
  REQUIRE(heads::stated(good, place.key()));
  for (std::size_t n = 0; n < good.text.size(); ++n) {
    auto other = good;
    other.text[n] ^= 1;
    CHECK_FALSE(heads::stated(other, place.key()));
  }
  auto other = good;
  other.signature[3] = other.signature[3] == '0' ? '1' : '0';
  CHECK_FALSE(heads::stated(other, place.key()));
  other.signature = "zz";
  CHECK_FALSE(heads::stated(other, place.key()));
  CHECK_FALSE(heads::stated(good, std::string(32, '\1')));
  CHECK_FALSE(heads::stated(good, "short"));
  const SigningKey key{place.seed};
  for (const auto* text : {"", "millrace head 1\n", "millrace head 2\nincarnation=x\n"}) {
    auto own = good;
    own.text = text;
    const auto signature = key.sign(own.text);
    own.signature = to_hex({reinterpret_cast<const char*>(signature.data()), signature.size()});
    CHECK_FALSE(heads::stated(own, place.key()));      // signed, and says nothing
  }
}

TEST_CASE("heads: a proof is against the newest head that holds the record, or a new one") {
  Place place;
  place.write(here, 700);
  const auto keeper = place.keeper();
  keeper->sign_all();
  place.write(here, 70);
  for (const Offset offset : {0, 1, 255, 256, 511, 512, 699, 700, 769}) {
    const auto proof = keeper->inclusion(here, offset);
    REQUIRE(proof);
    CHECK(proof->head.size == (offset < 700 ? 700 : 770));
    const auto said = heads::stated(proof->head, place.key());
    REQUIRE(said);
    CHECK(merkle::included(merkle::leaf(place.journal.read(here, offset)), static_cast<std::uint64_t>(offset), said->size, proof->path, said->root));
  }
  CHECK(place.published().size() == 2);
  CHECK_FALSE(keeper->inclusion(here, 770));
  CHECK_FALSE(keeper->inclusion(here, -1));
  CHECK_FALSE(keeper->inclusion(there, 0));
}

TEST_CASE("heads: what is said later continues what was said before") {
  Place place;
  const auto keeper = place.keeper();
  for (int n = 0; n < 12; ++n) {
    place.write(here, 37 * (n + 1));
    keeper->sign_all();
  }
  const auto said = keeper->newest(here);
  REQUIRE(said.size() == 12);
  for (const auto& later : said)
    for (const auto& earlier : said) {
      if (earlier.size > later.size) continue;
      const auto path = keeper->consistency(here, earlier.size, later.size);
      REQUIRE(path);
      CHECK(merkle::consistent(static_cast<std::uint64_t>(earlier.size), *heads::digest_of(earlier.root), static_cast<std::uint64_t>(later.size),
                               *heads::digest_of(later.root), *path));
    }
  CHECK_FALSE(keeper->consistency(here, 0, 10));
  CHECK_FALSE(keeper->consistency(here, 10, 9));
  CHECK_FALSE(keeper->consistency(here, 1, said.front().size + 1));
}

TEST_CASE("heads: another process goes on where the one before has stopped, whatever has become of the hashes") {
  Place place;
  place.write(here, 70'000);
  place.keeper()->sign_all();
  const auto file = [&](int level) { return place.home.path / "heads" / ("12." + std::to_string(level)); };
  const auto spoil = [&](int level, std::streamoff at) {
    std::fstream f{file(level), std::ios::in | std::ios::out | std::ios::binary};
    f.seekp(at);
    f.put('!');
  };
  SUBCASE("nothing") {}
  SUBCASE("they are gone") { std::filesystem::remove_all(place.home.path / "heads"); }
  SUBCASE("a file of them is gone") { std::filesystem::remove(file(1)); }
  SUBCASE("one file is shorter than another") { std::filesystem::resize_file(file(0), 32 * 60'001 + 7); }
  SUBCASE("a leaf is another one") { spoil(0, 32 * 69'999); }
  SUBCASE("a hash above is another one") { spoil(1, 32 * 17 + 3); }
  SUBCASE("the highest one is another one") { spoil(2, 0); }
  SUBCASE("a line of the heads was cut short") {
    std::ofstream{place.home.path / "heads.ndjson", std::ios::app} << R"({"partition":12,"si)";
  }
  place.write(here, 10);
  const auto keeper = place.keeper();
  keeper->sign_all();
  CHECK(place.errors.empty());
  const auto said = place.published();
  REQUIRE(said.size() == 2);
  CHECK(said.back().size == 70'010);
  CHECK(said.back().root == hex(root_of(place.journal, here, 70'010)));
  const auto path = keeper->consistency(here, 70'000, 70'010);
  REQUIRE(path);
  CHECK(merkle::consistent(70'000, *heads::digest_of(said.front().root), 70'010, *heads::digest_of(said.back().root), *path));
}

TEST_CASE("heads: a journal that is not the one of which heads were signed is noticed at the start") {
  Place place;
  place.write(here, 30);
  place.keeper()->sign_all();
  testing::MemoryJournal other{incarnation, place.quiet};
  SUBCASE("it is shorter") {
    for (Offset o = 0; o < 29; ++o) other.append(here, place.journal.read(here, o));
  }
  SUBCASE("a record is another one") {
    for (Offset o = 0; o < 31; ++o) other.append(here, o == 7 ? "forged" : o == 30 ? "more" : place.journal.read(here, o));
    std::filesystem::remove_all(place.home.path / "heads");
  }
  heads::Keeper keeper{place.options(), other, place.seed};
  keeper.sign_all();
  CHECK(keeper.figures().contradicted == 1);
  REQUIRE(place.errors.size() == 1);
  CHECK(place.errors[0].find("partition 12") != std::string::npos);
}

TEST_CASE("heads: who was told finds out whatever is done to the journal") {
  Place place;
  std::mt19937_64 random{4711};
  const auto keeper = place.keeper();
  for (int n = 0; n < 8; ++n) {
    place.write(here, 40);
    place.write(there, 25);
    keeper->sign_all();
  }
  const auto said = place.published();
  std::map<Partition, std::vector<std::string>> whole;
  for (const auto p : {here, there})
    for (Offset o = 0; o < place.journal.end(p); ++o) whole[p].push_back(place.journal.read(p, o));
  const auto untouched = heads::verify(said, place.key(), records(whole));
  CHECK(untouched.faults.empty());
  CHECK(untouched.heads == 16);
  CHECK(untouched.records == 8 * 65);
  for (auto& [p, of] : whole) of.push_back("later than the last head");
  CHECK(heads::verify(said, place.key(), records(whole)).faults.empty());
  for (auto& [p, of] : whole) of.pop_back();
  int found = 0;
  for (int n = 0; n < 1000; ++n) {
    auto changed = whole;
    auto& of = changed[random() % 2 ? here : there];
    const auto at = random() % (of.size() - 1);
    switch (n % 5) {
      case 0: of[at][random() % of[at].size()] ^= static_cast<char>(1 << random() % 8); break;
      case 1: of.erase(of.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 2: std::swap(of[at], of[at + 1]); break;
      case 3: of.resize(at); break;
      case 4: of.insert(of.begin() + static_cast<std::ptrdiff_t>(at), "slipped in"); break;
    }
    found += !heads::verify(said, place.key(), records(changed)).faults.empty();
  }
  CHECK(found == 1000);
  auto forged = said;
  forged[3].text.replace(forged[3].text.find("size="), 6, "size=9");
  CHECK(heads::verify(forged, place.key(), records(whole)).faults.size() == 1);
  CHECK(heads::verify(said, std::string(32, '\2'), records(whole)).faults.size() == said.size());
}

TEST_CASE("heads: those that others did not take are told to them again") {
  Place place;
  place.write(here, 3);
  std::vector<std::int64_t> told;
  bool away = true;
  auto options = place.options();
  options.every = std::chrono::hours{1};
  std::mutex mutex;
  std::condition_variable heard;
  int asked = 0;
  options.publish = [&](const std::vector<SignedHead>& heads) {
    const std::lock_guard lock{mutex};
    ++asked;
    heard.notify_all();
    if (std::exchange(away, false)) throw std::runtime_error("the brokers are away");
    for (const auto& head : heads) told.push_back(head.size);
  };
  auto keeper = std::make_unique<heads::Keeper>(options, place.journal, place.seed);
  keeper->start();
  {
    std::unique_lock lock{mutex};
    heard.wait(lock, [&] { return asked == 1; });
  }
  place.write(here, 2);
  keeper.reset();                                      // signs what is new, and tells of both
  CHECK(told == std::vector<std::int64_t>{3, 5});
  CHECK(place.errors.size() == 1);
}
