// What `millrace import` makes of a file, before any of it is sent.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "infra/history/batches.hpp"
#include "schemas/json/codec.hpp"

namespace millrace::history {
namespace {

const Time now = *parse_rfc3339("2026-11-21T12:00:00Z");

std::string line_with(const std::string& message) {
  return R"({"conversation": 7, "organization": "Harbour Coffee", "messages": [)" + message + "]}";
}
std::string why(const std::string& json) {
  const auto read = read_line(json, now);
  const auto* broken = std::get_if<Broken>(&read);
  return broken ? broken->why : "";
}
const std::string good = R"({"id": "1", "at": "2020-04-01T17:31:32.5+02:00", "from": "client", "author": "ann", "text": "Grüße ☕ 你好 \ud83d\ude00"})";
std::string good_but(std::string_view was, std::string_view is) {
  auto out = good;
  return line_with(out.replace(out.find(was), was.size(), is));
}

imports::HistoricConversation conversation(const std::string& key, std::size_t messages, std::size_t agents_first = 0, std::size_t text = 5) {
  imports::HistoricConversation c{key, {}};
  for (std::size_t i = 0; i < messages; ++i)
    c.messages.push_back({std::to_string(i), now, i < agents_first ? imports::From::agent : imports::From::client, {{}, "ann", false, {}},
                          {{}, std::string(text, 'x'), false, {}}});
  return c;
}

struct Cut {
  Batches batches;
  std::vector<Batch> out = {};
  std::string why = {};

