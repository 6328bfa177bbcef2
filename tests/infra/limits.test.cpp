#include <doctest/doctest.h>

#include <condition_variable>

#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::Town;
using millrace::testing::at;
using namespace std::chrono_literals;

namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [n, value] : response.headers)
    if (n == name) return value;
  return {};
}

const std::string ann = "ann@example.org", bob = "bob@example.org";

Town::Ask sign_up(const std::string& email, const std::string& from) {
  return {.method = "POST", .path = "/auth/signup", .body = R"({"email":")" + email + R"(","password":"correct horse","name":"Ann"})", .from = from};
}
Town::Ask log_in(const std::string& email, const std::string& password, const std::string& from) {
  return {.method = "POST", .path = "/auth/login", .body = R"({"email":")" + email + R"(","password":")" + password + R"("})", .from = from};
}

// A town in which a password is checked when the gate is open.
struct Gated {
  Gated() {
    town.services().verify_password = [this, light = town.services().verify_password](std::string_view phc, std::string_view password) {
      std::unique_lock lock{mutex};
      ++at_gate;
      changed.notify_all();
      changed.wait(lock, [&] { return open; });
      order.push_back(std::string(password));
      return light(phc, password);
    };
  }
  ~Gated() { let_in(); }
  void let_in() {
    const std::lock_guard lock{mutex};
    open = true;
    changed.notify_all();
  }
  void someone_is_at_the_gate() {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return at_gate > 0; });
  }
  // Until the mill has heard what was asked: what settles then is in the queue.
  void settled() {
    std::promise<void> heard;
    town.mill().when_settled(partition_of({}), [&](bool) { heard.set_value(); });
    heard.get_future().wait();
  }

  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int at_gate = 0;
  std::vector<std::string> order;
  Town town{house()};
};

struct Trade {
  explicit Trade(Town& t, const std::string& email = ann) : town(t) {
    token = at(town.ask(sign_up(email, "192.0.2.1")), "access_token");
    const auto made = town.ask({.method = "POST", .path = "/businesses", .body = R"({"name":"Harbour Coffee"})", .token = token});
    id = at(made, "id");
    widget = at(made, "widget_key");
    position = header(made, "Journal-Position");
  }
  Town::Ask read(std::string path, std::string min_position, std::string wait = "wait=30") const {
    return {.method = "GET", .path = std::move(path), .token = token, .business = id, .query = {{"min_position", std::move(min_position)}}, .headers = {{"prefer", std::move(wait)}}};
  }
  Town& town;
  std::string token, id, widget, position;
};

// The position of the same partition, so much further on.
std::string further(std::string position, Offset by) {
  position = position.substr(0, position.find(','));
  const auto dot = position.rfind('.') + 1;
  return position.substr(0, dot) + std::to_string(std::stoll(position.substr(dot)) + by);
}

}  // namespace

TEST_CASE("a hundred log-ins at once from one address: it is told to wait, and others are answered as if they were alone") {
  Gated gated;
  auto& town = gated.town;
  REQUIRE(town.ask(sign_up(ann, "192.0.2.1")).status == 201);
  std::vector<std::future<Response>> flood;
  for (int n = 0; n < 100; ++n) flood.push_back(town.begin(log_in("evil-" + std::to_string(n) + "@example.org", "guess", "203.0.113.9")));
  gated.someone_is_at_the_gate();
  gated.settled();
  auto honest = town.begin(log_in(ann, "correct horse", "192.0.2.1"));
  gated.settled();
  gated.let_in();
  CHECK(honest.get().status == 200);
  std::map<int, int> statuses;
  for (auto& each : flood) {
    const auto response = each.get();
    ++statuses[response.status];
    if (response.status != 429) continue;
    CHECK(std::stoi(header(response, "Retry-After")) >= 1);
    CHECK(response.content_type == "application/problem+json");
  }
  CHECK(statuses[503] == 0);
  CHECK(statuses[429] >= 68);
  // Behind the one that was being checked, and at most one more.
  CHECK(std::find(gated.order.begin(), gated.order.end(), "correct horse") - gated.order.begin() <= 2);
}

