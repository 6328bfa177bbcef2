// What a live connection says to the hub (Centrifugo's client protocol, JSON, a command a line): it answers in JSON, never to nobody, and who comes
// without a token hears of no channel.
#include "gateways/core/hub.hpp"

#include "infra/crypto/random.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/memory_vault.hpp"

using namespace millrace;

namespace {

struct Wire final : FrameSink {
  void send(ConnectionId id, std::shared_ptr<const std::string> frame) override {
    CLAIM(id == 1);
    for (std::string_view lines = *frame; !lines.empty();) {
      const auto line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(line.size() + 1, lines.size()));
      const Document document{line};
      CLAIM(document.fault() == Document::Fault::none);
      CLAIM(welcome || !document.root().find("subscribe"));
    }
  }
  std::size_t queued(ConnectionId) const override { return 0; }
  void read_on(ConnectionId, std::size_t) override {}
  void known(ConnectionId) override { welcome = true; }
  void close(ConnectionId, int code, std::string) override { CLAIM(code >= 3000 && code < 4000); }
  bool welcome = false;
};

struct Feed final : Reader {
  std::vector<Published> feed(Partition, std::string_view, Offset after, std::size_t limit) const override {
    std::vector<Published> out;
    for (auto offset = std::max<Offset>(after + 1, 0); offset < 7 && out.size() < limit; ++offset) out.push_back({offset, "{}"});
    return out;
  }
  Offset offset(Partition) const override { return 6; }
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

bool everybody(const Actor&, const ChannelIds&, const Uuid&, const Rows&) { return true; }
bool is_live(const Rows&, const Uuid&) { return true; }
Actor member(const Principal& who, const Uuid&, const Rows&) { return {who, who.id, {}, {}}; }
std::vector<Ephemeral::Heard> echoed(const Ephemeral::Saying& in) {
  if (!in.data) return {};
  return {{"shout:" + to_string(in.ids[0]) + ":" + to_string(in.ids[1]), R"({"said":)" + in.data->json() + "}"}};
}
std::variant<Services::SignedIn, std::string> who_is(std::string_view token) {
  const auto id = parse_uuid(token);
  if (!id) return std::string("no token");
  return Services::SignedIn{*id, *id};
}

SeededRandom chance{1};
Uuid7Source ids{chance, [] { return Time{}; }};
MemoryVault vault;
const Services services{vault, ids, [] { return Time{}; }, {}, {}, {}, 600, &who_is, {}, "epoch.1"};
const std::vector<ChannelFamily> families{
    {ChannelPattern{"talk:<business>:<name>"}, &everybody},
    {.name = ChannelPattern{"shout:<business>:<name>"}, .may_hear = &everybody,
     .ephemeral = Ephemeral{.lasts = std::chrono::seconds{3}, .frame_bytes = 200, .may_say = [](const Actor&, const ChannelIds&, const Uuid&, const Rows&) { return true; }, .heard = &echoed}}};

}  // namespace

void fuzz(std::string_view input) {
  const Nothing rows;
  Wire wire;
  Hub hub{{families, services, &member, &is_live, rows, [] { return std::make_shared<Feed>(); }, wire}};
  Time now{std::chrono::hours{1}};
  hub.on_open(1, now);
  // Texts, as they come one after the other.
  while (!input.empty()) {
    const auto end = std::min(input.find('\0'), input.size());
    hub.on_text(1, std::string(input.substr(0, end)));
    input.remove_prefix(std::min(end + 1, input.size()));
    while (hub.turn(now)) {}
    now += std::chrono::milliseconds{100};
    hub.on_tick(now);
    hub.on_drained(1);
  }
  hub.on_close(1);
  CLAIM(hub.figures().connections == 0);
}
