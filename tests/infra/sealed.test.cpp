// Objects of backups: whoever has the key reads them as they were put, nobody else reads them, and what was changed is noticed.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "infra/backup/sealed.hpp"
#include "infra/crypto/random.hpp"
#include "tests/support/bytes.hpp"

using namespace millrace;
using namespace millrace::backup;

namespace {

constexpr std::size_t most = 4 << 20;

std::string chance(std::size_t n) {
  SeededRandom random{n};
  std::string out(n, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

template <class Act>
bool noticed(Act act) {
  try {
    act();
    return false;
  } catch (const Damaged&) {
    return true;
  } catch (const WrongKey&) {                          // of a flip in the recipient's name
    return true;
  }
}

}  // namespace

TEST_CASE("sealed: what was put comes out, whatever its size") {
  const auto pair = fresh_pair();
  for (const std::size_t n : {0, 1, 1000, 65535, 65536, 65537, 131072, 1 << 20}) {
    const auto contents = chance(n);
    const auto sealed = seal("pieces/x", contents, pair.recipient);
    CHECK(open("pieces/x", sealed.bytes, ByPair{pair}, most) == contents);
    CHECK(open("pieces/x", sealed.bytes, ByKey{sealed.key}, most) == contents);
    CHECK_THROWS_AS(open("pieces/x", sealed.bytes, ByOwn{sealed.key}, most), WrongKey);
  }
  const std::string zeros(3 << 20, '\0');
  const auto sealed = seal("zeros", zeros, pair.recipient);
  CHECK(sealed.bytes.size() < 1000);
  CHECK(open("zeros", sealed.bytes, ByPair{pair}, most) == zeros);
  CHECK_THROWS_AS(open("zeros", sealed.bytes, ByPair{pair}, 1 << 20), Damaged);
}

TEST_CASE("sealed: with the journal's own key, too") {
  const auto pair = fresh_pair(), another = fresh_pair();
  const Key own = another.secret;
  const auto sealed = seal("manifests/x", "text", pair.recipient, &own);
  CHECK(open("manifests/x", sealed.bytes, ByOwn{own}, most) == "text");
  CHECK_THROWS_AS(open("manifests/x", sealed.bytes, ByOwn{pair.secret}, most), WrongKey);
  CHECK_THROWS_AS(open("manifests/x", sealed.bytes, ByPair{another}, most), WrongKey);
}

TEST_CASE("sealed: every flipped bit, every length and another name are noticed") {
  const auto pair = fresh_pair();
  const auto sealed = seal("pieces/a", chance(300), pair.recipient).bytes;
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto flipped = sealed;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    CHECK(noticed([&] { open("pieces/a", flipped, ByPair{pair}, most); }));
    CHECK(noticed([&] { open("pieces/a", sealed.substr(0, at), ByPair{pair}, most); }));
  }
  CHECK(noticed([&] { open("pieces/a", sealed + "x", ByPair{pair}, most); }));
  CHECK(noticed([&] { open("pieces/b", sealed, ByPair{pair}, most); }));
}

TEST_CASE("sealed: whole blocks that are left out or change places are noticed") {
  const auto pair = fresh_pair();
  const auto sealed = seal("pieces/a", chance(200'000), pair.recipient).bytes;
  constexpr std::size_t head = 245, block = 65536 + 17;
  REQUIRE(sealed.size() > head + 3 * block);
  const auto part = [&](std::size_t n) { return sealed.substr(head + n * block, block); };
  CHECK(noticed([&] { open("pieces/a", sealed.substr(0, head + 2 * block), ByPair{pair}, most); }));
  CHECK(noticed([&] { open("pieces/a", sealed.substr(0, head) + part(1) + part(0) + sealed.substr(head + 2 * block), ByPair{pair}, most); }));
  CHECK(noticed([&] { open("pieces/a", sealed.substr(0, head + block) + sealed.substr(head + 2 * block), ByPair{pair}, most); }));
}

TEST_CASE("sealed: a passphrase is the same key again for the same salt") {
  Stretching quick = fresh_stretching();
  quick.passes = 1;
  quick.memory_bytes = 8 << 20;
  const auto pair = stretched("correct horse battery", quick);
  const auto sealed = seal("manifests/x", "text", pair.recipient).bytes;
  const auto whose = recipient_of("manifests/x", sealed);
  REQUIRE(whose.stretching == quick);
  CHECK(open("manifests/x", sealed, ByPair{stretched("correct horse battery", *whose.stretching)}, most) == "text");
  CHECK_THROWS_AS(open("manifests/x", sealed, ByPair{stretched("correct horse batterz", *whose.stretching)}, most), WrongKey);
  quick.memory_bytes = std::uint64_t{1} << 60;
  CHECK_THROWS_AS(stretched("correct horse battery", quick), WrongKey);
}

TEST_CASE("sealed: key files are read back, and what is none is said to be that") {
  const TemporaryDirectory home;
  const auto file = home.path / "key";
  const auto pair = fresh_pair();
  write_pair(file, pair);
  struct stat seen{};
  REQUIRE(::stat(file.c_str(), &seen) == 0);
  CHECK((seen.st_mode & 0777) == 0600);
  CHECK(read_pair(file).secret == pair.secret);
  CHECK(read_pair(file).recipient == pair.recipient);
  CHECK(read_public(home.path / "key.pub") == pair.recipient);
  CHECK_THROWS_AS(write_pair(file, fresh_pair()), WrongKey);
  CHECK_THROWS_AS(read_pair(home.path / "key.pub"), WrongKey);
  CHECK_THROWS_AS(read_public(file), WrongKey);
  CHECK_THROWS_AS(read_pair(home.path / "nowhere"), WrongKey);
  std::ofstream{home.path / "short"} << "short\n";
  CHECK_THROWS_AS(read_passphrase(home.path / "short"), WrongKey);
}