TEST_CASE("an account has a few log-ins waiting from one address, whoever else is there") {
  Gated gated;
  auto& town = gated.town;
  REQUIRE(town.ask(sign_up(ann, "192.0.2.1")).status == 201);
  std::vector<std::future<Response>> flood;
  for (int n = 0; n < 10; ++n) flood.push_back(town.begin(log_in(bob, "guess", "192.0.2.1")));
  auto honest = town.begin(log_in(ann, "correct horse", "192.0.2.1"));
  gated.settled();
  gated.let_in();
  CHECK(honest.get().status == 200);
  int refused = 0;
  for (auto& each : flood) refused += each.get().status == 429;
  CHECK(refused >= 5);
}

TEST_CASE("who guesses a password waits longer and longer, and the right one from elsewhere goes through") {
  Town town{house()};
  REQUIRE(town.ask(sign_up(ann, "192.0.2.1")).status == 201);
  for (int n = 0; n < 6; ++n) CHECK(town.ask(log_in(ann, "guess", "203.0.113.9")).status == 401);
  const auto refused = town.ask(log_in(ann, "guess", "203.0.113.9"));
  CHECK(refused.status == 429);
  CHECK(at(refused, "type") == "/problems/auth.too_many_wrong");
  CHECK(header(refused, "Retry-After") == "1");
  // The right one does not get through there either: nothing is learnt from an answer.
  CHECK(town.ask(log_in(ann, "correct horse", "203.0.113.9")).status == 429);
  CHECK(town.ask(log_in(ann, "correct horse", "192.0.2.1")).status == 200);
  CHECK(town.ask(log_in(ann, "correct horse", "198.51.100.7")).status == 200);
  town.pass(2s);
  CHECK(town.ask(log_in(ann, "guess", "203.0.113.9")).status == 401);
  CHECK(header(town.ask(log_in(ann, "guess", "203.0.113.9")), "Retry-After") == "2");
  town.pass(3s);
  CHECK(town.ask(log_in(ann, "correct horse", "203.0.113.9")).status == 200);
  CHECK(town.ask(log_in(ann, "guess", "203.0.113.9")).status == 401);
}

TEST_CASE("guesses that arrive together are no more than those that arrive one after the other") {
  Town town{house()};
  REQUIRE(town.ask(sign_up(ann, "192.0.2.1")).status == 201);
  int checked = 0;
  for (int round = 0; round < 10; ++round) {
    std::vector<std::future<Response>> guesses;
    for (int n = 0; n < 4; ++n) guesses.push_back(town.begin(log_in(ann, "guess", "203.0.113.9")));
    for (auto& each : guesses) checked += each.get().status == 401;
  }
  CHECK(checked == 6);
}

TEST_CASE("a stolen token does not let anybody guess the password behind it") {
  Town town{house()};
  const auto token = at(town.ask(sign_up(ann, "192.0.2.1")), "access_token");
  const Town::Ask change{.method = "POST", .path = "/auth/password", .body = R"({"old_password":"guess","password":"another horse"})", .token = token};
  for (int n = 0; n < 6; ++n) CHECK(town.ask(change).status == 401);
  CHECK(town.ask(change).status == 429);
}

TEST_CASE("new visitors are so many a minute for each widget and address") {
  Town town{house()};
  const Trade one{town}, other{town, bob};
  const auto visit = [&](const Trade& b, std::string from) {
    return town.ask({.method = "POST", .path = "/widget/" + b.widget + "/visitors", .body = "{}", .from = std::move(from)});
  };
  for (int n = 0; n < 60; ++n) REQUIRE(visit(one, "203.0.113.9").status == 201);
  const auto refused = visit(one, "203.0.113.9");
  CHECK(refused.status == 429);
  CHECK(at(refused, "type") == "/problems/limit.rate");
  CHECK(header(refused, "Retry-After") == "1");
  CHECK(visit(one, "198.51.100.7").status == 201);
  CHECK(visit(other, "203.0.113.9").status == 201);
  town.pass(1s);
  CHECK(visit(one, "203.0.113.9").status == 201);
  CHECK(visit(one, "203.0.113.9").status == 429);
}