  Cut& add(imports::HistoricConversation c) {
    auto added = batches.add(std::move(c), ++line);
    if (const auto* broken = std::get_if<Broken>(&added)) why = broken->why;
    else for (auto& b : std::get<std::vector<Batch>>(added)) out.push_back(std::move(b));
    return *this;
  }
  // "a3 b2|a1": what each request holds.
  std::string all() {
    if (auto rest = batches.rest()) out.push_back(std::move(*rest));
    std::string text;
    for (const auto& b : out) {
      text += text.empty() ? "" : "|";
      for (const auto& c : b.conversations) text += fmt::format("{}{}{}", &c == &b.conversations[0] ? "" : " ", c.key, c.messages.size());
    }
    return text;
  }
  std::size_t line = 0;
};

TEST_CASE("a line becomes a conversation with its times, texts and keys as they stand") {
  const auto read = read_line(line_with(good), now);
  REQUIRE(std::holds_alternative<Line>(read));
  const auto& line = std::get<Line>(read);
  CHECK(line.organization == "Harbour Coffee");
  CHECK(line.conversation.key == "7");
  const auto& m = line.conversation.messages.at(0);
  CHECK(m.key == "1");
  CHECK(to_rfc3339(m.occurred_at) == "2020-04-01T15:31:32.500000Z");
  CHECK(m.from == imports::From::client);
  CHECK(m.author.value == "ann");
  CHECK(m.text.value == "Grüße ☕ 你好 😀");
}

TEST_CASE("a line that the server would refuse says where it is wrong") {
  CHECK(why("{\"conversation\": 1") != "");
  CHECK(why("[]") == "must be a JSON object");
  CHECK(why(R"({"conversation": 1})") == "/organization: is missing");
  CHECK(why(line_with("")) == "/messages: must hold a message");
  CHECK(why(line_with("3")) == "/messages/0: must be an object");
  CHECK(why(line_with(good + "," + good)) == "/messages/1/id: stands in this conversation twice");
  CHECK(why(good_but("\"1\"", "\"\"")) == "/messages/0/id: must have 1 to 200 bytes");
  CHECK(why(good_but("\"1\"", "true")) == "/messages/0/id: must be a string or an integer");
  CHECK(why(good_but("2020-04-01", "2020-04-31")).starts_with("/messages/0/at: must be a time"));
  CHECK(why(good_but("2020", "2027")).starts_with("/messages/0/at: lies in the future"));
  CHECK(why(good_but("client", "robot")) == "/messages/0/from: must be \"client\" or \"agent\"");
  CHECK(why(good_but("\"ann\"", "\" \"")) == "/messages/0/author: must have 1 to 100 characters on one line");
  CHECK(why(good_but("Gr", "\\ud83d ")) != "");
  CHECK(why(good_but("Gr", "\\u0000")) != "");
  CHECK(why(good_but("Gr", std::string(20'001, 'x'))).starts_with("/messages/0/text: must have 1 to 20000 characters"));
}

TEST_CASE("a member that a line should not have is named with its place") {
  const auto unknown = [](const std::string& json) {
    const auto read = read_line(json, now);
    const auto* found = std::get_if<Unknown>(&read);
    return found ? found->why : "";
  };
  CHECK(unknown(line_with(good)) == "");
  CHECK(unknown(good_but("\"text\"", "\"is_note\": true, \"text\"")) == "/messages/0/is_note: is not known here");
  CHECK(unknown(good_but("\"text\"", "\"author\": \"bob\", \"text\"")) == "/messages/0/author: comes twice");
  CHECK(unknown(R"({"lang": "en", "conversation": 1})") == "/lang: is not known here");
  CHECK(unknown(R"({"a/b\nc": 1})") == "/a~1b?c: is not known here");
  CHECK(why(good_but("\"text\"", "\"author_address\": \"nonsense\", \"text\"")) == "/messages/0/author_address: is neither an e-mail address nor a phone number");
}

TEST_CASE("requests hold whole conversations in the order of the file, up to fifty messages") {
  CHECK(Cut{}.add(conversation("a", 20)).add(conversation("b", 30)).add(conversation("c", 1)).all() == "a20 b30|c1");
  CHECK(Cut{}.add(conversation("a", 20)).add(conversation("b", 31)).add(conversation("c", 19)).all() == "a20|b31 c19");
}

TEST_CASE("a conversation that no request can hold goes in parts, one after the other") {
  CHECK(Cut{}.add(conversation("a", 3)).add(conversation("b", 120)).add(conversation("c", 30)).all() == "a3|b50|b50|b20 c30");
}

TEST_CASE("requests hold up to 24 conversations, since each brings a customer") {
  Cut cut;
  for (int i = 0; i < 25; ++i) cut.add(conversation(fmt::format("k{}-", i), 1));
  cut.all();
  REQUIRE(cut.out.size() == 2);
  CHECK(cut.out[0].conversations.size() == 24);
}

TEST_CASE("requests are bounded in bytes, so that a record holds them") {
  Cut cut;
  for (int i = 0; i < 8; ++i) cut.add(conversation(fmt::format("k{}-", i), 2, 0, 60'000));
  cut.all();
  for (const auto& b : cut.out) {
    CHECK(b.bytes <= most_bytes);
    CHECK(body_of(b, "email").size() <= most_bytes + 1000);
  }
  CHECK(cut.out.size() == 3);
}

TEST_CASE("a conversation that goes on in a later line is never twice in a request") {
  CHECK(Cut{}.add(conversation("a", 2)).add(conversation("b", 2)).add(conversation("a", 3, 3)).all() == "a2 b2|a3");
}

TEST_CASE("a conversation without a customer where the server looks for one is refused before it is cut") {
  CHECK(Cut{}.add(conversation("a", 2, 2)).why == "/messages: none is from a client, so the conversation has no customer");
  CHECK(Cut{}.add(conversation("a", 60, 50)).why.starts_with("/messages: none of the first 50 is from a client"));
  CHECK(Cut{}.add(conversation("a", 60, 49)).all() == "a50|a10");
  CHECK(Cut{}.add(conversation("a", 60, 60)).all() == "");
}

TEST_CASE("a refused request falls apart into its conversations") {
  Cut cut;
  cut.add(conversation("a", 1)).add(conversation("b", 2)).add(conversation("c", 3)).all();
  const auto halves = halves_of(cut.out.at(0));
  REQUIRE(halves.size() == 2);
  CHECK(halves[0].messages == 1);
  CHECK(halves[1].messages == 5);
  CHECK(halves[1].lines == std::vector<std::size_t>{2, 3});
  CHECK(halves_of(halves[0]).empty());
}

TEST_CASE("the same conversations give the same bytes") {
  const auto body = [] {
    Cut cut;
    cut.add(conversation("a", 1)).all();
    return body_of(cut.out.at(0), "twitter");
  };
  CHECK(body() == body());
  CHECK(body() == R"({"channel":"twitter","conversations":[{"key":"a","messages":[{"key":"0","occurred_at":"2026-11-21T12:00:00.000000Z",)"
                  R"("from":"client","author":"ann","text":"xxxxx","author_id":null,"author_address":null}],"source":null}]})");
}

}  // namespace
}  // namespace millrace::history
