// The reactor loop against an outside world that loses replies, refuses, answers late or never, and a process that dies in between:
// nothing goes out without a trace, nothing goes out twice unless somebody has said so.
#include "gateways/core/reactors.hpp"

#include <doctest/doctest.h>

#include "domain/identity/member/state.hpp"
#include "gateways/effects/kinds.hpp"
#include "tests/support/reactor_town.hpp"

using namespace millrace;
using millrace::testing::ReactorTown;
using namespace std::chrono_literals;
using effects::Stage;

namespace {

const Id<Member> zoe{uuid_of("zoe-is-a-member-")};

std::variant<Written, Moot> hello(const Writing& in) {
  if (in.value("moot") == "yes") return Moot{"invitation.over"};
  return Written{"Hello", "How are you?"};
}

email::Send a_mail(std::string moot = {}) { return {about(zoe, "zoe@example.org"), "hello", {{"moot", std::move(moot), {}}}}; }
http_call::Call a_call(std::optional<std::string> key = {}, std::string host = "api.example.org") {
  return {"POST", "https://" + host + "/hook", {{"X-One", "1"}}, about(zoe, "{}"), std::move(key)};
}

struct Town : ReactorTown {
  Town() : ReactorTown({effects::email(), effects::http_call()}) { mail.messages = {{"hello", &hello}}; }
  explicit Town(EffectKind kind) : ReactorTown({kind}) { mail.messages = {{"hello", &hello}}; }
  Reactors::Attempt taken() {
    REQUIRE(!out.empty());
    auto first = out.front();
    out.pop_front();
    return first;
  }
  // Nothing goes out however long one waits.
  void stays_silent() {
    for (int n = 0; n < 50; ++n) tick(1h);
    CHECK(out.empty());
  }
};

Came answer(int status) { return {.status = status}; }
Came cut(bool sent) { return {.why = "cut", .said = "the line is dead", .sent = sent}; }

}  // namespace

TEST_CASE("reactors: a mail goes out once its attempt is in the journal, and what came of it is recorded") {
  Town town;
  const auto id = town.wish(a_mail(), {"member", zoe.value});
  town.tick();
  REQUIRE(town.out.size() == 1);
  CHECK(town.history(id) == "requested started");
  const auto attempt = town.taken();
  const auto& mail = std::get<OutgoingMail>(attempt.out);
  CHECK(mail.to == "zoe@example.org");
  CHECK(mail.from == "house@example.org");
  CHECK(mail.subject == "Hello");
  CHECK(mail.message_id.ends_with("@example.org"));
  CHECK(town.row(id).attempts.at(0).until == town.row(id).attempts.at(0).started_at + 60s);
  town.tick();
  CHECK(town.out.empty());
  town.came(attempt, answer(250));
  CHECK(town.history(id) == "requested started succeeded");
  CHECK(town.row(id).reference == mail.message_id);
  town.stays_silent();
  CHECK(town.reactors->figures(town.now).succeeded == 1);
}

TEST_CASE("reactors: nothing goes out of a partition that another process owns") {
  Town town;
  town.wish(a_mail());
  town.owned = false;
  town.stays_silent();
}

TEST_CASE("reactors: what is put off is tried again when the list says, with the same name") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  const auto first = town.taken();
  town.came(first, {.status = 450, .said = "4.7.1 Greylisted <zoe@example.org>\r\n"});
  const auto row = town.row(id);
  CHECK(row.state == Stage::waiting);
  CHECK(row.why == "smtp.deferred");
  CHECK(row.attempts.at(0).status == 450);
  CHECK(row.attempts.at(0).detail->value == "4.7.1 Greylisted <zoe@example.org>  ");
  CHECK(row.attempts.at(0).detail->subject_id == zoe.value);
  REQUIRE(row.next_at);
  CHECK(*row.next_at <= town.now + 30s);
  town.tick(*row.next_at - town.now - 1us);
  CHECK(town.out.empty());
  town.tick(1us);
  const auto second = town.taken();
  CHECK(second.no == 2);
  CHECK(std::get<OutgoingMail>(second.out).message_id == std::get<OutgoingMail>(first.out).message_id);
  town.came(second, answer(250));
  CHECK(town.history(id) == "requested started failed started succeeded");
}