TEST_CASE("what comes to nothing and what is a repeat takes no room from the new visitors of that address") {
  Town town{house()};
  const Trade cafe{town};
  const std::string repeated = "01890a5d-ac96-774b-bcce-b302099a8057";
  const auto visit = [&](std::string body, std::string key = {}) {
    return town.ask({.method = "POST", .path = "/widget/" + cafe.widget + "/visitors", .body = std::move(body), .key = std::move(key), .from = "203.0.113.9"});
  };
  const auto first = visit("{}", repeated);
  REQUIRE(first.status == 201);
  for (int n = 0; n < 100; ++n) {
    CHECK(visit(R"({"name":17})").status == 422);
    CHECK(visit(R"({"email":"nobody"})").status == 422);
    CHECK(visit("{}", repeated).status == 201);
  }
  for (int n = 1; n < 60; ++n) REQUIRE(visit("{}").status == 201);
  CHECK(visit("{}").status == 429);

  // The one that has been made is there, however many more there may not be; its key is not taken for another body.
  const auto again = visit("{}", repeated);
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(header(again, "Idempotent-Replayed") == "true");
  CHECK(visit(R"({"name":"Zoe"})", repeated).status == 422);
  CHECK(visit(R"({"name":17})").status == 422);
}

TEST_CASE("without a token one may try ten times as often as one may make something") {
  Town town{house()};
  const Trade cafe{town};
  std::map<int, int> statuses;
  for (int n = 0; n < 700; ++n)
    ++statuses[town.ask({.method = "POST", .path = "/widget/" + cafe.widget + "/visitors", .body = "17", .from = "203.0.113.9"}).status];
  CHECK(statuses[429] == 100);
}

TEST_CASE("who signs up is not held up by wrong passwords, and beyond the limit hears that it was too often") {
  Town town{house()};
  const auto somebody = [](int n) { return "somebody-" + std::to_string(n) + "@example.org"; };
  for (int n = 0; n < 30; ++n) town.ask(log_in(somebody(n), "guess", "203.0.113.9"));
  REQUIRE(at(town.ask(log_in(ann, "guess", "203.0.113.9")), "type") == "/problems/auth.too_many_wrong");
  for (int n = 0; n < 60; ++n) REQUIRE(town.ask(sign_up(somebody(n), "203.0.113.9")).status == 201);
  const auto refused = town.ask(sign_up(ann, "203.0.113.9"));
  CHECK(refused.status == 429);
  CHECK(at(refused, "type") == "/problems/limit.rate");
  CHECK(header(refused, "Retry-After") == "1");
}

TEST_CASE("wrong passwords and malformed log-ins leave the log-ins of an address to those who know theirs") {
  Town town{house()};
  REQUIRE(town.ask(sign_up(ann, "192.0.2.1")).status == 201);
  REQUIRE(town.ask(log_in(ann, "correct horse", "192.0.2.1")).status == 200);
  for (int n = 0; n < 100; ++n) {
    town.ask(log_in(bob, "guess", "192.0.2.1"));
    CHECK(town.ask({.method = "POST", .path = "/auth/login", .body = "{}", .from = "192.0.2.1"}).status == 422);
  }
  CHECK(town.ask(log_in(ann, "correct horse", "192.0.2.1")).status == 200);
}

TEST_CASE("addresses that are taken are found out no faster than new ones are made") {
  Town town{house()};
  std::map<int, int> statuses;
  for (int n = 0; n < 100; ++n) ++statuses[town.ask(sign_up(ann, "203.0.113.9")).status];
  CHECK(statuses[201] == 1);
  CHECK(statuses[409] == 59);
  CHECK(statuses[429] == 40);
}

TEST_CASE("no password is hashed for who signs up with what can be no name or no address") {
  Town town{house()};
  int hashed = 0;
  town.services().hash_password = [&](std::string_view) { ++hashed; return std::string("hash"); };
  const auto sign_up_as = [&](const std::string& email, const std::string& name) {
    return town.ask({.method = "POST", .path = "/auth/signup", .body = R"({"email":")" + email + R"(","password":"correct horse","name":")" + name + R"("})"});
  };
  const auto no_name = sign_up_as(ann, " "), no_address = sign_up_as("nobody", "Ann");
  CHECK(at(no_name, "type") == "/problems/account.name_invalid");
  CHECK(no_name.body.find(R"("pointer":"/name")") != std::string::npos);
  CHECK(at(no_address, "type") == "/problems/account.email_invalid");
  CHECK(no_address.body.find(R"("pointer":"/email")") != std::string::npos);
  CHECK(hashed == 0);
  CHECK(sign_up_as(ann, "Ann").status == 201);
  CHECK(hashed == 1);
}

