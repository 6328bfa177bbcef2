// The whole way of a mail inside one process: invited, asked for, sent, and recorded; against the outbox and against a mail server.
#include "infra/runtime/reactor_thread.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <thread>

#include "commands/effects/asks.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;
using millrace::testing::ScriptedServer;

namespace {

struct Town : testing::Town {
  explicit Town(std::optional<MailServer> to = {}) : testing::Town(house()), server(std::move(to)) {
    std::filesystem::remove(file);
    outbox = std::make_unique<Outbox>(file);
  }
  ~Town() {
    reactors.reset();
    std::filesystem::remove(file);
  }
  void react() {
    reactors = std::make_unique<ReactorThread>(ReactorThread::Parts{kinds, services(), settings, mill(), metrics, guard, server, *outbox,
                                                                    [] { return std::uint64_t{0}; }, {}, patience_ms});
  }
  Response post(std::string path, std::string body, std::string token = {}, std::string in = {}) {
    return ask({"POST", std::move(path), std::move(body), std::move(token), std::move(in)});
  }
  Response get(std::string path, std::string token, std::string in) { return ask({"GET", std::move(path), {}, std::move(token), std::move(in)}); }
  // A business of Olga's that has invited Zoe. Her own address is of this machine, and so is sent no mail.
  void invite() {
    olga = at(post("/auth/signup", R"({"email":"olga@house.localhost","password":"correct horse","name":"Olga"})"), "access_token");
    business = at(post("/businesses", R"({"name":"Harbour Coffee"})", olga), "id");
    const auto invited = post("/businesses/" + business + "/team", R"({"email":"zoe@example.org","role":"agent"})", olga);
    REQUIRE(invited.status == 201);
    invitation = at(invited, "invitation_token");
    effect = to_string(effect_id("email.send.v1", *parse_uuid(at(invited, "id")), "1"));
    REQUIRE(becomes("waiting"));                         // nobody carries it out yet
  }
  Response effect_now() { return get("/effects/" + effect, olga, business); }
  bool becomes(std::string_view state) {
    for (int n = 0; n < 500; ++n) {
      if (at(effect_now(), "state") == state) return true;
      pass(std::chrono::milliseconds{20});               // the clock stands still otherwise, and log time is ahead of it
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return false;
  }

  std::filesystem::path file = std::filesystem::temp_directory_path() / ("millrace-outbox." + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
  std::vector<EffectKind> kinds = house().effects;
  MailSettings settings{"house@example.org", "https://house.example.org", house().mails};
  Metrics metrics{"/dev/null"};
  EgressGuard guard;
  std::optional<MailServer> server;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<ReactorThread> reactors;
  int patience_ms = 5'000;
  std::string olga, business, invitation, effect;
};

}  // namespace

TEST_CASE("effects: an invitation is mailed, and its link is the one that takes it up") {
  Town town;
  town.invite();
  CHECK(at(town.effect_now(), "kind") == "email.send.v1");
  CHECK(at(town.effect_now(), "about.what") == "member");
  town.react();
  REQUIRE(town.becomes("succeeded"));
  const auto mails = town.outbox->newest_first();
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].find("\"to\":\"zoe@example.org\"") != std::string::npos);
  CHECK(mails[0].find("Harbour Coffee") != std::string::npos);
  CHECK(mails[0].find("https://house.example.org/invitations/" + town.invitation) != std::string::npos);
  CHECK(town.effect_now().body.find("zoe@") == std::string::npos);   // whom it went to is in the errand alone
}

TEST_CASE("effects: an invitation that was withdrawn before it could be mailed is not mailed") {
  Town town;
  town.invite();
  const auto member = at(town.effect_now(), "about.id");
  REQUIRE(town.ask({"DELETE", "/businesses/" + town.business + "/team/" + member, {}, town.olga}).status == 200);
  town.react();
  REQUIRE(town.becomes("cancelled"));
  CHECK(at(town.effect_now(), "why") == "invitation.over");
  CHECK(town.outbox->newest_first().empty());
}

