#include <doctest/doctest.h>

#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
namespace c = millrace::conversation;

namespace {
later::TimerSet closes_at(Time due) { return *timer(due, Close{talk}).as<later::TimerSet>(); }
const auto manager = member(ann, Role::manager);
const auto other = named<Conversation>("other");
}  // namespace

TEST_CASE("an agent opens a conversation with a customer who is known") {
  auto story = inbox().given(founded(), known(zoe));
  story.as(member(ann, Role::agent)).when(OpenConversation{talk, zoe, widget, Channel::widget, said("Your parcel")})
      .then(c::Opened{talk, zoe, widget, Channel::widget, about(zoe, "Your parcel")})
      .when(OpenConversation{talk, zoe}).refused(rule::conversation_exists)
      .when(OpenConversation{other, zoe, widget}).refused(rule::another_open)
      .when(OpenConversation{other, zoe, {}, Channel::email}).then(c::Opened{other, zoe, {}, Channel::email})
      .when(OpenConversation{named<Conversation>("third"), named<Customer>("nobody")}).refused(rule::no_such_customer)
      .when(OpenConversation{named<Conversation>("third"), zoe, {}, Channel::email, said("")}).refused(rule::subject_invalid);
}
TEST_CASE("an agent's conversation on the widget is at the business's widget, so that the visitor's answer goes into it") {
  auto story = inbox().given(founded(), known(zoe));
  story.as(member(ann, Role::agent)).when(OpenConversation{talk, zoe}).then(c::Opened{talk, zoe, widget, Channel::widget})
      .when(OpenConversation{other, zoe}).refused(rule::another_open)
      .as(visitor(zoe)).when(Receive{hello, zoe, widget, said("hello")}).then(wrote(hello, 1, "hello"));
}
TEST_CASE("an account that is not the business's own, or not of that channel, is refused") {
  inbox().given(founded(), known(zoe)).as(member(ann, Role::agent))
      .when(OpenConversation{talk, zoe, named<ChannelAccount>("of another business")}).refused(rule::account_unknown)
      .when(OpenConversation{talk, zoe, widget, Channel::email}).refused(rule::account_unknown)
      .when(OpenConversation{talk, zoe, mailbox, Channel::email}).refused(rule::account_unknown);
}
TEST_CASE("what an earlier release opened on the widget outside its account is answered there, too, and gets its account") {
  const c::Opened outside{talk, zoe, {}, Channel::widget};
  inbox().given(founded(), known(zoe), outside).as(visitor(zoe)).when(Receive{hello, zoe, widget, said("hello")}).then(wrote(hello, 1, "hello"))
      .as(member(ann, Role::agent)).when(OpenConversation{other, zoe}).refused(rule::another_open);
  inbox().given(founded(), known(zoe), outside, c::Resolved{talk, {}}).as(visitor(zoe)).when(Receive{hello, zoe, widget, said("hello")})
      .then(c::Reopened{talk, zoe, widget, {}}, wrote(hello, 1, "hello"));
  inbox().given(founded(), known(zoe), outside, c::Closed{talk, {}}).as(manager).when(ChangeStatus{talk, "open"})
      .then(c::Reopened{talk, zoe, widget, {}});
  inbox().given(founded(), known(zoe), c::Opened{talk, zoe, {}, Channel::email}).as(visitor(zoe)).when(Receive{hello, zoe, widget, said("hello")})
      .then(c::Opened{fresh<Conversation>(), zoe, widget}, wrote(hello, 1, "hello", fresh<Conversation>()));
}
TEST_CASE("whoever has not seen the newest message does not resolve the conversation over it") {
  auto note = replied(answer, 2, "careful");
  note.kind = message::Kind::note;
  auto story = inbox().given(known(zoe), opened(), wrote(hello, 1, "hello"), note);
  story.as(manager).when(ChangeStatus{talk, "resolved", 1}).refused(rule::moved_on)
      .when(ChangeStatus{talk, "open", 1}).refused(rule::moved_on)
      .when(ChangeStatus{talk, "resolved", 2}).accepted()
      .when(ChangeStatus{talk, "closed"}).then(c::Closed{talk, {}});
}
TEST_CASE("a conversation is given to a member, to another, and to nobody") {
  inbox().given(known(zoe), opened(), joined(ann), joined(bob))
      .as(manager).when(Assign{talk, ann}).then(c::Assigned{talk, {}, ann})
      .when(Assign{talk, ann}).then()
      .when(Assign{talk, bob}).then(c::Assigned{talk, ann, bob})
      .when(Assign{talk, {}}).then(c::Assigned{talk, bob, {}})
      .when(Assign{talk, named<Member>("a stranger")}).refused(rule::no_such_assignee)
      .when(Assign{other, ann}).refused(rule::no_such_conversation);
}
TEST_CASE("what somebody has is nobody's again, in the record with which they go") {
  auto story = inbox().given(known(zoe), opened(), opened(other), joined(ann, Role::admin), joined(bob), c::Assigned{talk, {}, bob}, c::Assigned{other, {}, ann});
  story.as(member(ann, Role::admin)).when(RemoveMember{bob}).then(membership::Removed{bob, joined(bob).account_id}, c::Assigned{talk, bob, {}});
}
TEST_CASE("what is closed and what is archived leaves the desk, too") {
  auto story = inbox().given(known(zoe), opened(), joined(ann, Role::admin), joined(bob), c::Assigned{talk, {}, bob}, c::Archived{talk, bob});
  story.as(member(ann, Role::admin)).when(RemoveMember{bob}).then(membership::Removed{bob, joined(bob).account_id}, c::Assigned{talk, bob, {}});
}
TEST_CASE("a desk of hundreds is cleared by a timer that goes on until nothing is left, unless they come back") {
  auto story = inbox().given(known(zoe), joined(ann, Role::admin), joined(bob));
  story.as(member(ann, Role::admin));
  for (int n = 0; n < 250; ++n) {
    const auto id = named<Conversation>("talk " + std::to_string(n));
    story.when(OpenConversation{id, zoe, {}, Channel::email}).when(Assign{id, bob}).accepted();
  }
  story.when(RemoveMember{bob}).accepted();
  CHECK(story.facts<c::Assigned>().size() == 50);
  auto returned = inbox().given(joined(bob));
  returned.as(system()).when(ClearDesk{bob}).then();
  std::size_t cleared = 50;
  for (int turn = 0; turn < 3; ++turn) {
    CHECK(story.facts<later::TimerSet>().size() == (turn < 3 ? 1 : 0));
    story.as(system()).when(ClearDesk{bob}).accepted();
    cleared += story.facts<c::Assigned>().size();
  }
  CHECK(cleared == 250);
  CHECK(story.facts<later::TimerSet>().empty());
  story.when(ClearDesk{bob}).then();
}
TEST_CASE("nobody is given a conversation that is over, or somebody who has left") {
  inbox().given(known(zoe), opened(), joined(ann), joined(bob), membership::Removed{bob, {}})
      .as(manager).when(Assign{talk, bob}).refused(rule::no_such_assignee)
      .when(ChangeStatus{talk, "closed"}).then(c::Closed{talk, {}})
      .when(Assign{talk, ann}).refused(rule::not_open);
}
TEST_CASE("what is resolved closes after seven days") {
  auto story = inbox().given(known(zoe), opened(), c::Assigned{talk, {}, ann});
  const auto due = start + 1h + 7 * 24h;
  story.as(member(ann, Role::agent)).when(ChangeStatus{talk, "solved"}).then(c::Resolved{talk, ann}, closes_at(due))
      .as(system()).at(due).when(Close{talk}).then(c::Closed{talk, ann});
}
TEST_CASE("the timer leaves alone what was opened again meanwhile") {
  inbox().given(known(zoe), opened(), c::Resolved{talk, {}}, c::Reopened{talk, zoe, widget, {}})
      .as(system()).when(Close{talk}).then();
}
TEST_CASE("a status takes its synonyms, and no other word") {
  inbox().given(known(zoe), opened())
      .as(manager).when(ChangeStatus{talk, "snoozed"}).then(c::MadePending{talk, {}})
      .when(ChangeStatus{talk, "pending"}).then()
      .when(ChangeStatus{talk, "open"}).then(c::Reopened{talk, zoe, widget, {}})
      .when(ChangeStatus{talk, "sideways"}).refused(rule::unknown_status)
      .when(ChangeStatus{talk, "archived"}).then(c::Archived{talk, {}})
      .when(ChangeStatus{talk, "resolved"}).refused(rule::not_open)
      .when(ChangeStatus{talk, "closed"}).refused(rule::not_open)
      .when(ChangeStatus{talk, "pending"}).then(c::Reopened{talk, zoe, widget, {}}, c::MadePending{talk, {}});
}
TEST_CASE("a closed conversation opens again only when no other is going on there") {
  auto story = inbox().given(known(zoe), opened(), c::Closed{talk, {}}, opened(other));
  story.as(manager).when(ChangeStatus{talk, "open"}).refused(rule::another_open)
      .when(ChangeStatus{other, "closed"}).then(c::Closed{other, {}})
      .when(ChangeStatus{talk, "open"}).then(c::Reopened{talk, zoe, widget, {}});
  CHECK(find_row<LatestConversation>(story.rows(), tenant(), CustomerAt{zoe, widget})->id == talk);
}
TEST_CASE("a subject is kept composed, without what does not show at its ends, and as that it is compared") {
  const auto subject = about(zoe, "Café");
  inbox().given(known(zoe), opened()).as(manager)
      .when(ChangeConversation{talk, {}, said(" Cafe\u0301\u200b ")}).then(conversation::SubjectChanged{talk, subject})
      .when(ChangeConversation{talk, {}, said("Café ")}).then()
      .when(ChangeConversation{talk, {}, said("\u2800")}).refused(rule::subject_invalid);
  inbox().given(known(zoe)).as(manager).when(OpenConversation{talk, zoe, {}, Channel::email, said(" Cafe\u0301 ")})
      .then(conversation::Opened{talk, zoe, {}, Channel::email, subject});
}
TEST_CASE("priority and subject change by merge patch") {
  inbox().given(known(zoe), opened())
      .as(manager).when(ChangeConversation{talk, c::Priority::urgent, said("Fire")})
      .then(c::PriorityChanged{talk, c::Priority::urgent}, c::SubjectChanged{talk, about(zoe, "Fire")})
      .when(ChangeConversation{talk, c::Priority::urgent, {}}).then()
      .when(ChangeConversation{talk, c::Priority::urgent, said("Fire")}).then()
      .when(ChangeConversation{talk, {}, said("FIRE")}).then(c::SubjectChanged{talk, about(zoe, "FIRE")})
      .when(ChangeConversation{talk, {}, MaybePersonal{}}).then(c::SubjectChanged{talk, {}})
      .when(ChangeConversation{talk, {}, MaybePersonal{}}).then()
      .when(ChangeConversation{talk, {}, said(" ")}).refused(rule::subject_invalid);
}
TEST_CASE("conversations have tags of their own") {
  inbox().given(known(zoe), opened())
      .as(manager).when(TagConversation{talk, {"refund"}}).then(c::Tagged{talk, {"refund"}, {"refund"}, {}})
      .when(TagConversation{talk, {}, {{"refund"}}}).then(c::Tagged{talk, {}, {}, {"refund"}})
      .when(TagConversation{talk, {}}).then()
      .when(TagConversation{talk, {" "}}).refused(rule::tag_invalid);
}
TEST_CASE("a limited agent knows of no conversation but those that are assigned to it") {
  inbox().given(known(zoe), opened(), c::Assigned{talk, {}, bob}, joined(ann), joined(bob), wrote(hello, 1, "hello"))
      .as(member(ann, Role::limited_agent)).when(ChangeStatus{talk, "closed"}).refused(rule::no_such_conversation)
      .when(TagConversation{talk, {"x"}}).refused(rule::no_such_conversation)
      .when(Assign{talk, ann}).refused(rule::no_such_conversation)
      .when(ChangeConversation{talk, c::Priority::low, {}}).refused(rule::no_such_conversation)
      .when(Send{answer, talk, said("hi")}).refused(rule::no_such_conversation)
      .when(MarkRead{hello}).refused(rule::no_such_message)
      .when(DeleteMessage{hello}).refused(rule::no_such_message)
      .as(member(bob, Role::limited_agent)).when(TagConversation{talk, {"x"}}).then(c::Tagged{talk, {"x"}, {"x"}, {}});
}
