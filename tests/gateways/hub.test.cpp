// The live hub's protocol, frame by frame, without a socket.
#include "gateways/core/hub.hpp"

#include <doctest/doctest.h>

#include "infra/crypto/random.hpp"
#include "tests/support/memory_vault.hpp"

using namespace millrace;

namespace {

struct Heard final : Wire {
  void send(ConnectionId, std::shared_ptr<const std::string> frame) override { frames.push_back(*frame); }
  void close(ConnectionId, int code, std::string) override { closed = code; }
  std::vector<std::string> frames;
  int closed = 0;
};

// A hub without channels; a token is the id of an account.
struct Quiet {
  Quiet() { services.verify_access_token = &who_is; }
  static std::variant<Services::SignedIn, std::string> who_is(std::string_view token) {
    const auto account = parse_uuid(token);
    if (!account) return std::string("no token");
    return Services::SignedIn{*account, {}};
  }
  std::string connect(int number, const Uuid& who) { return "{\"id\":" + std::to_string(number) + ",\"connect\":{\"token\":\"" + to_string(who) + "\"}}"; }

  SeededRandom random{1};
  Uuid7Source ids{random, [] { return Time{}; }};
  MemoryVault vault;
  Services services{vault, ids, [] { return Time{}; }, {}, {}, {}, 600, {}, "epoch.1"};
  std::vector<ChannelFamily> families;
  Nothing rows;
  Heard wire;
  Hub hub{{families, services, nullptr, nullptr, rows, {}, wire}};
};

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
