#include <doctest/doctest.h>

#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;

namespace {
const auto agent = staff(ann, Role::agent);
const auto third = named<Message>("third");
}  // namespace

TEST_CASE("a read marker goes up and never down") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "a"), wrote(answer, 2, "b"), wrote(third, 3, "c"))
      .as(agent).when(read_marker::MarkRead{answer}).then(read_by(ann, 2))
      .when(read_marker::MarkRead{hello}).then()
      .when(read_marker::MarkRead{answer}).then()
      .when(read_marker::MarkRead{third}).then(read_by(ann, 3))
      .as(staff(bob, Role::agent)).when(read_marker::MarkRead{hello}).then(read_by(bob, 1))
      .when(read_marker::MarkRead{named<Message>("none")}).refused(message::rule::no_such_message);
}
TEST_CASE("a deleted message can still be read past") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "a"), message::Deleted{hello, talk, 1})
      .as(agent).when(read_marker::MarkRead{hello}).then(read_by(ann, 1));
}
TEST_CASE("who replies has read what stands before, and one's own note") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "a"))
      .as(agent).when(message::Send{answer, talk, said("b")}).then(replied(answer, 2, "b"), read_by(ann, 2))
      .when(read_marker::MarkRead{hello}).then();
}
TEST_CASE("nobody but a member has a mark, and only where the conversation is seen") {
  inbox().given(known(zoe), opened(), wrote(hello, 1, "a"))
      .as(visitor(zoe)).when(read_marker::MarkRead{hello}).refused(message::rule::no_such_message)
      .as(staff(bob, Role::limited_agent)).when(read_marker::MarkRead{hello}).refused(message::rule::no_such_message);
}