TEST_CASE("reactors: a recipient that is refused is not tried again until a person says so") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  town.came(town.taken(), answer(550));
  CHECK(town.row(id).state == Stage::failed);
  CHECK(town.row(id).why == "smtp.refused");
  town.stays_silent();
  town.ask(effects::Retry{id});
  town.tick();
  CHECK(town.taken().no == 2);
}

TEST_CASE("reactors: a server that takes the mail and drops the line leaves it unknown, and it is never sent again by itself") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  town.came(town.taken(), cut(true));
  CHECK(town.history(id) == "requested started unknown");
  CHECK(town.row(id).why == "smtp.cut");
  town.stays_silent();
  town.ask(effects::Retry{id});                          // a person may
  town.tick();
  CHECK(town.taken().no == 2);
}

TEST_CASE("reactors: a line that is dropped before the mail was sent is a failure") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  town.came(town.taken(), cut(false));
  CHECK(town.history(id) == "requested started failed");
  CHECK(town.row(id).state == Stage::waiting);
}

TEST_CASE("reactors: who dies between sending and recording leaves an unknown attempt, not a second mail") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  REQUIRE(town.out.size() == 1);
  town.crash();
  town.stays_silent();
  CHECK(town.history(id) == "requested started unknown");
  CHECK(town.row(id).state == Stage::unknown);
}

TEST_CASE("reactors: who dies before the attempt is recorded has sent nothing, and it goes out once") {
  Town town;
  const auto id = town.wish(a_mail());
  town.journal = Town::Journal::refuses;
  town.tick();
  CHECK(town.out.empty());
  town.crash();
  town.journal = Town::Journal::answers;
  town.tick();
  CHECK(town.out.size() == 1);
  CHECK(town.history(id) == "requested started");
}

TEST_CASE("reactors: an attempt that is recorded and not answered is not sent: nobody knows who has begun it") {
  Town town;
  const auto id = town.wish(a_mail());
  town.journal = Town::Journal::is_silent;
  town.tick();
  REQUIRE(town.unanswered.size() >= 1);
  town.crash();                                          // the answer never comes
  town.journal = Town::Journal::answers;
  town.stays_silent();
  CHECK(town.history(id) == "requested started unknown");
}

TEST_CASE("reactors: a beginning that was in the journal before is leave to send only when this process has written it") {
  for (const bool mine : {true, false}) {
    Town town;
    const auto id = town.wish(a_mail());
    town.journal = Town::Journal::is_silent;
    town.tick();
    const auto start = town.unanswered.at(0);
    Committed record;
    record.commit.writer = mine ? town.writer() : uuid_of("another-process-");
    record.facts.push_back(AnyFact::of(effects::Started{id, 1, town.now}));
    const auto todo = town.reactors->on_answer(start.id, Done{std::make_shared<Committed>(record), true}, town.now);
    CHECK(todo.run.size() == (mine ? 1 : 0));
    CHECK(town.reactors->on_answer(start.id, Done{std::make_shared<Committed>(record), true}, town.now).run.empty());
  }
  Town town;
  town.wish(a_mail());
  town.journal = Town::Journal::is_silent;
  town.tick();
  CHECK(town.reactors->on_answer(town.unanswered.at(0).id, Known{3}, town.now).run.empty());
}

TEST_CASE("reactors: a result that the journal does not take is told until it does") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  town.journal = Town::Journal::refuses;
  town.came(town.taken(), answer(250));
  for (int n = 0; n < 5; ++n) town.tick();
  CHECK(town.history(id) == "requested started");
  town.journal = Town::Journal::answers;
  town.tick(2s);
  CHECK(town.history(id) == "requested started succeeded");
  CHECK(town.out.empty());
}

