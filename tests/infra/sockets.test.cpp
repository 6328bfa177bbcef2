// What the hub sends in a turn, as it reaches the sockets.
#include "infra/live/sockets.hpp"

#include <doctest/doctest.h>

namespace millrace {

namespace {

struct Heard final : Socket {
  void send(std::shared_ptr<const std::string> frame) override { messages.push_back(std::move(frame)); }
  std::size_t queued() const override { return bytes; }
  void read_on(std::size_t) override {}
  void known() override {}
  void close(int code, std::string) override { closed_after = messages.size(), closed = code; }
  std::vector<std::shared_ptr<const std::string>> messages;
  std::size_t bytes = 0, closed_after = 0;
  int closed = 0;
};

struct Wire {
  std::shared_ptr<Heard> add() {
    auto socket = std::make_shared<Heard>();
    ids.push_back(sockets.add(socket));
    return socket;
  }
  void send(std::size_t to, std::shared_ptr<const std::string> frame) { sockets.send(ids[to], std::move(frame)); }
  Sockets sockets;
  std::vector<ConnectionId> ids;
};

std::shared_ptr<const std::string> frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

}  // namespace

TEST_CASE("sockets: what is sent in a turn goes at its end, as one message") {
  Wire wire;
  const auto one = wire.add(), other = wire.add();
  const auto alone = frame("alone");
  wire.send(0, frame("a"));
  wire.send(1, alone);
  wire.send(0, frame("b"));
  CHECK(one->messages.empty());
  CHECK(wire.sockets.queued(wire.ids[0]) == 2);
  wire.sockets.flush();
  REQUIRE(one->messages.size() == 1);
  CHECK(*one->messages[0] == "a\nb");
  REQUIRE(other->messages.size() == 1);
  CHECK(other->messages[0] == alone);                        // not copied
  wire.sockets.flush();
  CHECK(one->messages.size() == 1);
  one->bytes = 7;
  CHECK(wire.sockets.queued(wire.ids[0]) == 7);
}

TEST_CASE("sockets: those that are sent the same share the message; one that is sent less does not have it") {
  Wire wire;
  std::vector<std::shared_ptr<Heard>> all;
  for (int i = 0; i < 4; ++i) all.push_back(wire.add());
  for (const auto* text : {"a", "b", "c"}) {
    const auto shared = frame(text);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (i != 1 || *text != 'b') wire.send(i, shared);
  }
  wire.sockets.flush();
  for (const auto& socket : all) REQUIRE(socket->messages.size() == 1);
  CHECK(*all[0]->messages[0] == "a\nb\nc");
  CHECK(*all[1]->messages[0] == "a\nc");
  CHECK(all[2]->messages[0] == all[3]->messages[0]);
  CHECK(*all[3]->messages[0] == "a\nb\nc");
}

TEST_CASE("sockets: more than a message holds goes in several, in order, and what is larger goes alone") {
  Wire wire;
  const auto socket = wire.add();
  std::string all;
  std::size_t sent = 0;
  for (int i = 0; i < 300; ++i) {
    const auto text = std::to_string(i) + std::string(i == 150 ? 200'000 : 1'000, 'x');
    wire.send(0, frame(text));
    all += text + "\n";
    ++sent;
  }
  wire.sockets.flush();
  std::string heard;
  for (const auto& message : socket->messages) {
    CHECK((message->size() <= 64 * 1024 || message->size() > 200'000));
    heard += *message + "\n";
  }
  CHECK(heard == all);
  CHECK(socket->messages.size() < sent / 30);
}

TEST_CASE("sockets: what was sent before a close goes before it, and who has gone is sent nothing") {
  Wire wire;
  const auto one = wire.add(), other = wire.add();
  wire.send(0, frame("a"));
  wire.send(1, frame("b"));
  wire.sockets.close(wire.ids[0], 3008, "slow");
  CHECK(one->closed == 3008);
  CHECK(one->closed_after == 1);
  wire.sockets.remove(wire.ids[1]);
  wire.send(1, frame("c"));
  wire.sockets.flush();
  CHECK(one->messages.size() == 1);
  CHECK(other->messages.empty());
  CHECK(wire.sockets.queued(wire.ids[1]) == 0);
}

}  // namespace millrace
