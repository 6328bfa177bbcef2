// The live hub's protocol, frame by frame, without a socket; and what was missed over a real one.
#include "gateways/core/hub.hpp"

#include <doctest/doctest.h>

#include "infra/crypto/random.hpp"
#include "infra/http/server.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/websocket_client.hpp"

using namespace millrace;

namespace {

struct Heard final : Wire {
  void send(ConnectionId, std::shared_ptr<const std::string> frame) override {
    bytes += frame->size();
    frames.push_back(*frame);
  }
  std::size_t queued(ConnectionId) const override { return bytes; }
  void close(ConnectionId, int code, std::string) override { closed = code; }
  std::vector<std::string> frames;
  std::size_t bytes = 0;
  int closed = 0;
};

// What was published on each channel: texts, at their offsets.
struct Feeds final : Reader {
  std::map<std::string, std::vector<Published>, std::less<>> channels;
  Offset last = 0;

  void say(const std::string& channel, std::size_t times, std::size_t characters) {
    for (std::size_t i = 0; i < times; ++i) channels[channel].push_back({++last, '"' + std::string(characters, 'x') + '"'});
  }
  std::vector<Published> feed(Partition, std::string_view channel, Offset after, std::size_t limit) const override {
    std::vector<Published> out;
    if (const auto found = channels.find(channel); found != channels.end())
      for (const auto& p : found->second)
        if (p.offset > after && out.size() < limit) out.push_back(p);
    return out;
  }
  Offset offset(Partition) const override { return last; }
  Offset feed_floor(Partition) const override { return -1; }
  RowPtr get(const AnyFold&, const Uuid&, const Key&) const override { return {}; }
  std::int64_t version(const Uuid&, const Uuid&) const override { return 0; }
  std::optional<StampedRow> row(const AnyFold&, const Uuid&, const Key&) const override { return {}; }
  bool parked(const AnyFold&, const Uuid&) const override { return false; }
  std::vector<Listed> list(const AnyFold&, std::string_view, const std::optional<Uuid>&, const Page&) const override { return {}; }
  std::vector<Offset> history(const Uuid&, Offset, std::size_t) const override { return {}; }
  std::vector<Offset> history_of(const Uuid&, const Uuid&, Offset, std::size_t) const override { return {}; }
};

// A hub with channels "talk:<business>:<name>" that everybody hears; a token is the id of an account.
struct Quiet {
  Quiet() { services.verify_access_token = &who_is; }
  static std::variant<Services::SignedIn, std::string> who_is(std::string_view token) {
    const auto account = parse_uuid(token);
    if (!account) return std::string("no token");
    return Services::SignedIn{*account, {}};
  }
  static std::string connect(int number, const Uuid& who) { return "{\"id\":" + std::to_string(number) + ",\"connect\":{\"token\":\"" + to_string(who) + "\"}}"; }

  // Asks for what was missed since the beginning.
  static std::string since(int number, const std::string& channel, Offset offset = 0) {
    return "{\"id\":" + std::to_string(number) + ",\"subscribe\":{\"channel\":\"" + channel + "\",\"recover\":true,\"epoch\":\"epoch.1\",\"offset\":" +
           std::to_string(offset) + "}}";
  }
  std::string talk(const std::string& name) { return "talk:" + to_string(business) + ":" + name; }
  Hub::World world(Wire& wire) {
    return {families, services, [](const Principal&, const Uuid&, const Rows&) { return Actor{}; }, nullptr, rows, [this] { return feeds; }, wire};
  }

  SeededRandom random{1};
  Uuid7Source ids{random, [] { return Time{}; }};
  const Uuid business = ids.next();
  MemoryVault vault;
  Services services{vault, ids, [] { return Time{}; }, {}, {}, {}, 600, {}, "epoch.1"};
  std::vector<ChannelFamily> families{{"talk", 2, [](const Actor&, const std::vector<std::string>&, const Uuid&, const Rows&) { return true; }}};
  Nothing rows;
  std::shared_ptr<Feeds> feeds = std::make_shared<Feeds>();
  Heard wire;
  Hub hub{world(wire)};
};

// What a client has heard of each channel.
struct Client {
  std::map<std::string, std::vector<Offset>> heard;
  std::map<int, std::string> asked;                          // channels by the number of the request