TEST_CASE("reactors: at rest nothing is begun, and what is under way is brought to its end") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  const auto attempt = town.taken();
  const auto other = town.wish(a_mail(), {"another", {}});
  town.reactors->rest();
  town.tick();
  CHECK(town.out.empty());
  CHECK_FALSE(town.reactors->idle());
  town.came(attempt, answer(250));
  CHECK(town.reactors->idle());
  CHECK(town.row(id).state == Stage::succeeded);
  CHECK(town.row(other).state == Stage::waiting);
}

TEST_CASE("reactors: given up under way: its result is recorded, and it is over") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  const auto attempt = town.taken();
  town.ask(effects::GiveUp{id});
  town.tick();
  town.came(attempt, answer(450));
  CHECK(town.history(id) == "requested started given_up failed");
  CHECK(town.row(id).state == Stage::given_up);
  town.stays_silent();
}

TEST_CASE("reactors: given up under way, and whoever had begun it dies: nobody knows what it has come to, and that is said") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  REQUIRE(town.out.size() == 1);
  town.ask(effects::GiveUp{id});
  town.tick();
  CHECK(town.history(id) == "requested started given_up");
  town.crash();
  town.stays_silent();
  CHECK(town.history(id) == "requested started given_up unknown");
  CHECK(town.row(id).state == Stage::given_up);
  CHECK(town.row(id).attempts.at(0).result == effects::Result::unknown);
}

TEST_CASE("reactors: a result of an attempt that is not under way is ignored") {
  Town town;
  const auto id = town.wish(a_mail());
  town.tick();
  auto attempt = town.taken();
  attempt.no = 7;
  town.came(attempt, answer(250));
  CHECK(town.history(id) == "requested started");
  attempt.no = 1;
  town.came(attempt, answer(450));
  town.came(attempt, answer(250));
  CHECK(town.history(id) == "requested started failed");
}

TEST_CASE("reactors: a call with an idempotency key is made again when nobody knows what became of it, under the same key") {
  Town town;
  const auto id = town.wish(a_call("Idempotency-Key"));
  town.tick();
  const auto headers = std::get<OutgoingCall>(town.out.at(0).out).headers;
  CHECK(headers == std::vector<std::string>{"X-One: 1", "Idempotency-Key: " + to_string(id)});
  town.crash();
  for (int n = 0; n < 20 && town.out.empty(); ++n) town.tick();
  CHECK(town.history(id) == "requested started unknown reconciled started");
  const auto again = town.taken();
  CHECK(again.no == 2);
  CHECK(std::get<OutgoingCall>(again.out).headers == headers);
}

TEST_CASE("reactors: a call without an idempotency key stays unknown") {
  Town town;
  const auto id = town.wish(a_call());
  town.tick();
  town.came(town.taken(), {.why = "timeout", .sent = true});
  town.stays_silent();
  CHECK(town.history(id) == "requested started unknown");
}

TEST_CASE("reactors: a server that has failed may have done it before: only what may be repeated is, or what says when to come again") {
  const auto after = [](http_call::Call call, Came came) {
    Town town;
    const auto id = town.wish(std::move(call));
    town.tick();
    town.came(town.taken(), came);
    CHECK(town.row(id).why == "http.server_error");
    return town.history(id);
  };
  for (const int status : {500, 502, 503, 504}) {
    CHECK(after(a_call(), {.status = status}) == "requested started unknown");
    CHECK(after(a_call("Idempotency-Key"), {.status = status}) == "requested started failed");
  }
  CHECK(after(a_call(), {.status = 503, .retry_after = 30s}) == "requested started failed");
  CHECK(after(a_call(), {.status = 500, .retry_after = 30s}) == "requested started unknown");
}

TEST_CASE("reactors: a server's wish when to come again is honoured, within a day") {
  for (const auto& [wish, waits] : std::initializer_list<std::pair<Duration, Duration>>{{90s, 90s}, {1000h, 24h}}) {
    Town town;
    const auto id = town.wish(a_call());
    town.tick();
    town.came(town.taken(), {.status = 429, .retry_after = wish});
    CHECK(town.row(id).why == "http.not_now");
    CHECK(*town.row(id).next_at == town.now + waits);
  }
}