TEST_CASE("a position ahead of the journal is refused at once, to those who may know") {
  Town town{house()};
  const Trade own{town}, foreign{town, bob};
  const auto path = "/businesses/" + own.id + "/me";
  CHECK(town.ask(own.read(path, further(own.position, 0))).status == 200);
  const auto tenants = own.position.substr(own.position.find(',') + 1);
  CHECK(town.ask(own.read(path, tenants)).status == 200);
  const auto ahead = town.ask(own.read(path, further(tenants, 1'000'000)));
  CHECK(ahead.status == 400);
  CHECK(at(ahead, "type") == "/problems/position.unknown");
  CHECK(town.ask(own.read("/conversations", further(tenants, 1'000'000))).status == 400);
  CHECK(town.ask(own.read(path, further(tenants, 1'000'000), "wait=0")).status == 400);

  // Who asks for such again and again is told to wait.
  std::map<int, int> statuses;
  for (int n = 0; n < 100; ++n) ++statuses[town.ask(own.read(path, further(tenants, 1'000'000))).status];
  CHECK(statuses[400] == 57);
  CHECK(statuses[429] == 43);

  // Who has no right there reads nothing out of the difference.
  auto stranger = foreign.read(path, further(tenants, 1'000'000));
  stranger.business = own.id;
  const auto far = town.ask(stranger);
  stranger.query = {{"min_position", tenants}};
  const auto near = town.ask(stranger);
  CHECK(far.status == 404);
  CHECK(far.body == near.body);
}

TEST_CASE("a read across tenants says where a partition ends to its own people only") {
  Town town{house()};
  const Trade own{town};
  std::optional<Trade> foreign;
  for (int n = 0; !foreign; ++n) {
    foreign.emplace(town, "bob-" + std::to_string(n) + "@example.org");
    if (partition_of(*parse_uuid(foreign->id)) == partition_of(*parse_uuid(own.id)) || partition_of(*parse_uuid(foreign->id)) == partition_of({})) foreign.reset();
  }
  const auto of = [](const Trade& b) { return b.position.substr(b.position.find(',') + 1); };
  CHECK(town.ask(own.read("/businesses", of(own))).status == 200);
  CHECK(town.ask(own.read("/businesses", further(of(own), 1'000'000))).status == 400);
  CHECK(town.ask(own.read("/businesses", further(of(*foreign), 1'000'000))).status == 200);
  CHECK(town.ask(own.read("/auth/me", further(of(*foreign), 1'000'000))).status == 200);
}

TEST_CASE("one who waits a thousand times over is told to wait, and others wait as before") {
  struct Held final : testing::MemoryJournal {
    using MemoryJournal::MemoryJournal;
    void reach_end(Partition, std::function<void()> done) override {
      if (!holding) return done();
      const std::lock_guard lock{mutex};
      held.push_back(std::move(done));
    }
    std::atomic<bool> holding = false;
    std::mutex mutex;
    std::vector<std::function<void()>> held;
  };
  Held* journal = nullptr;
  Town town{house(), [&](Journal::Listener& listener) {
    auto made = std::make_unique<Held>(Town::incarnation(), listener);
    journal = made.get();
    return made;
  }};
  const Trade evil{town}, honest{town, bob};
  const auto ahead = further(evil.position.substr(evil.position.find(',') + 1), 1'000'000);
  journal->holding = true;
  std::vector<std::future<Response>> flood;
  for (int n = 0; n < 1000; ++n) flood.push_back(town.begin(evil.read("/businesses/" + evil.id + "/me", ahead)));
  CHECK(town.ask(honest.read("/businesses/" + honest.id + "/me", honest.position)).status == 200);
  std::map<int, int> statuses;
  for (auto& each : flood)
    if (each.wait_for(0s) == std::future_status::ready) ++statuses[each.get().status];
  CHECK(statuses[429] >= 800);
  CHECK(town.mill().figures().waiting_for_position <= 200);
  CHECK(journal->held.size() == 1);          // one look at the journal's end for all of them
}