  void read(std::string_view lines) {
    while (!lines.empty()) {
      const auto line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(line.size() + 1, lines.size()));
      const Document document{line};
      REQUIRE(document.fault() == Document::Fault::none);
      const auto root = document.root();
      if (const auto reply = root.find("subscribe")) {
        auto& own = heard[asked[static_cast<int>(root.find("id")->integer())]];
        CHECK(reply->find("recovered")->boolean());
        reply->find("publications")->elements([&](Node p) { own.push_back(p.find("offset")->integer()); });
        CHECK(reply->find("offset")->integer() >= (own.empty() ? 0 : own.back()));
      } else if (const auto push = root.find("push")) {
        heard[std::string(push->find("channel")->text())].push_back(push->find("pub")->find("offset")->integer());
      }
    }
  }
  bool has_all(const Feeds& feeds) const {
    for (const auto& [channel, said] : feeds.channels) {
      const auto own = heard.find(channel);
      if (own == heard.end() || own->second.size() < said.size()) return false;
    }
    return true;
  }
  // Each once, in order.
  void check(const Feeds& feeds) {
    for (const auto& [channel, said] : feeds.channels) {
      std::vector<Offset> offsets;
      for (const auto& p : said) offsets.push_back(p.offset);
      CHECK_MESSAGE(heard[channel] == offsets, channel);
    }
  }
};

// Subscribes to all that there is and takes what comes, as the socket drains. Returns the most that has been under way.
std::size_t recover(Quiet& q, Client& client) {
  q.hub.on_open(1);
  std::string lines = q.connect(1, q.ids.next());
  int number = 1;
  for (const auto& [channel, said] : q.feeds->channels) {
    client.asked[++number] = channel;
    lines += "\n" + q.since(number, channel);
  }
  q.hub.on_text(1, lines, {});
  std::size_t most = 0;
  while (!q.wire.frames.empty()) {
    most = std::max(most, q.wire.bytes);
    for (const auto& frame : std::exchange(q.wire.frames, {})) client.read(frame);
    q.wire.bytes = 0;
    q.hub.on_drained(1);
  }
  return most;
}

}  // namespace

TEST_CASE("hub: a socket belongs to who connected it; another connect ends it") {
  Quiet q;
  q.hub.on_open(1);
  q.hub.on_text(1, q.connect(1, q.ids.next()), {});
  CHECK(q.wire.frames.size() == 1);
  CHECK(q.wire.closed == 0);
  q.hub.on_text(1, q.connect(2, q.ids.next()), {});
  CHECK(q.wire.frames.size() == 1);
  CHECK(q.wire.closed == 3501);
}

TEST_CASE("hub: before connect nothing else is heard; a wrong token may be followed by a right one") {
  Quiet q;
  q.hub.on_open(1);
  q.hub.on_text(1, R"({"id":1,"subscribe":{"channel":"inbox:x"}})", {});
  CHECK(q.wire.closed == 3501);
  q.wire.closed = 0;
  q.hub.on_open(2);
  q.hub.on_text(2, R"({"id":1,"connect":{"token":"nonsense"}})", {});
  CHECK(q.wire.frames.back().find("\"code\":101") != std::string::npos);
  q.hub.on_text(2, q.connect(2, q.ids.next()), {});
  CHECK(q.wire.closed == 0);
  CHECK(q.wire.frames.back().find("\"connect\"") != std::string::npos);
}