TEST_CASE("reactors: it waits longer from attempt to attempt, never longer than the most, and not for ever") {
  auto kind = effects::email();
  kind.retry = {10s, 60s, 5};
  Town town{kind};
  const auto id = town.wish(a_mail());
  for (std::int64_t no = 1; no <= 5; ++no) {
    for (int n = 0; n < 100 && town.out.empty(); ++n) town.tick(2s);
    REQUIRE(town.out.size() == 1);
    town.came(town.taken(), answer(450));
    if (no < 5) CHECK(*town.row(id).next_at - town.now <= std::min<Duration>(10s * (1 << (no - 1)), 60s));
  }
  CHECK(town.row(id).state == Stage::failed);
  CHECK(town.row(id).attempts_made == 5);
  town.stays_silent();
}

TEST_CASE("reactors: what is no longer wanted is cancelled and never begun") {
  Town town;
  const auto id = town.wish(a_mail("yes"));
  town.tick();
  CHECK(town.out.empty());
  CHECK(town.history(id) == "requested cancelled");
  CHECK(town.row(id).why == "invitation.over");
}

TEST_CASE("reactors: an errand that this release cannot say waits for one that can, and one that nobody can is cancelled with the reason") {
  Town town;
  auto mail = a_mail();
  mail.message = "from.the.future";
  const auto id = town.wish(mail);
  town.stays_silent();
  CHECK(town.history(id) == "requested");
  town.mail.messages.push_back({"from.the.future", &hello});
  town.tick(1h);
  CHECK(town.taken().id == id);
  CHECK(town.row(town.wish(http_call::Call{"POST", "not a url", {}, {}, {}})).state == Stage::waiting);
  town.tick();
  CHECK(town.out.empty());
  auto call = a_call();
  call.headers = {{"X", "1\r\nHost: other"}};
  const auto bad = town.wish(call);
  town.tick();
  CHECK(town.row(bad).why == "http.bad_header");
}

TEST_CASE("reactors: a kind that nobody here knows waits, is shown, and stands in nobody's way") {
  Town town{effects::email()};
  const auto call = town.wish(a_call());                 // known to the table of names, and no reactor's
  std::vector<Id<Effect>> many;
  const auto mail = town.wish(a_mail());
  town.tick();
  REQUIRE(town.out.size() == 1);
  CHECK(town.taken().id == mail);
  town.stays_silent();
  CHECK(town.row(call).state == Stage::waiting);
  CHECK(town.history(call) == "requested");
}

TEST_CASE("reactors: a host that fails again and again is left alone for a while, then one attempt tells") {
  Town town;
  for (int n = 0; n < 8; ++n) town.wish(a_call());
  const auto elsewhere = town.wish(a_call({}, "other.example.org"));
  town.tick();
  CHECK(town.out.size() == 8);                           // of one tenant at a time
  for (int n = 0; n < 5; ++n) town.came(town.taken(), {.why = "unreachable"});
  CHECK(town.reactors->figures(town.now).breakers_open == 1);
  for (auto rest = town.out.size(); rest; --rest) town.came(town.taken(), {.why = "unreachable"});
  town.tick();
  REQUIRE(town.out.size() == 1);                         // another host's
  CHECK(town.taken().id == elsewhere);
  town.tick(20s);
  CHECK(town.out.empty());
  town.tick(15s);
  REQUIRE(town.out.size() == 1);
  town.tick(1s);
  REQUIRE(town.out.size() == 1);                         // until that one has told
  town.came(town.taken(), answer(200));
  CHECK(town.reactors->figures(town.now).breakers_open == 0);
  CHECK(town.row(town.wish(a_call())).state == Stage::waiting);
  town.tick(1s);
  CHECK(town.out.size() >= 1);                           // whoever was held back for that host is not kept any longer
  for (int n = 0; n < 40; ++n) town.tick(2s);
  CHECK(town.out.size() == 7);
}