TEST_CASE("effects: what a mail server refuses is shown, may be tried again, and may be given up; owners and admins decide") {
  ScriptedServer refuses{[](auto& line, int) {
    line.say("220 hello\r\n");
    line.read_line();
    line.say("250 hello\r\n");
    line.read_line();
    line.say("250 ok\r\n");
    line.read_line();
    line.say("550 5.1.1 <zoe@example.org> nobody here\r\n");
    line.hang();
  }};
  Town town{MailServer{"smtp://127.0.0.1:" + std::to_string(refuses.port()), {}, {}, {}, false}};
  town.invite();
  town.react();
  REQUIRE(town.becomes("failed"));
  CHECK(at(town.effect_now(), "why") == "smtp.refused");
  CHECK(town.effect_now().body.find("550") != std::string::npos);
  const auto path = "/effects/" + town.effect;
  const auto zoe = at(town.post("/auth/signup", R"({"email":"zoe@house.localhost","password":"correct horse","name":"Zoe"})"), "access_token");
  REQUIRE(town.post("/invitations/" + town.invitation + "/accept", "{}", zoe).status == 200);
  CHECK(town.get(path, zoe, town.business).status == 403);
  CHECK(town.post(path + "/retry", "{}", zoe, town.business).status == 403);
  CHECK(town.post(path + "/give-up", "{}", zoe, town.business).status == 403);
  CHECK(town.post(path + "/retry", "{}", town.olga, town.business).status == 200);
  REQUIRE(town.becomes("cancelled"));                    // it has been taken up meanwhile
  const auto over = town.post(path + "/give-up", "{}", town.olga, town.business);
  CHECK(over.status == 409);
  CHECK(at(over, "type") == "/problems/effect.over");
  CHECK(town.get("/effects/018f0000-0000-7000-8000-000000000000", town.olga, town.business).status == 404);
}

TEST_CASE("effects: a mail that may have been taken is unknown after the process has gone, and is not sent again") {
  std::atomic<int> mails = 0;
  ScriptedServer takes{[&](auto& line, int) {
    line.say("220 hello\r\n");
    line.read_line();
    line.say("250 hello\r\n");
    for (int n = 0; n < 2; ++n) {
      line.read_line();
      line.say("250 ok\r\n");
    }
    line.read_line();
    line.say("354 go on\r\n");
    line.read_until("\r\n.\r\n");
    ++mails;
    line.hang();                                         // and says nothing
  }};
  Town town{MailServer{"smtp://127.0.0.1:" + std::to_string(takes.port()), {}, {}, {}, false}};
  town.patience_ms = 0;
  town.invite();
  town.react();
  for (int n = 0; n < 500 && mails == 0; ++n) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    town.pass(std::chrono::milliseconds{20});
  }
  REQUIRE(mails == 1);
  REQUIRE(town.becomes("under_way"));
  town.reactors.reset();                                 // it has no patience
  town.react();                                          // another life
  town.pass(std::chrono::seconds{2});
  REQUIRE(town.becomes("unknown"));
  town.pass(std::chrono::hours{5});
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  CHECK(at(town.effect_now(), "state") == "unknown");
  CHECK(takes.connections() == 1);
}

TEST_CASE("effects: what is under way when the process goes is waited for, and recorded") {
  std::atomic<bool> there = false;
  ScriptedServer slow{[&](auto& line, int) {
    line.say("220 hello\r\n");
    line.read_line();
    line.say("250 hello\r\n");
    for (int n = 0; n < 2; ++n) {
      line.read_line();
      line.say("250 ok\r\n");
    }
    line.read_line();
    line.say("354 go on\r\n");
    line.read_until("\r\n.\r\n");
    there = true;
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    line.say("250 taken\r\n");
    line.hang();
  }};
  Town town{MailServer{"smtp://127.0.0.1:" + std::to_string(slow.port()), {}, {}, {}, false}};
  town.invite();
  town.react();
  for (int n = 0; n < 500 && !there; ++n) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    town.pass(std::chrono::milliseconds{20});
  }
  town.reactors.reset();
  CHECK(town.becomes("succeeded"));
}
