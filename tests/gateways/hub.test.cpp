// The live hub's protocol, frame by frame, without a socket; and what was missed over a real one.
#include "gateways/core/hub.hpp"

#include <doctest/doctest.h>

#include "infra/crypto/random.hpp"
#include "infra/http/server.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/websocket_client.hpp"

using namespace millrace;

namespace {

struct Heard final : FrameSink {
  void send(ConnectionId id, std::shared_ptr<const std::string> frame) override {
    bytes += frame->size();
    frames.push_back(*frame);
    to[id].push_back(*frame);
  }
  std::size_t queued(ConnectionId) const override { return bytes; }
  void read_on(ConnectionId id, std::size_t most_bytes) override { read[id].push_back(most_bytes); }
  void close(ConnectionId id, int code, std::string) override { closed = closed_of[id] = code; }
  std::map<ConnectionId, std::vector<std::string>> to;
  std::map<ConnectionId, std::vector<std::size_t>> read;     // how much it was welcome to say, each time
  std::map<ConnectionId, int> closed_of;
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
  std::vector<Offset> history_back(const Uuid&, const std::optional<Uuid>&, Offset, std::size_t) const override { return {}; }
  std::vector<Offset> history_of_row(const AnyFold&, const Uuid&, const Key&, Offset, std::size_t) const override { return {}; }
  std::vector<Offset> history_of_row_back(const AnyFold&, const Uuid&, const Key&, Offset, std::size_t) const override { return {}; }
  std::vector<const AnyFold*> with_history() const override { return {}; }
  bool kept(const AnyFold&, std::string_view) const override { return false; }
};

// A hub with channels "talk:<business>:<name>" that everybody hears; a token is the id of an account.
struct Quiet {
  explicit Quiet(HubLimits given = {}) : limits(given) { services.verify_access_token = &who_is; }
  static std::variant<Services::SignedIn, std::string> who_is(std::string_view token) {
    const auto account = parse_uuid(token);
    if (!account) return std::string("no token");
    return Services::SignedIn{*account, *account};           // one session each
  }
  static std::string connect(int number, const Uuid& who) { return "{\"id\":" + std::to_string(number) + ",\"connect\":{\"token\":\"" + to_string(who) + "\"}}"; }

  // Asks for what was missed since the beginning.
  static std::string since(int number, const std::string& channel, Offset offset = 0) {
    return "{\"id\":" + std::to_string(number) + ",\"subscribe\":{\"channel\":\"" + channel + "\",\"recover\":true,\"epoch\":\"epoch.1\",\"offset\":" +
           std::to_string(offset) + "}}";
  }
  // An id of that name.
  static Uuid id_of(const std::string& name) {
    Uuid id{};
    std::copy_n(name.begin(), std::min(name.size(), id.bytes.size()), id.bytes.begin());
    return id;
  }
  std::string channel(const std::string& family, const std::string& name) const {
    return family + ":" + to_string(business) + ":" + to_string(id_of(name));
  }
  std::string talk(const std::string& name) const { return channel("talk", name); }
  Hub::World world(FrameSink& wire) {
    return {families, services, &member_everywhere, &is_live, rows, [this] { return feeds; }, wire, limits, {}, &presence};
  }
  void open(ConnectionId id) { hub.on_open(id, now); }
  // Open and with a token.
  void come(ConnectionId id, const Uuid& who) {
    open(id);
    say(id, connect(1, who));
  }
  static std::string subscribe(int number, const std::string& channel) {
    return "{\"id\":" + std::to_string(number) + ",\"subscribe\":{\"channel\":\"" + channel + "\"}}";
  }
  static std::string many(std::size_t times, const std::string& line) {
    std::string lines;
    for (std::size_t i = 0; i < times; ++i) lines += line + "\n";
    return lines;
  }
  bool told(ConnectionId id, const std::string& piece) {
    const auto& frames = wire.to[id];
    return std::any_of(frames.begin(), frames.end(), [&](const auto& f) { return f.find(piece) != f.npos; });
  }
  void hear() {
    while (hub.turn(now)) {}
  }
  void say(ConnectionId id, const std::string& lines) {
    hub.on_text(id, lines);
    hear();
  }
  void drained(ConnectionId id) {
    now += std::chrono::seconds{1};
    hub.on_tick(now);
    hub.on_drained(id);
    hear();
  }
  // So much later; ticks come ten times a second.
  void pass(Duration d) {
    for (const auto until = now + d; now < until;) {
      now += std::chrono::milliseconds{100};
      hub.on_tick(now);
      hear();
    }
  }