TEST_CASE("reactors: one tenant has so many under way at a time, and another does not wait for it") {
  Town town;
  for (int n = 0; n < 30; ++n) town.wish(a_call());
  const auto other_tenant = uuid_of("another-tenant-1");
  const auto other = town.wish(a_call(), {"thing", {}}, {}, other_tenant);
  town.tick();
  CHECK(town.out.size() == 9);
  CHECK(std::count_if(town.out.begin(), town.out.end(), [&](const auto& a) { return a.tenant == other_tenant; }) == 1);
  CHECK(town.row(other, other_tenant).state == Stage::under_way);
  if (town.out.front().tenant == other_tenant) std::swap(town.out.front(), town.out.back());
  town.came(town.taken(), answer(200));
  town.tick();
  CHECK(town.out.size() == 9);
}

TEST_CASE("reactors: what is due stands in nobody's way, however much there is") {
  Town town;
  for (int n = 0; n < 600; ++n) town.wish(a_call());     // more than one look sees, and this tenant has no room
  const auto other_tenant = uuid_of("another-tenant-1");
  town.wish(a_call(), {"thing", {}}, {}, other_tenant);
  for (int n = 0; n < 5; ++n) town.tick(100ms);
  CHECK(std::count_if(town.out.begin(), town.out.end(), [&](const auto& a) { return a.tenant == other_tenant; }) == 1);
}

TEST_CASE("reactors: who asks much of a host that fails, or what nobody here can say, holds up nobody else") {
  Town town;
  town.held = 40;
  town.held_of_tenant = 10;
  town.crash();
  for (int n = 0; n < 30; ++n) {
    auto mail = a_mail();
    mail.message = "from.the.future";
    town.wish(mail);
  }
  town.wish(a_mail());
  const auto other_tenant = uuid_of("another-tenant-1");
  town.wish(a_mail(), {"thing", {}}, {}, other_tenant);
  town.tick();
  REQUIRE(town.out.size() == 1);
  CHECK(town.taken().tenant == other_tenant);
  town.mail.messages.push_back({"from.the.future", &hello});
  for (int n = 0; n < 40; ++n) {
    town.tick(6s);
    while (!town.out.empty()) town.came(town.taken(), answer(250));
  }
  CHECK(town.reactors->figures(town.now).succeeded == 31);
}

TEST_CASE("reactors: where order counts the next waits until the one before is done with") {
  auto kind = effects::email();
  kind.order = InOrder::by_what_it_is_about;
  Town town{kind};
  const effects::About talk{"conversation", uuid_of("a-conversation-1")};
  const auto first = town.wish(a_mail(), talk), second = town.wish(a_mail(), talk);
  const auto elsewhere = town.wish(a_mail(), {"conversation", uuid_of("a-conversation-2")});
  town.tick();
  REQUIRE(town.out.size() == 2);
  CHECK(town.row(second).state == Stage::waiting);
  CHECK(town.row(elsewhere).state == Stage::under_way);
  const auto attempt = town.out[0].id == first ? town.out[0] : town.out[1];
  town.out.clear();
  town.came(attempt, answer(450));
  town.tick(0s);
  CHECK(town.row(second).state == Stage::waiting);       // the first will be tried again
  for (int n = 0; n < 60 && town.out.empty(); ++n) town.tick();
  REQUIRE(town.out.size() == 1);
  CHECK(town.out[0].id == first);
  town.came(town.taken(), answer(250));
  town.tick();
  CHECK(town.taken().id == second);
}

bool held_back_now = false;

