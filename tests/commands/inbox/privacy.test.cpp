#include <doctest/doctest.h>

#include "commands/inbox/privacy/asks.hpp"
#include "domain/inbox/customer/activity.hpp"
#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using privacy::RetentionExpired;
using privacy::RetentionSet;
using privacy::SetRetention;

namespace {

using Days = std::optional<std::int64_t>;
using std::chrono::days;

const House& keeping() {
  static const House house{join({commands::later(), commands::business(), commands::member(), commands::customer(), commands::conversation(),
                                 commands::message(), commands::privacy()})};
  return house;
}
const auto terms = privacy::retention_of(tenant());
RetentionSet kept_for(Days days, Time begins = start) { return {terms, days, true, begins, {}}; }
// Somebody who was made at `start`, which is the beginning of a day, and has not been heard of since.
Story silent() { return keeping().given(founded(), known(zoe), kept_for(30)); }
const auto erasure = fresh<Erasure>();

}  // namespace

TEST_CASE("how long customers are kept is set, and begins a day later") {
  auto story = keeping().given(founded());
  story.as(staff(ann, Role::admin)).at(start + 2h).when(SetRetention{terms, Days{365}, {}}).then(RetentionSet{terms, 365, true, start + 26h, ann});
}
TEST_CASE("what is not named stays, null keeps customers for ever, and what is so already is not said again") {
  auto story = keeping().given(founded(), kept_for(365));
  story.as(staff(ann, Role::admin)).at(start + 2h).when(SetRetention{terms, Days{365}, true}).then().when(SetRetention{terms}).then()
      .at(start + 3h).when(SetRetention{terms, {}, false}).then(RetentionSet{terms, 365, false, start + 27h, ann})
      .at(start + 4h).when(SetRetention{terms, Days{}, {}}).then(RetentionSet{terms, {}, false, start + 28h, ann});
  keeping().given(founded()).when(SetRetention{terms, Days{}, true}).then();
}
TEST_CASE("whoever has not been heard of for as many days is erased, and why is said") {
  silent().as(system()).at(start + days{31}).when(customer::Expire{zoe})
      .then(customer::Erased{zoe, erasure}, SubjectErased{erasure, zoe.value, {}}, RetentionExpired{erasure, zoe, start, 30});
}
TEST_CASE("nobody is erased before all of those days are over") {
  silent().as(system()).at(start + days{31} - 1us).when(customer::Expire{zoe}).then();
}
TEST_CASE("nobody is erased where nothing was said, where customers are kept for ever, or before it begins") {
  keeping().given(founded(), known(zoe)).as(system()).at(start + days{4'000}).when(customer::Expire{zoe}).then();
  keeping().given(founded(), known(zoe), kept_for(30), kept_for({})).as(system()).at(start + days{4'000}).when(customer::Expire{zoe}).then();
  auto story = keeping().given(founded(), known(zoe), kept_for(30, start + days{100}));
  story.as(system()).at(start + days{100} - 1us).when(customer::Expire{zoe}).then().at(start + days{100}).when(customer::Expire{zoe}).accepted();
  CHECK(story.record().facts.size() == 3);
}
TEST_CASE("whatever is heard or noted of a customer counts, whoever does it") {
  const auto then = start + days{20} + 5h;
  const Time day = start + days{20};
  const auto heard = [&](auto fact) {
    auto story = keeping().given(founded(), known(zoe), opened(), kept_for(30), happened(then, fact));
    story.as(system()).at(day + days{31} - 1us).when(customer::Expire{zoe}).then();
    story.as(system()).at(day + days{31}).when(customer::Expire{zoe}).accepted();
    CHECK_MESSAGE(story.record().facts.size() == 3, decltype(fact)::wire);
    return story.template facts<RetentionExpired>().at(0).active_on == day;
  };
  CHECK(heard(wrote(hello, 1, "hello")));
  CHECK(heard(replied(answer, 1, "hello?")));
  CHECK(heard(customer::NoteAdded{zoe, named<CustomerNote>("note"), ann, about(zoe, "rang us")}));
  CHECK(heard(customer::Changed{zoe, about(zoe, "Zoe")}));
  CHECK(heard(conversation::Reopened{talk, zoe, widget, {}, {}}));
  CHECK(heard(privacy::ConsentRecorded{named<Consent>("consent"), zoe, "newsletter", true, about(zoe, "form"), {}}));
}
TEST_CASE("what others say, and how a conversation stands, does not") {
  auto story = keeping().given(founded(), known(zoe), opened(), kept_for(30),
                               happened(start + days{20}, known(named<Customer>("yan"))), happened(start + days{20}, conversation::Resolved{talk, {}, {}}));
  story.as(system()).at(start + days{31}).when(customer::Expire{zoe}).accepted();
  CHECK(story.record().facts.size() == 3);
}
TEST_CASE("how long texts of conversations are kept is set beside it, and what is not named stays") {
  auto story = keeping().given(founded(), kept_for(365));
  story.as(staff(ann, Role::admin)).at(start + 2h).when(SetRetention{terms, {}, {}, Days{90}}).then(RetentionSet{terms, 365, true, start + 26h, ann, 90})
      .when(SetRetention{terms, {}, {}, Days{90}}).then()
      .at(start + 3h).when(SetRetention{terms, Days{}, {}}).then(RetentionSet{terms, {}, true, start + 27h, ann, 90})
      .at(start + 4h).when(SetRetention{terms, {}, {}, Days{}}).then(RetentionSet{terms, {}, true, start + 28h, ann, {}});
}

namespace {
using conversation::Expired;
using message::ExpireTexts;
RetentionSet texts_for(Days days, Time begins = start) { return {terms, {}, true, begins, {}, days}; }
message::Deleted gone(const Id<Message>& id, std::int64_t no, message::Kind kind = message::Kind::reply) { return {id, talk, no, kind, {}}; }
// Two have written on the first day, which is when it was resolved, too.
template <class... F>
Story over(F... and_then) {
  return keeping().given(founded(), known(zoe), opened(), texts_for(30), wrote(hello, 1, "hello"), replied(answer, 2, "yes?"), conversation::Resolved{talk, {}, {}},
                         and_then...);
}
}  // namespace

TEST_CASE("texts of a conversation that is over go when all of those days are over, and why is said") {
  over().as(system()).at(start + days{31} - 1us).when(ExpireTexts{talk}).then();
  over().as(system()).at(start + days{31}).when(ExpireTexts{talk}).then(gone(hello, 1), gone(answer, 2), Expired{talk, start, 30}).when(ExpireTexts{talk}).then();
}
TEST_CASE("the subject goes with the first of them") {
  auto story = over(conversation::SubjectChanged{talk, about(zoe, "Opening hours")});
  story.as(system()).at(start + days{31}).when(ExpireTexts{talk, 2}).then(gone(answer, 2), Expired{talk, start, 30});
  story.when(ExpireTexts{talk}).then(gone(hello, 1), conversation::SubjectChanged{talk, {}}, Expired{talk, start, 30});
}
TEST_CASE("a conversation that goes on keeps its texts, and so does one that is opened again in time") {
  const auto still = [](auto... facts) {
    auto story = over(happened(start + days{20}, facts)...);
    story.as(system()).at(start + days{100}).when(ExpireTexts{talk}).then();
  };
  still(conversation::Reopened{talk, zoe, widget, {}, {}});
  still(conversation::MadePending{talk, {}, {}});
}
TEST_CASE("it is over since it was resolved, however it was closed later, unless something was said or it was opened after that") {
  const auto since = [](Time day, auto... facts) {
    auto story = over(happened(start + days{20} + 5h, facts)...);
    story.as(system()).at(day + days{31} - 1us).when(ExpireTexts{talk}).then().at(day + days{31}).when(ExpireTexts{talk}).accepted();
    return story.template facts<Expired>().size() == 1 && story.template facts<Expired>().at(0).over_on == day;
  };
  CHECK(since(start, conversation::Closed{talk, {}, {}}));
  CHECK(since(start, conversation::Closed{talk, {}, {}}, conversation::Archived{talk, {}, {}}));
  CHECK(since(start + days{20}, replied(named<Message>("later"), 3, "by the way")));
  CHECK(since(start + days{20}, conversation::Reopened{talk, zoe, widget, {}, {}}, conversation::Closed{talk, {}, {}}));
}
TEST_CASE("texts stay where nothing was said of them, where they are kept for ever, and before it begins") {
  const auto kept = [](auto... terms_set) {
    auto story = over(terms_set...);
    story.as(system()).at(start + days{4'000}).when(ExpireTexts{talk}).then();
  };
  kept(texts_for({}));
  kept(kept_for(30));
  kept(texts_for(30, start + days{4'001}));
}
TEST_CASE("a legal hold on the customer keeps the texts") {
  const auto hold = named<LegalHold>("hold");
  const privacy::HoldPlaced placed{hold, zoe, about(zoe, "case 1"), {}};
  over(placed).as(system()).at(start + days{31}).when(ExpireTexts{talk}).then();   // refused; of the house's own that is done
  over(placed, privacy::HoldLifted{hold, zoe, {}}).as(system()).at(start + days{31}).when(ExpireTexts{talk}).accepted();
}
TEST_CASE("a long conversation goes in pieces, each of one record, and what was deleted before is left out") {
  millrace::Facts facts;
  const auto and_then = [&](auto fact) { millrace::detail::say(facts, std::move(fact)); };
  and_then(founded()), and_then(known(zoe)), and_then(opened()), and_then(texts_for(30));
  for (std::int64_t no = 1; no <= 100; ++no) and_then(wrote(named<Message>("m" + std::to_string(no)), no, "and"));
  and_then(conversation::Resolved{talk, {}, {}}), and_then(gone(named<Message>("m1"), 1));
  Story story{keeping(), std::move(facts)};
  story.as(system()).at(start + days{31}).when(ExpireTexts{talk}).accepted();
  CHECK(story.record().facts.size() == 79 + 1);
  CHECK(story.facts<message::Deleted>().at(0).no == 2);
  story.when(ExpireTexts{talk, 81}).accepted();
  CHECK(story.record().facts.size() == 20 + 1);
  story.when(ExpireTexts{talk, 161}).then();
}

TEST_CASE("a legal hold keeps whoever is due, until it is lifted") {
  const auto hold = named<LegalHold>("hold");
  auto story = keeping().given(founded(), known(zoe), kept_for(30), privacy::HoldPlaced{hold, zoe, about(zoe, "case 1"), {}});
  story.as(system()).at(start + days{40}).when(customer::Expire{zoe}).then();
  story.as(staff(ann, Role::admin)).when(privacy::LiftHold{hold}).accepted();
  story.as(system()).when(customer::Expire{zoe}).accepted();
  CHECK(story.record().facts.size() == 3);
}
TEST_CASE("who is erased already is not erased again, and nobody who was never there") {
  auto story = silent();
  story.as(system()).at(start + days{31}).when(customer::Expire{zoe}).accepted();
  story.when(customer::Expire{zoe}).then().when(customer::Expire{named<Customer>("nobody")}).then();
}