  SeededRandom random{1};
  Uuid7Source ids{random, [] { return Time{}; }};
  const Uuid business = ids.next();
  MemoryVault vault;
  Services services{vault, ids, [] { return Time{}; }, {}, {}, {}, 600, {}, {}, "epoch.1"};
  // Everybody is a member of every business, called like their account.
  static Actor member_everywhere(const Principal& who, const Uuid&, const Rows&) { return {who, who.id, {}, {}}; }
  static std::string presence_channel(const Uuid& of) { return "presence:" + to_string(of); }
  static std::optional<Command> availability(const Rows&, const Settled& settled, Time) {
    Command command;
    command.tenant = settled.business, command.id = settled.member, command.only_if_known = settled.available;
    return command;
  }
  static constexpr PresenceRules presence{&presence_channel, &availability, nullptr};
  static bool everybody(const Actor&, const ChannelIds&, const Uuid&, const Rows&) { return true; }
  inline static bool opened = true, live = true;
  static bool while_opened(const Actor&, const ChannelIds&, const Uuid&, const Rows&) { return opened; }
  static bool is_live(const Rows&, const Uuid&) { return live; }
  static bool nobody(const Actor&, const ChannelIds&, const Uuid&, const Rows&) { return false; }
  // Whoever says something is heard to say it, on a channel of the same business.
  static std::vector<Ephemeral::Heard> echoed(const Ephemeral::Saying& in) {
    const auto name = "shout:" + to_string(in.ids[0]) + ":" + to_string(in.ids[1]);
    if (!in.data) return {};
    return {{name, R"({"said":)" + in.data->json() + R"(,"until":")" + to_rfc3339(in.until) + "\"}"}};
  }
  static bool called_ann(const Actor&, const ChannelIds& ids, const Uuid&, const Rows&) { return ids[1] == id_of("ann"); }
  std::vector<ChannelFamily> families{
      {ChannelPattern{"talk:<business>:<name>"}, &everybody},
      {ChannelPattern{"secret:<business>:<name>"}, &nobody},
      {ChannelPattern{"room:<business>:<name>"}, &while_opened},
      {.name = ChannelPattern{"shout:<business>:<name>"}, .may_hear = &everybody,
       .ephemeral = Ephemeral{.lasts = std::chrono::seconds{3}, .frame_bytes = 200, .may_say = &called_ann, .heard = &echoed}},
      {.name = ChannelPattern{"deaf:<business>:<name>"}, .may_hear = &everybody, .ephemeral = Ephemeral{}},
      {.name = ChannelPattern{"presence:<business>"}, .may_hear = &everybody, .ephemeral = Ephemeral{.presence = true}}};
  Nothing rows;
  std::shared_ptr<Feeds> feeds = std::make_shared<Feeds>();
  Heard wire;
  const HubLimits limits;
  Time now{std::chrono::hours{1}};
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
  q.open(1);
  std::string lines = q.connect(1, q.ids.next());
  int number = 1;
  for (const auto& [channel, said] : q.feeds->channels) {
    client.asked[++number] = channel;
    lines += "\n" + q.since(number, channel);
  }
  q.say(1, lines);
  std::size_t most = 0;
  while (!q.wire.frames.empty()) {
    most = std::max(most, q.wire.bytes);
    for (const auto& frame : std::exchange(q.wire.frames, {})) client.read(frame);
    q.wire.bytes = 0;
    q.drained(1);
  }
  return most;
}

}  // namespace

TEST_CASE("hub: a socket belongs to who connected it; another connect ends it") {
  Quiet q;
  q.open(1);
  q.say(1, q.connect(1, q.ids.next()));
  CHECK(q.wire.frames.size() == 1);
  CHECK(q.wire.closed == 0);
  q.say(1, q.connect(2, q.ids.next()));
  CHECK(q.wire.frames.size() == 1);
  CHECK(q.wire.closed == 3501);
}

