#include "schemas/journal/record.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/support/records.hpp"

using namespace millrace;
using namespace millrace::testing;

TEST_CASE("crc32c gives the values of RFC 3720 B.4, with and without the processor's help") {
  std::string zeros(32, '\0'), ones(32, '\xff'), up, down;
  for (int i = 0; i < 32; ++i) up += static_cast<char>(i), down += static_cast<char>(31 - i);
  const std::pair<std::string, std::uint32_t> vectors[] = {
      {zeros, 0x8a9136aa}, {ones, 0x62a8ab43}, {up, 0x46dd794e}, {down, 0x113fdb5c}, {"123456789", 0xe3069283}, {"", 0}};
  for (const auto& [bytes, crc] : vectors) {
    CHECK(crc32c(bytes) == crc);
    CHECK(crc32c_portable(bytes) == crc);
  }
}

TEST_CASE("crc32c can be continued at any byte") {
  const std::string text = "the wheel turns as long as there is water in the race";
  for (std::size_t i = 0; i <= text.size(); ++i) {
    CHECK(crc32c(text.substr(i), crc32c(text.substr(0, i))) == crc32c(text));
    CHECK(crc32c_portable(text.substr(i), crc32c(text.substr(0, i))) == crc32c(text));
  }
}

TEST_CASE("murmur2 gives the values that Kafka's own tests name") {
  const std::pair<std::string_view, std::int32_t> vectors[] = {
      {"21", -973932308},
      {"foobar", -790332482},
      {"a-little-bit-long-string", -985981536},
      {"a-little-bit-longer-string", -1486304829},
      {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
      {"abc", 479470107}};
  for (const auto& [text, hash] : vectors) CHECK(static_cast<std::int32_t>(murmur2(text)) == hash);
}

TEST_CASE("a tenant's partition is Kafka's for its id as text") {
  const auto tenant = *parse_uuid("0191f3a0-7c3e-7b1a-8f00-0123456789ab");
  CHECK(partition_of(tenant) == static_cast<int>((murmur2("0191f3a0-7c3e-7b1a-8f00-0123456789ab") & 0x7fffffff) % 64));
  CHECK(partition_of(Uuid{}) == static_cast<int>((murmur2("00000000-0000-0000-0000-000000000000") & 0x7fffffff) % 64));
}

TEST_CASE("every record decodes to what was encoded") {
  CHECK(rc::check([](std::uint64_t seed, std::uint8_t p) {
    std::mt19937_64 random{seed};
    const auto record = random_record(random);
    const auto decoded = decode(p % partitions, encode(p % partitions, record));
    RC_ASSERT(std::holds_alternative<Record>(decoded));
    RC_ASSERT(std::get<Record>(decoded) == record);
  }));
}

TEST_CASE("a commit that came from nowhere is written as before there were provenances") {
  std::mt19937_64 random{11};
  auto commit = random_commit(random);
  commit.from = {};
  const auto before = encode(3, commit);
  CHECK(before[2] == 1);
  commit.from.session = uuid_from(random);
  const auto now = encode(3, commit);
  CHECK(now[2] == 2);
  CHECK(now.size() == before.size() + 40);
  CHECK(std::get<Commit>(std::get<Record>(decode(3, now))) == commit);
}

TEST_CASE("random bytes are no record, whatever they begin with") {
  CHECK(rc::check([](std::string bytes, bool dressed) {
    if (dressed) bytes.insert(0, std::string{"MR\x01\x02", 4});
    RC_ASSERT(std::holds_alternative<Undecodable>(decode(0, bytes)));
  }));
}

TEST_CASE("a record with a byte changed, cut off or added is no record") {
  std::mt19937_64 random{7};
  const auto bytes = encode(3, random_commit(random));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto other = bytes;
    other[i] = static_cast<char>(other[i] ^ (1 << random() % 8));
    CHECK(std::holds_alternative<Undecodable>(decode(3, other)));
    CHECK(std::holds_alternative<Undecodable>(decode(3, std::string_view{bytes}.substr(0, i))));
  }
  CHECK(std::holds_alternative<Undecodable>(decode(3, bytes + '\0')));
}

TEST_CASE("lengths and counts that lie are found although the checksum is right") {
  CHECK(rc::check([](std::uint64_t seed) {
    std::mt19937_64 random{seed};
    auto bytes = encode(3, random_record(random));
    const auto at = 8 + random() % (bytes.size() - 8);
    bytes[at] = static_cast<char>(random());
    if (random() % 2) bytes.resize(std::max<std::size_t>(10, at));
    const auto crc = crc32c(std::string_view{bytes}.substr(8), crc32c(std::string_view{bytes}.substr(0, 4)));
    for (int i = 0; i < 4; ++i) bytes[4 + i] = static_cast<char>(crc >> 8 * i);
    const auto decoded = decode(3, bytes);
    // Either refused, or what was read is exactly what the bytes say.
    if (const auto* record = std::get_if<Record>(&decoded)) RC_ASSERT(encode(3, *record) == bytes);
  }));
}

TEST_CASE("a record does not decode in another partition, in another format, or when it is too long") {
  std::mt19937_64 random{7};
  const auto bytes = encode(3, random_noop(random));
  CHECK(std::get<Undecodable>(decode(4, bytes)).why == "it belongs to partition 3");
  auto newer = bytes;
  newer[2] = 3;
  CHECK(std::get<Undecodable>(decode(3, newer)).why == "format 3 is newer than this program");
  Commit long_one = random_commit(random);
  long_one.facts.push_back({"w", {}, 1, {}, Origin::live, std::string(max_record_bytes, 'x')});
  CHECK(std::get<Undecodable>(decode(3, encode(3, long_one))).why == "longer than a record may be");
}

TEST_CASE("the format of a noop does not change") {      // the bytes are for ever
  Noop n{.epoch = 2, .writer = *parse_uuid("00112233-4455-6677-8899-aabbccddeeff"), .seq = 3, .prev_chain = {}, .ts = at_micros(4)};
  n.prev_chain[31] = 9;
  std::string hex;
  for (const unsigned char c : encode(5, n)) hex += "0123456789abcdef"[c >> 4], hex += "0123456789abcdef"[c & 15];
  CHECK(hex.substr(0, 8) == "4d520103");
  CHECK(hex.substr(16) ==
        "0500" "0200000000000000" "00112233445566778899aabbccddeeff" "0300000000000000"
        "0000000000000000000000000000000000000000000000000000000000000009" "0400000000000000");
}