TEST_CASE("reactors: what is held back waits without an attempt, in its order, holds up nobody, and goes out once when it no longer is") {
  auto kind = effects::email();
  kind.order = InOrder::by_what_it_is_about;
  Town town{kind};
  town.held_back = [](const Preparing& in) { return held_back_now && in.errand.as<email::Send>()->values.at(0).text == "held"; };
  town.held = 40;
  town.held_of_tenant = 10;
  town.crash();
  held_back_now = true;
  std::vector<Id<Effect>> waiting;
  for (int n = 0; n < 60; ++n) waiting.push_back(town.wish(a_mail("held"), {"conversation", uuid_of("conversation--" + std::to_string(n / 2 + 10))}));
  const auto other = town.wish(a_mail());
  town.tick();
  REQUIRE(town.out.size() == 1);                         // more of them than may be held of a tenant, and nobody waits for them
  CHECK(town.out[0].id == other);
  town.came(town.taken(), answer(250));
  town.stays_silent();
  CHECK(town.history(waiting[0]) == "requested");
  town.crash();
  town.stays_silent();
  held_back_now = false;
  std::vector<Id<Effect>> went;
  for (int n = 0; n < 200; ++n) {
    town.tick(3s);
    while (!town.out.empty()) {
      went.push_back(town.out.front().id);
      town.came(town.taken(), answer(250));
    }
  }
  CHECK(went.size() == 60);
  const auto place = [&](const Id<Effect>& id) { return std::find(went.begin(), went.end(), id); };
  for (std::size_t n = 0; n < waiting.size(); n += 2) CHECK(place(waiting[n]) < place(waiting[n + 1]));
}

TEST_CASE("reactors: what was tried before it is held back is not tried again until it no longer is") {
  Town town;
  town.held_back = [](const Preparing&) { return held_back_now; };
  town.crash();
  const auto id = town.wish(a_mail());
  town.tick();
  const auto first = town.taken();
  held_back_now = true;
  town.came(first, answer(450));
  town.stays_silent();
  town.ask(effects::Retry{id});
  town.stays_silent();
  held_back_now = false;
  town.tick(3s);
  CHECK(town.taken().no == 2);
}

TEST_CASE("reactors: what a result means is asked of whoever wanted it, once") {
  auto kind = effects::email();
  kind.result = [](const AnyValue& errand, const effects::EffectRow& row, const Meaning& judged) -> std::optional<AnyAsk> {
    CHECK(errand.as<email::Send>()->message == "hello");
    CHECK(judged.how == Meaning::How::succeeded);
    return AnyAsk::of(effects::GiveUp{row.id});
  };
  Town town{kind};
  const auto id = town.wish(a_mail());
  town.tick();
  town.came(town.taken(), answer(250));
  CHECK(town.history(id) == "requested started succeeded");
}

TEST_CASE("reactors: random troubles never send a mail twice without an unknown attempt or a person's word in between") {
  std::uint64_t seed = 42;
  const auto chance = [&](std::uint64_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % n;
  };
  for (int round = 0; round < 40; ++round) {
    Town town;
    std::vector<Id<Effect>> all;
    for (int n = 0; n < 5; ++n) all.push_back(town.wish(a_mail()));
    std::map<Uuid, std::vector<std::int64_t>> sent;
    for (int step = 0; step < 60; ++step) {
      town.journal = chance(4) ? Town::Journal::answers : chance(2) ? Town::Journal::refuses : Town::Journal::is_silent;
      town.tick(Duration{static_cast<std::int64_t>(chance(120'000'000))});
      while (!town.out.empty()) {
        const auto attempt = town.taken();
        sent[attempt.id.value].push_back(attempt.no);
        switch (chance(5)) {
          case 0: town.came(attempt, answer(250)); break;
          case 1: town.came(attempt, answer(450)); break;
          case 2: town.came(attempt, cut(true)); break;
          case 3: town.came(attempt, cut(false)); break;
          default: break;                                // it hangs
        }
      }
      if (chance(10) == 0) town.crash();
      if (chance(20) == 0) town.ask(effects::GiveUp{all[chance(all.size())]});
    }
    for (const auto& id : all) {
      auto numbers = sent[id.value];
      std::sort(numbers.begin(), numbers.end());
      CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());   // no attempt goes out twice
      // And after one that went well, or that nobody knows of, there is none.
      const auto history = town.history(id);
      for (const auto* last : {"succeeded", "unknown"})
        if (const auto at = history.find(last); at != history.npos) CHECK_MESSAGE(history.find("started", at) == history.npos, history);
    }
  }
}
