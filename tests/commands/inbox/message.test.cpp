#include <doctest/doctest.h>

#include <rapidcheck.h>

#include <set>

#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
namespace c = millrace::conversation;
using message::Delivery;

namespace {
const auto agent = staff(ann, Role::agent);
const auto third = named<Message>("third");
}  // namespace

TEST_CASE("a visitor's first message opens a conversation, the next goes into it") {
  const auto id = fresh<Conversation>();
  inbox().given(known(zoe))
      .as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("hello")}).then(c::Opened{id, zoe, widget}, wrote(hello, 1, "hello", id))
      .when(message::Receive{answer, zoe, widget, said("anybody there?")}).then(wrote(answer, 2, "anybody there?", id))
      .when(message::Receive{answer, zoe, widget, said("again")}).refused(message::rule::message_exists);
}
TEST_CASE("at another account of the business the same visitor has another conversation") {
  inbox().given(known(zoe), opened()).as(visitor(zoe)).when(message::Receive{hello, zoe, mailbox, said("hello")})
      .then(c::Opened{fresh<Conversation>(), zoe, mailbox}, wrote(hello, 1, "hello", fresh<Conversation>()));
}
TEST_CASE("a message opens the resolved conversation again, for whom it was assigned to") {
  inbox().given(known(zoe), opened(), c::Assigned{talk, {}, ann}, c::Resolved{talk, ann})
      .as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("it broke again")})
      .then(c::Reopened{talk, zoe, widget, ann, c::Status::resolved}, wrote(hello, 1, "it broke again"));
}
TEST_CASE("a customer's answer opens the pending conversation, for whom it was assigned to") {
  auto story = inbox().given(known(zoe), opened(), c::Assigned{talk, {}, ann}, c::MadePending{talk, ann});
  story.as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("well?")}).then(c::Reopened{talk, zoe, widget, ann, c::Status::pending}, wrote(hello, 1, "well?"))
      .when(message::Receive{answer, zoe, widget, said("hello?")}).then(wrote(answer, 2, "hello?"));
}
TEST_CASE("an agent's reply or note leaves a pending conversation pending") {
  auto story = inbox().given(known(zoe), opened(), c::MadePending{talk, {}});
  story.as(agent).when(message::Send{hello, talk, said("soon")}).accepted().when(message::Send{answer, talk, said("hm"), message::Kind::note}).accepted();
  CHECK(std::holds_alternative<Conversation::Pending>(story.state(talk)));
}
TEST_CASE("white space in any script is no text") {
  const std::string wide = "\xe3\x80\x80", no_break = "\xc2\xa0", nothing = "\xe2\x80\x8b";      // U+3000, U+00A0, U+200B
  auto story = inbox().given(known(zoe), opened());
  for (const auto& text : {wide, no_break, wide + "\n" + no_break, nothing, nothing + " "}) {
    story.as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said(text)}).refused(message::rule::text_invalid);
    story.as(agent).when(message::Send{answer, talk, said(text)}).refused(message::rule::text_invalid);
    story.when(customer::Note{zoe, said(text)}).refused(customer::rule::note_invalid);
    story.when(conversation::Change{talk, {}, said(text)}).refused(conversation::rule::subject_invalid);
    story.when(customer::Change{zoe, said(text)}).refused(customer::rule::customer_name_invalid);
  }
  story.when(customer::Change{zoe, said("two\xe2\x80\xa8lines")}).refused(customer::rule::customer_name_invalid);
}
TEST_CASE("after a closed conversation a message opens another one") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "hello"), c::Closed{talk, {}})
      .as(visitor(zoe)).when(message::Receive{answer, zoe, widget, said("next year")})
      .then(c::Opened{fresh<Conversation>(), zoe, widget}, wrote(answer, 1, "next year", fresh<Conversation>()));
}
TEST_CASE("a message needs a text of at most 20,000 characters") {
  auto story = inbox().given(known(zoe), opened());
  story.as(visitor(zoe)).when(message::Receive{hello, zoe, widget, said("")}).refused(message::rule::text_invalid)
      .when(message::Receive{hello, zoe, widget, said(" \n\t")}).refused(message::rule::text_invalid)
      .when(message::Receive{hello, zoe, widget, said(std::string(20'001, 'x'))}).refused(message::rule::text_invalid);
  std::string long_text;
  for (int n = 0; n < 20'000; ++n) long_text += "ß";
  story.when(message::Receive{hello, zoe, widget, said(long_text)}).then(wrote(hello, 1, long_text));
  story.as(agent).when(message::Send{answer, talk, said("")}).refused(message::rule::text_invalid);
}
TEST_CASE("nobody writes in a visitor's name") {
  auto story = inbox().given(known(zoe));
  story.as(visitor(named<Customer>("eve"))).when(message::Receive{hello, zoe, widget, said("hello")}).refused(message::rule::not_a_visitor)
      .as(agent).when(message::Receive{hello, zoe, widget, said("hello")}).refused(message::rule::not_a_visitor)
      .as(visitor(named<Customer>("eve"))).when(message::Receive{hello, named<Customer>("eve"), widget, said("hello")}).refused(customer::rule::no_such_customer);
}
TEST_CASE("an agent's reply moves the agent's own read marker") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "hello")).as(agent).when(message::Send{answer, talk, said("hi Zoë")})
      .then(replied(answer, 2, "hi Zoë"), read_by(ann, 2));
}
TEST_CASE("a note is a message of its own kind") {
  auto note = replied(answer, 1, "careful with this one");
  note.kind = message::Kind::note;
  inbox().given(known(zoe), opened()).as(agent).when(message::Send{answer, talk, said("careful with this one"), message::Kind::note})
      .then(note, read_by(ann, 1));
}
TEST_CASE("a reply over somebody else's channel begins as sending") {
  auto sending = replied(answer, 1, "hi");
  sending.delivery = Delivery::sending;
  inbox().given(known(zoe), c::Opened{talk, zoe, mailbox, Channel::email}).as(agent).when(message::Send{answer, talk, said("hi")})
      .then(sending, read_by(ann, 1));
}
TEST_CASE("a reply leaves a resolved or closed conversation as it is, and an archived one takes none") {
  auto story = inbox().given(known(zoe), opened(), c::Resolved{talk, {}});
  story.as(agent).when(message::Send{hello, talk, said("one more thing")}).then(replied(hello, 1, "one more thing"), read_by(ann, 1));
  story.when(conversation::ChangeStatus{talk, "closed"}).accepted();
  story.when(message::Send{answer, talk, said("bye")}).then(replied(answer, 2, "bye"), read_by(ann, 2));
  story.when(conversation::ChangeStatus{talk, "archived"}).accepted();
  story.when(message::Send{third, talk, said("?")}).refused(conversation::rule::not_open);
}
TEST_CASE("a reply needs a conversation, and somebody who is a member") {
  auto story = inbox().given(known(zoe), opened());
  story.as(agent).when(message::Send{answer, named<Conversation>("none"), said("hi")}).refused(conversation::rule::no_such_conversation);
  story.as(visitor(zoe)).when(message::Send{answer, talk, said("hi")}).refused(conversation::rule::no_such_conversation);
  story.as(agent).when(message::Send{answer, talk, said("hi")}).accepted().when(message::Send{answer, talk, said("hi")}).refused(message::rule::message_exists);
}
TEST_CASE("one deletes what one has written; a manager deletes anything, and deleting twice is deleting once") {
  auto story = inbox().given(known(zoe), opened(), wrote(hello, 1, "a"), replied(answer, 2, "b", bob), replied(third, 3, "c", ann));
  story.as(agent).when(message::Delete{hello}).refused(message::rule::not_your_message)
      .when(message::Delete{answer}).refused(message::rule::not_your_message)
      .when(message::Delete{third}).then(message::Deleted{third, talk, 3, message::Kind::reply, message::Place{answer, 2, start}})
      .when(message::Delete{third}).then()
      .as(staff(bob, Role::manager)).when(message::Delete{hello}).then(message::Deleted{hello, talk, 1, message::Kind::reply, message::Place{answer, 2, start}})
      .when(message::Delete{named<Message>("none")}).refused(message::rule::no_such_message);
}
TEST_CASE("what is deleted names the newest reply that is left: not a note, not what is gone as well") {
  auto note = replied(third, 3, "hm");
  note.kind = message::Kind::note;
  const auto last = named<Message>("last");
  auto story = inbox().given(known(zoe), opened(), wrote(hello, 1, "a"), replied(answer, 2, "b"), note, replied(last, 4, "d"));
  story.as(agent).when(message::Delete{third}).then(message::Deleted{third, talk, 3, message::Kind::note})
      .when(message::Delete{answer}).then(message::Deleted{answer, talk, 2, message::Kind::reply, message::Place{last, 4, start}})
      .when(message::Delete{last}).then(message::Deleted{last, talk, 4, message::Kind::reply, message::Place{hello, 1, start}})
      .as(staff(bob, Role::manager)).when(message::Delete{hello}).then(message::Deleted{hello, talk, 1, message::Kind::reply});
}
TEST_CASE("each status of delivery is recorded once, also when it comes late") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "a"), replied(answer, 2, "b"))
      .as(visitor(zoe)).when(message::ReportDelivery{answer, Delivery::read}).then(message::DeliveryChanged{answer, Delivery::read, Delivery::read})
      .when(message::ReportDelivery{answer, Delivery::delivered}).then(message::DeliveryChanged{answer, Delivery::delivered, Delivery::read})
      .when(message::ReportDelivery{answer, Delivery::delivered}).then()
      .when(message::ReportDelivery{answer, Delivery::sent}).then()
      .when(message::ReportDelivery{answer, Delivery::failed}).refused(message::rule::not_reportable)
      .when(message::ReportDelivery{hello, Delivery::read}).refused(message::rule::not_a_reply)
      .as(visitor(named<Customer>("eve"))).when(message::ReportDelivery{answer, Delivery::read}).refused(message::rule::no_such_message)
      .as(agent).when(message::ReportDelivery{answer, Delivery::failed}).refused(message::rule::no_such_message);
}
TEST_CASE("a visitor hears of no note, not even whether it is there") {
  auto note = replied(answer, 1, "hm");
  note.kind = message::Kind::note;
  inbox().given(known(zoe), opened(), note).as(visitor(zoe)).when(message::ReportDelivery{answer, Delivery::read}).refused(message::rule::no_such_message);
}

