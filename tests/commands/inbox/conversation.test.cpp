#include <doctest/doctest.h>

#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
namespace c = millrace::conversation;

namespace {
later::TimerSet closes_at(Time due) { return *timer(due, conversation::Close{talk}).as<later::TimerSet>(); }
const auto manager = staff(ann, Role::manager);
const auto other = named<Conversation>("other");
}  // namespace

TEST_CASE("an agent opens a conversation with a customer who is known") {
  auto story = inbox().given(founded(), known(zoe));
  story.as(staff(ann, Role::agent)).when(conversation::Open{talk, zoe, widget, Channel::widget, said("Your parcel")})
      .then(c::Opened{talk, zoe, widget, Channel::widget, about(zoe, "Your parcel")})
      .when(conversation::Open{talk, zoe}).refused(conversation::rule::conversation_exists)
      .when(conversation::Open{other, zoe, widget}).refused(conversation::rule::another_open)
      .when(conversation::Open{other, zoe, {}, Channel::email}).then(c::Opened{other, zoe, {}, Channel::email})
      .when(conversation::Open{named<Conversation>("third"), named<Customer>("nobody")}).refused(customer::rule::no_such_customer)
      .when(conversation::Open{named<Conversation>("third"), zoe, {}, Channel::email, said("")}).refused(conversation::rule::subject_invalid);
}
TEST_CASE("an agent's conversation on the widget is at the business's widget, so that the visitor's answer goes into it") {
  auto story = inbox().given(founded(), known(zoe));
  story.as(staff(ann, Role::agent)).when(conversation::Open{talk, zoe}).then(c::Opened{talk, zoe, widget, Channel::widget})
      .when(conversation::Open{other, zoe}).refused(conversation::rule::another_open)
      .as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("hello")}).then(wrote(hello, 1, "hello"));
}
TEST_CASE("an account that is not the business's own, or not of that channel, is refused") {
  inbox().given(founded(), known(zoe)).as(staff(ann, Role::agent))
      .when(conversation::Open{talk, zoe, named<ChannelAccount>("of another business")}).refused(conversation::rule::account_unknown)
      .when(conversation::Open{talk, zoe, widget, Channel::email}).refused(conversation::rule::account_unknown)
      .when(conversation::Open{talk, zoe, mailbox, Channel::email}).refused(conversation::rule::account_unknown);
}
TEST_CASE("what an earlier release opened on the widget outside its account is answered there, too, and gets its account") {
  const c::Opened outside{talk, zoe, {}, Channel::widget};
  inbox().given(founded(), known(zoe), outside).as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("hello")}).then(wrote(hello, 1, "hello"))
      .as(staff(ann, Role::agent)).when(conversation::Open{other, zoe}).refused(conversation::rule::another_open);
  inbox().given(founded(), known(zoe), outside, c::Resolved{talk, {}}).as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("hello")})
      .then(c::Reopened{talk, zoe, widget, {}, c::Status::resolved}, wrote(hello, 1, "hello"));
  inbox().given(founded(), known(zoe), outside, c::Closed{talk, {}}).as(manager).when(conversation::ChangeStatus{talk, "open"})
      .then(c::Reopened{talk, zoe, widget, {}, c::Status::closed});
  inbox().given(founded(), known(zoe), c::Opened{talk, zoe, {}, Channel::email}).as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("hello")})
      .then(c::Opened{fresh<Conversation>(), zoe, widget}, wrote(hello, 1, "hello", fresh<Conversation>()));
}
TEST_CASE("whoever has not seen the newest message does not resolve the conversation over it") {
  auto note = replied(answer, 2, "careful");
  note.kind = message::Kind::note;
  auto story = inbox().given(known(zoe), opened(), wrote(hello, 1, "hello"), note);
  story.as(manager).when(conversation::ChangeStatus{talk, "resolved", 1}).refused(conversation::rule::moved_on)
      .when(conversation::ChangeStatus{talk, "open", 1}).refused(conversation::rule::moved_on)
      .when(conversation::ChangeStatus{talk, "resolved", 2}).accepted()
      .when(conversation::ChangeStatus{talk, "closed"}).then(c::Closed{talk, {}, c::Status::resolved});
}
TEST_CASE("a conversation is given to a member, to another, and to nobody") {
  inbox().given(known(zoe), opened(), joined(ann), joined(bob))
      .as(manager).when(conversation::Assign{talk, ann}).then(c::Assigned{talk, {}, ann})
      .when(conversation::Assign{talk, ann}).then()
      .when(conversation::Assign{talk, bob}).then(c::Assigned{talk, ann, bob})
      .when(conversation::Assign{talk, {}}).then(c::Assigned{talk, bob, {}})
      .when(conversation::Assign{talk, named<Member>("a stranger")}).refused(conversation::rule::no_such_assignee)
      .when(conversation::Assign{other, ann}).refused(conversation::rule::no_such_conversation);
}
TEST_CASE("what somebody has is nobody's again, in the record with which they go") {
  auto story = inbox().given(known(zoe), opened(), opened(other), joined(ann, Role::admin), joined(bob), c::Assigned{talk, {}, bob}, c::Assigned{other, {}, ann});
  story.as(staff(ann, Role::admin)).when(member::Remove{bob}).then(member::Removed{bob, joined(bob).account_id}, c::Assigned{talk, bob, {}});
}
TEST_CASE("what is closed and what is archived leaves the desk, too") {
  auto story = inbox().given(known(zoe), opened(), joined(ann, Role::admin), joined(bob), c::Assigned{talk, {}, bob}, c::Archived{talk, bob});
  story.as(staff(ann, Role::admin)).when(member::Remove{bob}).then(member::Removed{bob, joined(bob).account_id}, c::Assigned{talk, bob, {}});
}
TEST_CASE("a desk of hundreds is cleared by a timer that goes on until nothing is left, unless they come back") {
  auto story = inbox().given(known(zoe), joined(ann, Role::admin), joined(bob));
  story.as(staff(ann, Role::admin));
  for (int n = 0; n < 250; ++n) {
    const auto id = named<Conversation>("talk " + std::to_string(n));
    story.when(conversation::Open{id, zoe, {}, Channel::email}).when(conversation::Assign{id, bob}).accepted();
  }
  story.when(member::Remove{bob}).accepted();
  CHECK(story.facts<c::Assigned>().size() == 20);
  auto returned = inbox().given(joined(bob));
  returned.as(system()).when(conversation::ClearDesk{bob}).then();
  std::size_t cleared = 20;
  for (int turn = 0; turn < 3; ++turn) {
    CHECK(story.facts<later::TimerSet>().size() == (turn < 3 ? 1 : 0));
    story.as(system()).when(conversation::ClearDesk{bob}).accepted();
    cleared += story.facts<c::Assigned>().size();
  }
  CHECK(cleared == 250);
  CHECK(story.facts<later::TimerSet>().empty());
  story.when(conversation::ClearDesk{bob}).then();
}
TEST_CASE("nobody is given a conversation that is over, or somebody who has left") {
  inbox().given(known(zoe), opened(), joined(ann), joined(bob), member::Removed{bob, {}})
      .as(manager).when(conversation::Assign{talk, bob}).refused(conversation::rule::no_such_assignee)
      .when(conversation::ChangeStatus{talk, "closed"}).then(c::Closed{talk, {}, c::Status::open})
      .when(conversation::Assign{talk, ann}).refused(conversation::rule::not_open);
}
TEST_CASE("what is resolved closes after seven days") {
  auto story = inbox().given(known(zoe), opened(), c::Assigned{talk, {}, ann});
  const auto due = start + 1h + 7 * 24h;
  story.as(staff(ann, Role::agent)).when(conversation::ChangeStatus{talk, "solved"}).then(c::Resolved{talk, ann, c::Status::open}, closes_at(due))
      .as(system()).at(due).when(conversation::Close{talk}).then(c::Closed{talk, ann, c::Status::resolved});
}
TEST_CASE("the timer leaves alone what was opened again meanwhile") {
  inbox().given(known(zoe), opened(), c::Resolved{talk, {}}, c::Reopened{talk, zoe, widget, {}})
      .as(system()).when(conversation::Close{talk}).then();
}
TEST_CASE("a status takes its synonyms, and no other word") {
  inbox().given(known(zoe), opened())
      .as(manager).when(conversation::ChangeStatus{talk, "snoozed"}).then(c::MadePending{talk, {}, c::Status::open})
      .when(conversation::ChangeStatus{talk, "pending"}).then()
      .when(conversation::ChangeStatus{talk, "open"}).then(c::Reopened{talk, zoe, widget, {}, c::Status::pending})
      .when(conversation::ChangeStatus{talk, "sideways"}).refused(conversation::rule::unknown_status)
      .when(conversation::ChangeStatus{talk, "archived"}).then(c::Archived{talk, {}, c::Status::open})
      .when(conversation::ChangeStatus{talk, "resolved"}).refused(conversation::rule::not_open)
      .when(conversation::ChangeStatus{talk, "closed"}).refused(conversation::rule::not_open)
      .when(conversation::ChangeStatus{talk, "pending"}).then(c::Reopened{talk, zoe, widget, {}, c::Status::archived}, c::MadePending{talk, {}, c::Status::open});
}
TEST_CASE("a closed conversation opens again only when no other is going on there") {
  auto story = inbox().given(known(zoe), opened(), c::Closed{talk, {}}, opened(other));
  story.as(manager).when(conversation::ChangeStatus{talk, "open"}).refused(conversation::rule::another_open)
      .when(conversation::ChangeStatus{other, "closed"}).then(c::Closed{other, {}, c::Status::open})
      .when(conversation::ChangeStatus{talk, "open"}).then(c::Reopened{talk, zoe, widget, {}, c::Status::closed});
  CHECK(find_row<conversation::LatestConversation>(story.rows(), tenant(), conversation::CustomerAt{zoe, widget})->id == talk);
}
TEST_CASE("a subject is kept composed, without what does not show at its ends, and as that it is compared") {
  const auto subject = about(zoe, "Café");
  inbox().given(known(zoe), opened()).as(manager)
      .when(conversation::Change{talk, {}, said(" Cafe\u0301\u200b ")}).then(conversation::SubjectChanged{talk, subject})
      .when(conversation::Change{talk, {}, said("Café ")}).then()
      .when(conversation::Change{talk, {}, said("\u2800")}).refused(conversation::rule::subject_invalid);
  inbox().given(known(zoe)).as(manager).when(conversation::Open{talk, zoe, {}, Channel::email, said(" Cafe\u0301 ")})
      .then(conversation::Opened{talk, zoe, {}, Channel::email, subject});
}
TEST_CASE("priority and subject change by merge patch") {
  inbox().given(known(zoe), opened())
      .as(manager).when(conversation::Change{talk, c::Priority::urgent, said("Fire")})
      .then(c::PriorityChanged{talk, c::Priority::urgent, c::Priority::normal}, c::SubjectChanged{talk, about(zoe, "Fire")})
      .when(conversation::Change{talk, c::Priority::urgent, {}}).then()
      .when(conversation::Change{talk, c::Priority::urgent, said("Fire")}).then()
      .when(conversation::Change{talk, {}, said("FIRE")}).then(c::SubjectChanged{talk, about(zoe, "FIRE")})
      .when(conversation::Change{talk, {}, MaybePersonal{}}).then(c::SubjectChanged{talk, {}})
      .when(conversation::Change{talk, {}, MaybePersonal{}}).then()
      .when(conversation::Change{talk, {}, said(" ")}).refused(conversation::rule::subject_invalid);
}
TEST_CASE("conversations have tags of their own") {
  inbox().given(known(zoe), opened())
      .as(manager).when(conversation::Tag{talk, {"refund"}}).then(c::Tagged{talk, {"refund"}, {"refund"}, {}})
      .when(conversation::Tag{talk, {}, {{"refund"}}}).then(c::Tagged{talk, {}, {}, {"refund"}})
      .when(conversation::Tag{talk, {}}).then()
      .when(conversation::Tag{talk, {" "}}).refused(customer::rule::tag_invalid);
}
TEST_CASE("a limited agent knows of no conversation but those that are assigned to it") {
  inbox().given(known(zoe), opened(), c::Assigned{talk, {}, bob}, joined(ann), joined(bob), wrote(hello, 1, "hello"))
      .as(staff(ann, Role::limited_agent)).when(conversation::ChangeStatus{talk, "closed"}).refused(conversation::rule::no_such_conversation)
      .when(conversation::Tag{talk, {"x"}}).refused(conversation::rule::no_such_conversation)
      .when(conversation::Assign{talk, ann}).refused(conversation::rule::no_such_conversation)
      .when(conversation::Change{talk, c::Priority::low, {}}).refused(conversation::rule::no_such_conversation)
      .when(message::Send{answer, talk, said("hi")}).refused(conversation::rule::no_such_conversation)
      .when(read_marker::MarkRead{hello}).refused(message::rule::no_such_message)
      .when(message::Delete{hello}).refused(message::rule::no_such_message)
      .as(staff(bob, Role::limited_agent)).when(conversation::Tag{talk, {"x"}}).then(c::Tagged{talk, {"x"}, {"x"}, {}});
}