TEST_CASE("hub: before connect nothing else is heard; a wrong token may be followed by a right one") {
  Quiet q;
  q.open(1);
  q.say(1, R"({"id":1,"subscribe":{"channel":"inbox:x"}})");
  CHECK(q.wire.closed == 3501);
  q.wire.closed = 0;
  q.open(2);
  q.say(2, R"({"id":1,"connect":{"token":"nonsense"}})");
  CHECK(q.wire.frames.back().find("\"code\":101") != std::string::npos);
  q.say(2, q.connect(2, q.ids.next()));
  CHECK(q.wire.closed == 0);
  CHECK(q.wire.frames.back().find("\"connect\"") != std::string::npos);
}

TEST_CASE("hub: a ticket opens one connection, while it is good") {
  Quiet q;
  const auto ticket = [&](Duration life) {
    return make_token(TokenKind::live, {q.ids.next(), q.ids.next(), micros(q.services.now() + life)}, token_secret(q.services));
  };
  const auto connect = [&](ConnectionId id, const std::string& token) {
    q.open(id);
    q.say(id, R"({"id":1,"connect":{"token":")" + token + "\"}}");
    return q.told(id, "\"connect\"");
  };
  const auto first = ticket(std::chrono::seconds{30});
  CHECK(connect(1, first));
  CHECK_FALSE(connect(2, first));
  CHECK(connect(3, ticket(std::chrono::seconds{30})));
  CHECK_FALSE(connect(4, ticket(-std::chrono::seconds{1})));
}

TEST_CASE("hub: before connect nothing is taken, an answer to a ping neither; what follows is not heard") {
  Quiet q;
  q.open(1);
  q.say(1, "{}\n" + q.connect(1, q.ids.next()));
  CHECK(q.wire.closed == 3501);
  CHECK(q.wire.frames.empty());
  CHECK(q.wire.read[1].size() == 1);
}

TEST_CASE("hub: who sends no token within ten seconds is let go, who has sent one is not") {
  Quiet q;
  q.open(1);
  q.come(2, q.ids.next());
  q.pass(std::chrono::seconds{9});
  CHECK(q.wire.closed == 0);
  q.pass(std::chrono::seconds{2});
  CHECK(q.wire.closed_of == std::map<ConnectionId, int>{{1, 3502}});
}

TEST_CASE("hub: of too many without a token the oldest goes") {
  Quiet q{{.without_token = 2}};
  for (ConnectionId id = 1; id <= 3; ++id) q.open(id);
  CHECK(q.wire.closed_of == std::map<ConnectionId, int>{{1, 3502}});
  q.say(2, q.connect(1, q.ids.next()));
  q.open(4);
  CHECK(q.wire.closed_of.size() == 1);
  CHECK(q.hub.figures().without_token == 2);
  q.hub.on_close(1);
  q.hub.on_close(3);
  CHECK(q.hub.figures().without_token == 1);
}

TEST_CASE("hub: the third wrong token ends it") {
  Quiet q;
  q.open(1);
  for (int i = 1; i <= 2; ++i) q.say(1, R"({"id":1,"connect":{"token":"nonsense"}})");
  CHECK(q.wire.closed == 0);
  q.say(1, R"({"id":1,"connect":{"token":"nonsense"}})");
  CHECK(q.wire.closed == 3500);
}

TEST_CASE("hub: a connection is read on when all of its text has been heard, a short one until it has a token") {
  Quiet q{{.units_a_turn = 10}};
  q.open(1);
  CHECK(q.wire.read[1] == std::vector<std::size_t>{8 * 1024});
  q.hub.on_text(1, q.connect(1, q.ids.next()) + "\n" + q.many(25, "{}"));
  CHECK(q.hub.figures().unheard_bytes > 75);
  for (int turns = 1; q.hub.turn(q.now); ++turns) {
    REQUIRE(turns < 10);
    CHECK(q.wire.read[1].size() == 1);
  }
  CHECK(q.wire.read[1] == std::vector<std::size_t>{8 * 1024, 64 * 1024});
  CHECK(q.hub.figures().unheard_bytes == 0);
}