TEST_CASE("delivery never goes down, and the order of reports below `failed` does not matter") {
  const bool holds = rc::check([] {
    const auto reports = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
    auto shown = Delivery::sending;
    const auto rank = [](Delivery d) { return d == Delivery::failed ? 1.5 : static_cast<double>(d); };
    for (const auto r : reports) {
      const auto next = message::risen(shown, static_cast<Delivery>(r));
      RC_ASSERT(rank(next) >= rank(shown));
      if (shown == Delivery::failed) RC_ASSERT(next == Delivery::failed);
      shown = next;
    }
    if (std::find(reports.begin(), reports.end(), 4) != reports.end()) return;
    auto most = 0;
    for (const auto r : reports) most = std::max(most, r);
    RC_ASSERT(shown == static_cast<Delivery>(most));
  });
  CHECK(holds);
}
TEST_CASE("unread is what a naive count of the messages says") {
  const bool holds = rc::check([] {
    const auto last = *rc::gen::inRange(0, 40), read = *rc::gen::inRange(0, 45);
    const auto gone = *rc::gen::container<std::set<int>>(rc::gen::inRange(1, 41));
    const auto from_elsewhere = *rc::gen::container<std::set<int>>(rc::gen::inRange(1, 41));
    std::int64_t naive = 0;
    std::vector<std::int64_t> deleted;
    std::vector<read_marker::Span> imported;
    for (int no = 1; no <= last; ++no) {
      if (gone.count(no)) deleted.push_back(no);
      if (from_elsewhere.count(no)) {
        if (!imported.empty() && imported.back().last == no - 1) imported.back().last = no;
        else imported.push_back({no, no});
      }
      if (!gone.count(no) && !from_elsewhere.count(no) && no > read) ++naive;
    }
    RC_ASSERT(read_marker::unread(last, read, imported, deleted) == naive);
  });
  CHECK(holds);
}
