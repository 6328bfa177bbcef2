// What a record published: kept once, read by each channel as it was said.
#include "projections/core/record_feed.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace millrace {
namespace {

Uuid id(char n) {
  Uuid id{};
  id.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}
Change upsert(std::string channel, std::string resource, char n, std::string row) {
  return {std::move(channel), std::move(resource), Change::Op::upsert, id(n), std::move(row)};
}
std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

const Time noon = at_micros(1'790'000'000'000'000);

std::vector<Change> changes() {
  return {upsert("inbox:1", "conversation", 1, R"({"a":1})"), upsert("own:1", "conversation", 1, R"({"a":1})"),
          upsert("conversation:1", "message", 2, R"({"text":"hello"})"), upsert("conversation:1", "conversation", 1, R"({"a":1})"),
          {"own:2", "conversation", Change::Op::remove, id(1), R"({"id":1})"}};
}

}  // namespace

TEST_CASE("record feed: what several channels say is kept once, and each says it whole") {
  const RecordFeed feed{noon, changes()};
  const auto stored = feed.stored();
  CHECK(count(stored, R"({"a":1})") == 1);
  CHECK(record_feed::at(stored) == noon);
  CHECK(record_feed::channels(stored) == std::vector<std::string>{"conversation:1", "inbox:1", "own:1", "own:2"});
  const std::string conversation = R"({"resource":"conversation","op":"upsert","row":{"a":1}})";
  CHECK(record_feed::data(stored, "inbox:1", 7) == R"({"changes":[)" + conversation + R"(],"position":7})");
  CHECK(record_feed::data(stored, "conversation:1", 7) ==
        R"({"changes":[)" + conversation + R"(,{"resource":"message","op":"upsert","row":{"text":"hello"}}],"position":7})");
  CHECK(record_feed::data(stored, "own:2", 7) == R"({"changes":[{"resource":"conversation","op":"delete","row":{"id":1}}],"position":7})");
  for (const auto& on : feed.channels()) CHECK(record_feed::data(stored, on.channel, 7) == feed.data(on, 7));
}

TEST_CASE("record feed: a channel on which nothing was said has nothing, whatever its key in the store") {
  const auto stored = RecordFeed{noon, changes()}.stored();
  CHECK_FALSE(record_feed::data(stored, "inbox:2", 7));
  CHECK_FALSE(record_feed::data(stored, "inbox", 7));
  CHECK_FALSE(record_feed::data(stored, "", 7));
}

TEST_CASE("record feed: the same bytes in whatever order the changes came") {
  const auto stored = RecordFeed{noon, changes()}.stored();
  auto others = changes();
  std::reverse(others.begin(), others.end());
  CHECK(RecordFeed{noon, std::move(others)}.stored() == stored);
}

}  // namespace millrace