TEST_CASE("hub: thousands of lines in one text hold up nobody else") {
  Quiet q;
  q.come(1, q.ids.next());
  q.come(2, q.ids.next());
  q.hub.on_text(1, q.many(20'000, "{}"));
  q.hub.on_text(2, R"({"id":2,"ping":{}})");
  q.hub.turn(q.now);
  CHECK(q.told(2, R"("id":2,"ping")"));
  CHECK(q.wire.read[1].size() == 2);                   // opened, connected, and no more
}

TEST_CASE("hub: who says more than its share waits until it is paid, and an empty line has its price") {
  for (const auto* line : {"{}", ""}) {
    Quiet q;
    q.come(1, q.ids.next());
    q.say(1, q.many(12'000, line));
    CHECK(q.hub.figures().paced == 1);
    CHECK(q.wire.read[1].size() == 2);
    q.come(2, q.ids.next());
    CHECK(q.told(2, R"("connect")"));
    q.pass(std::chrono::seconds{1});
    CHECK(q.hub.figures().paced == 1);
    q.pass(std::chrono::seconds{3});
    CHECK(q.hub.figures().paced == 0);
    CHECK(q.wire.read[1].size() == 3);
  }
}

TEST_CASE("hub: more connections, or coming again, give a person no larger share") {
  Quiet q;
  const auto who = q.ids.next();
  for (ConnectionId id = 1; id <= 4; ++id) {
    q.come(id, who);
    q.say(id, q.many(6'000, "{}"));
  }
  CHECK(q.hub.figures().paced == 2);
  for (ConnectionId id = 1; id <= 4; ++id) q.hub.on_close(id);
  q.come(5, who);
  q.say(5, R"({"id":2,"ping":{}})");
  CHECK_FALSE(q.told(5, R"("id":2,"ping")"));
  q.pass(std::chrono::seconds{2});
  CHECK(q.told(5, R"("id":2,"ping")"));
}

TEST_CASE("hub: what was missed has its price, so that who asks for it again and again only waits itself") {
  Quiet q;
  q.feeds->say(q.talk("a"), 100, 10);
  q.come(1, q.ids.next());
  std::string again;
  for (int i = 0; i < 400; ++i) again += q.since(i + 2, q.talk("a")) + "\n";
  q.say(1, again);
  const auto answered = q.wire.to[1].size();
  CHECK(answered < 100);
  CHECK(q.hub.figures().paced == 1);
  q.come(2, q.ids.next());
  q.say(2, q.since(2, q.talk("a")));
  CHECK(q.told(2, R"("recovered":true)"));
}

TEST_CASE("hub: a person has so many connections and no more") {
  Quiet q{{.connections_of_person = 2}};
  const auto who = q.ids.next();
  for (ConnectionId id = 1; id <= 3; ++id) q.come(id, who);
  CHECK(q.wire.closed_of == std::map<ConnectionId, int>{{3, 3504}});
  q.hub.on_close(1);
  q.come(4, who);
  CHECK(q.wire.closed_of.size() == 1);
}

TEST_CASE("hub: a connection has so many subscriptions and no more; one of them again is none more") {
  Quiet q{{.subscriptions = 3}};
  q.come(1, q.ids.next());
  for (const auto* name : {"a", "b", "c", "a"}) q.say(1, q.subscribe(2, q.talk(name)));
  CHECK_FALSE(q.told(1, "\"error\""));
  q.say(1, q.subscribe(3, q.talk("d")));
  CHECK(q.told(1, R"("id":3,"error":{"code":106)"));
  q.say(1, R"({"id":4,"unsubscribe":{"channel":")" + q.talk("a") + "\"}}");
  q.say(1, q.subscribe(5, q.talk("d")));
  CHECK(q.told(1, R"("id":5,"subscribe")"));
}

TEST_CASE("hub: whoever may not hear a channel is told the same, as late, wherever its partition stands") {
  const auto secret = [](Quiet& q) { return q.channel("secret", "a"); };
  std::vector<std::vector<std::string>> told;
  for (const Offset offset : {Offset{1}, Offset{99}, Offset{100}, Offset{101}, Offset{100'000}}) {
    Quiet q;
    q.feeds->last = 100;
    q.come(1, q.ids.next());
    q.wire.to.clear();
    q.say(1, q.since(2, secret(q), offset));
    q.pass(std::chrono::milliseconds{1'900});
    CHECK(q.wire.to[1].empty());
    q.pass(std::chrono::milliseconds{200});
    CHECK(q.told(1, R"("code":103)"));
    told.push_back(q.wire.to[1]);
  }
  for (const auto& each : told) CHECK(each == told.front());
  Quiet q;
  q.come(1, q.ids.next());
  q.say(1, q.subscribe(2, secret(q)));
  CHECK(q.told(1, R"("code":103)"));
}

TEST_CASE("hub: who has been further than this node hears so after two seconds, and no more of it once it has unsubscribed") {
  Quiet q;
  q.come(1, q.ids.next());
  q.say(1, q.since(2, q.talk("a"), 5));
  q.pass(std::chrono::milliseconds{1'900});
  CHECK_FALSE(q.told(1, "\"error\""));
  q.pass(std::chrono::milliseconds{200});
  CHECK(q.told(1, R"("id":2,"error":{"code":12,)"));
  q.say(1, q.since(3, q.talk("a"), 5));
  q.say(1, R"({"id":4,"unsubscribe":{"channel":")" + q.talk("a") + "\"}}");
  q.feeds->last = 5;
  q.pass(std::chrono::seconds{1});
  CHECK(q.told(1, R"("id":3,"error":{"code":12,)"));
  CHECK_FALSE(q.told(1, R"("id":3,"subscribe")"));
  q.say(1, q.since(5, q.talk("a"), 6));
  q.feeds->last = 6;
  q.pass(std::chrono::milliseconds{200});
  CHECK(q.told(1, R"("id":5,"subscribe")"));
  CHECK(q.hub.figures().waiting == 0);
}

TEST_CASE("hub: who loses a right loses the channel, in that business and no other; what has ended is not checked again") {
  Quiet q;
  const auto other = q.ids.next();
  const Affected all{Affected::Whom::everybody, {}};
  const auto room = q.channel("room", "a"), elsewhere = "room:" + to_string(other) + ":" + to_string(q.id_of("a"));
  q.come(1, q.ids.next());
  q.come(2, q.ids.next());
  for (const auto& channel : {room, elsewhere}) q.say(1, q.subscribe(2, channel));
  q.say(2, q.subscribe(2, room));
  Quiet::opened = false;
  q.hub.recheck(q.business, all);
  CHECK(q.told(1, R"({"push":{"channel":")" + room + R"(","unsubscribe":{"code":2000)"));
  CHECK(q.told(2, R"("unsubscribe":{"code":2000)"));
  CHECK_FALSE(q.told(1, "\"channel\":\"" + elsewhere + "\",\"unsubscribe\""));
  q.wire.to.clear();
  q.hub.recheck(q.business, all);
  CHECK(q.wire.to.empty());
  q.hub.recheck(other, all);
  CHECK(q.told(1, "\"channel\":\"" + elsewhere + "\",\"unsubscribe\""));
  Quiet::opened = true;
}

TEST_CASE("hub: a session that is over ends its connections and no others") {
  Quiet q;
  const auto ann = q.ids.next(), bob = q.ids.next();
  const auto changed = [&] { q.hub.recheck({}, {Affected::Whom::session, ann}); };
  for (ConnectionId id : {1, 2}) q.come(id, ann);
  q.come(3, bob);
  changed();
  CHECK(q.wire.closed == 0);
  Quiet::live = false;
  changed();
  CHECK(q.wire.closed_of == std::map<ConnectionId, int>{{1, 3500}, {2, 3500}});
  q.hub.on_close(1);
  q.hub.on_close(2);
  q.wire.closed_of.clear();
  changed();
  CHECK(q.wire.closed_of.empty());
  Quiet::live = true;
}

TEST_CASE("hub: somebody types as fast as people do, however many connections there are") {
  Quiet q;
  const auto who = q.ids.next();
  for (ConnectionId id = 1; id <= 2; ++id) {
    q.come(id, who);
    for (int i = 0; i < 10; ++i) q.say(id, R"({"id":2,"publish":{"channel":")" + q.channel("shout", "ann") + R"(","data":{}}})");
  }
  const auto taken = [&](ConnectionId id, const std::string& what) {
    const auto& all = q.wire.to[id];
    return std::count_if(all.begin(), all.end(), [&](const auto& f) { return f.find(what) != f.npos; });
  };
  CHECK(taken(1, R"("publish":{})") + taken(2, R"("publish":{})") < 13);
  CHECK(taken(2, R"("code":111)") > 7);
}

TEST_CASE("hub: what is said on an ephemeral family is heard as the family declares it, by who may say it and in its size") {
  Quiet q;
  q.come(1, q.ids.next());
  q.come(2, q.ids.next());
  const auto anns = q.channel("shout", "ann"), bobs = q.channel("shout", "bob"), deaf = q.channel("deaf", "ann");
  for (const auto& channel : {anns, bobs, deaf}) q.say(2, q.subscribe(2, channel));
  CHECK_FALSE(q.told(2, "recoverable"));
  const auto publish = [&](int number, const std::string& channel, const std::string& data) {
    q.say(1, "{\"id\":" + std::to_string(number) + R"(,"publish":{"channel":")" + channel + "\"" + data + "}}");
  };
  publish(3, anns, R"(,"data":{"a":1})");
  CHECK(q.told(1, R"({"id":3,"publish":{}})"));
  CHECK(q.told(2, R"({"push":{"channel":")" + anns + R"(","pub":{"data":{"said":{"a":1},"until":")" + to_rfc3339(q.now + std::chrono::seconds{3}) + "\"}}}}"));
  publish(4, bobs, R"(,"data":{})");                     // is not the one who may
  CHECK(q.told(1, R"({"id":4,"error":{"code":103)"));
  publish(5, deaf, R"(,"data":{})");                     // clients say nothing there
  CHECK(q.told(1, R"({"id":5,"error":{"code":103)"));
  publish(6, anns, ",\"data\":\"" + std::string(200, 'x') + "\"");
  CHECK(q.told(1, R"({"id":6,"error":{"code":107)"));
  publish(7, anns, "");                                  // makes no sense to the family
  CHECK(q.told(1, R"({"id":7,"error":{"code":107)"));
  publish(8, q.talk("a"), R"(,"data":{})");
  CHECK(q.told(1, R"({"id":8,"error":{"code":103)"));
}

TEST_CASE("hub: what one person may is looked at for that person's subscriptions alone, however many others there are") {
  Quiet q{{.person = a_second(2'000, 1'000'000), .business = a_second(20'000, 1'000'000)}};
  const auto ann = q.ids.next();
  const auto room = q.channel("room", "a");
  q.come(1, ann);
  q.come(2, ann);
  for (ConnectionId id : {1, 2}) q.say(id, q.subscribe(2, room) + "\n" + q.subscribe(3, q.talk("a")));
  for (ConnectionId id = 3; id < 10'003; ++id) {
    q.come(id, q.ids.next());
    q.say(id, q.subscribe(2, room));
  }
  q.hub.recheck(q.business, {Affected::Whom::person, ann});
  CHECK(q.hub.figures().rechecked == 4);
  q.hub.recheck(q.business, {Affected::Whom::person, q.ids.next()});
  q.hub.recheck(q.ids.next(), {Affected::Whom::person, ann});
  CHECK(q.hub.figures().rechecked == 4);
  Quiet::opened = false;
  q.hub.recheck(q.business, {Affected::Whom::person, ann});
  Quiet::opened = true;
  CHECK(q.hub.figures().rechecked == 8);
  for (ConnectionId id : {1, 2}) CHECK(q.told(id, "\"channel\":\"" + room + "\",\"unsubscribe\""));
  CHECK_FALSE(q.told(1, "\"channel\":\"" + q.talk("a") + "\",\"unsubscribe\""));
  CHECK_FALSE(q.told(3, "unsubscribe"));
  q.hub.on_close(1);
  q.hub.recheck(q.business, {Affected::Whom::person, ann});
  CHECK(q.hub.figures().rechecked == 9);
}

TEST_CASE("hub: the change of a thing is looked at on the channels that name it, in its business") {
  Quiet q;
  q.come(1, q.ids.next());
  for (const auto& channel : {q.channel("room", "a"), q.channel("room", "b"), q.talk("a")}) q.say(1, q.subscribe(2, channel));
  q.hub.recheck(q.business, {Affected::Whom::thing, q.id_of("a")});
  CHECK(q.hub.figures().rechecked == 2);
  q.hub.recheck(q.ids.next(), {Affected::Whom::thing, q.id_of("a")});
  q.hub.recheck(q.business, {Affected::Whom::thing, q.id_of("c")});
  CHECK(q.hub.figures().rechecked == 2);
  q.say(1, R"({"id":9,"unsubscribe":{"channel":")" + q.talk("a") + "\"}}");
  q.hub.recheck(q.business, {Affected::Whom::thing, q.id_of("a")});
  CHECK(q.hub.figures().rechecked == 3);
}

TEST_CASE("hub: whoever comes hears who is there, and then who comes, says something of itself, and goes") {
  Quiet q;
  const auto ann = q.ids.next(), bob = q.ids.next();
  const auto channel = "presence:" + to_string(q.business);
  const auto is = [](const Uuid& who, const std::string& status) { return R"({"member_id":")" + to_string(who) + R"(","status":")" + status + "\""; };
  q.come(1, ann);
  q.say(1, q.subscribe(2, channel));
  CHECK(q.told(1, R"("data":{"members":[)" + is(ann, "online")));
  q.pass(std::chrono::seconds{2});
  q.come(2, bob);
  q.say(2, q.subscribe(2, q.talk("a")));                 // any channel of the business
  CHECK_FALSE(q.told(1, is(bob, "online")));
  q.pass(std::chrono::seconds{2});
  CHECK(q.told(1, R"("channel":")" + channel + R"(","pub":{"data":{"members":[)" + is(bob, "online")));
  q.say(2, R"({"id":3,"publish":{"channel":")" + channel + R"(","data":{"status":"busy"}}})");
  CHECK(q.told(2, R"({"id":3,"publish":{}})"));
  q.say(2, R"({"id":4,"publish":{"channel":")" + channel + R"(","data":{"status":"asleep"}}})");
  CHECK(q.told(2, R"({"id":4,"error":{"code":107)"));
  q.pass(std::chrono::seconds{2});
  CHECK(q.told(1, is(bob, "busy")));
  q.hub.on_close(2);
  q.pass(std::chrono::seconds{9});
  CHECK_FALSE(q.told(1, is(bob, "offline")));
  q.pass(std::chrono::seconds{3});
  CHECK(q.told(1, is(bob, "offline")));
  CHECK(q.hub.take_asks().empty());
  q.pass(std::chrono::minutes{1});
  const auto asks = q.hub.take_asks();
  REQUIRE(asks.size() >= 1);
  CHECK(asks.front().tenant == q.business);
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
  q.open(1);
  q.say(1, q.connect(1, q.ids.next()) + "\n" + q.since(2, q.talk("a")));
  for (int i = 0; i < 10; ++i) q.drained(1);
  CHECK(q.wire.bytes < 300'000);
}

// The hub on the one thread of a server, straight on its sockets.
struct OnSockets final : FrameSink {
  explicit OnSockets(Quiet& q) : hub(q.world(*this)) {}
  static ConnectionId id_of(const Socket& s) { return reinterpret_cast<ConnectionId>(&s); }
  void send(ConnectionId id, std::shared_ptr<const std::string> frame) override { sockets.at(id)->send(std::move(frame)); }
  std::size_t queued(ConnectionId id) const override { return sockets.at(id)->queued(); }
  void read_on(ConnectionId id, std::size_t most_bytes) override { sockets.at(id)->read_on(most_bytes); }
  void close(ConnectionId id, int code, std::string reason) override { sockets.at(id)->close(code, std::move(reason)); }
  SocketHandler handler() {
    return {[this](auto socket) { sockets[id_of(*socket)] = socket, hub.on_open(id_of(*socket), {}); },
            [this](const auto& socket, std::string text) { hub.on_text(id_of(*socket), std::move(text)), hear(); },
            [this](const auto& socket) { hub.on_close(id_of(*socket)), sockets.erase(id_of(*socket)); },
            [this](const auto& socket) { hub.on_drained(id_of(*socket)), hear(); }};
  }
  void hear() {
    while (hub.turn({})) {}
  }
  std::map<ConnectionId, std::shared_ptr<Socket>> sockets;
  Hub hub;
};

TEST_CASE("hub: a family with another epoch recovers nobody, and when it is passed over only its hearers are sent away") {
  Quiet q;
  q.services.epochs["talk"] = "epoch.2";
  const auto talk = q.talk("a"), room = q.channel("room", "a");
  q.feeds->say(talk, 1, 1);
  q.feeds->say(room, 1, 1);
  q.come(1, q.ids.next());
  q.say(1, q.since(2, talk) + "\n" + q.since(3, room));
  CHECK(q.told(1, R"("epoch":"epoch.2","was_recovering":true,"recovered":false)"));
  CHECK(q.told(1, R"("epoch":"epoch.1","was_recovering":true,"recovered":true)"));
  const std::set<std::string> families{"talk"};
  q.hub.passed_over(partition_of(q.business), &families);
  CHECK(q.told(1, R"({"push":{"channel":")" + talk + R"(","unsubscribe")"));
  CHECK_FALSE(q.told(1, R"({"push":{"channel":")" + room + R"(","unsubscribe")"));
}

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