TEST_CASE("hub: who missed much of several channels hears all of it, never more at once than a socket takes") {
  Quiet q;
  for (int i = 0; i < 10; ++i) q.feeds->say(q.talk(std::to_string(i)), 100, 20'000);
  Client client;
  CHECK(recover(q, client) < 300'000);
  client.check(*q.feeds);
  // And then what is said now.
  const auto data = std::make_shared<const std::string>("1");
  q.hub.publish({partition_of(q.business), ++q.feeds->last, q.talk("3"), data});
  CHECK(q.wire.frames.size() == 1);
}

TEST_CASE("hub: a publication larger than all that may be under way comes alone") {
  Quiet q;
  for (const auto* name : {"a", "b"}) {
    q.feeds->say(q.talk(name), 3, 1000);
    q.feeds->say(q.talk(name), 2, 800'000);
    q.feeds->say(q.talk(name), 3, 1000);
  }
  Client client;
  CHECK(recover(q, client) < 801'000);
  client.check(*q.feeds);
}

TEST_CASE("hub: of several channels that catch up, one that has nothing more does not stop the others") {
  Quiet q;
  for (const auto* name : {"a", "b", "c"}) q.feeds->say(q.talk(name), 200, 10);
  Client client;
  recover(q, client);
  client.check(*q.feeds);
}

TEST_CASE("hub: a socket that says twice that it has drained is not sent twice as much as it takes") {
  Quiet q;
  q.feeds->say(q.talk("a"), 500, 20'000);
  q.hub.on_open(1);
  q.hub.on_text(1, q.connect(1, q.ids.next()) + "\n" + q.since(2, q.talk("a")), {});
  for (int i = 0; i < 10; ++i) q.hub.on_drained(1);
  CHECK(q.wire.bytes < 300'000);
}

// The hub on the one thread of a server, straight on its sockets.
struct OnSockets final : Wire {
  explicit OnSockets(Quiet& q) : hub(q.world(*this)) {}
  static ConnectionId id_of(const Socket& s) { return reinterpret_cast<ConnectionId>(&s); }
  void send(ConnectionId id, std::shared_ptr<const std::string> frame) override { sockets.at(id)->send(std::move(frame)); }
  std::size_t queued(ConnectionId id) const override { return sockets.at(id)->queued(); }
  void close(ConnectionId id, int code, std::string reason) override { sockets.at(id)->close(code, std::move(reason)); }
  SocketHandler handler() {
    return {[this](auto socket) { sockets[id_of(*socket)] = socket, hub.on_open(id_of(*socket)); },
            [this](const auto& socket, std::string text) { hub.on_text(id_of(*socket), text, {}); },
            [this](const auto& socket) { hub.on_close(id_of(*socket)), sockets.erase(id_of(*socket)); },
            [this](const auto& socket) { hub.on_drained(id_of(*socket)); }};
  }
  std::map<ConnectionId, std::shared_ptr<Socket>> sockets;
  Hub hub;
};

TEST_CASE("hub: 100 of the longest texts are recovered over a real WebSocket, on one channel or on several, and one that is too long for all") {
  Quiet q;
  for (const auto* name : {"a", "b", "c", "d", "e", "f"}) q.feeds->say(q.talk(name), 100, 20'000);
  q.feeds->say(q.talk("g"), 1, 1'030'000);
  OnSockets live{q};
  HttpOptions options;
  options.port = 0;
  HttpServer server(std::move(options), [](auto, auto reply) { reply(Response{404, {}, "{}"}); }, live.handler());
  test::WebSocketClient socket(server.port());
  Client client;
  std::string lines = q.connect(1, q.ids.next());
  int number = 1;
  for (const auto& [channel, said] : q.feeds->channels) {
    client.asked[++number] = channel;
    lines += "\n" + q.since(number, channel);
  }
  socket.send(lines);
  while (!client.has_all(*q.feeds)) {
    const auto frame = socket.read();
    REQUIRE_MESSAGE(frame.opcode == 1, frame.close_code());
    client.read(frame.payload);
  }
  client.check(*q.feeds);
}
