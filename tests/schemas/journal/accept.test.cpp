#include "schemas/journal/accept.hpp"

#include <doctest/doctest.h>

#include "tests/support/records.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

const auto incarnation = *parse_uuid("0191f3a0-0000-7000-8000-000000000001");
const auto ann = *parse_uuid("0191f3a0-0000-7000-8000-00000000000a");
const auto bob = *parse_uuid("0191f3a0-0000-7000-8000-00000000000b");

struct Reader {
  Accepted state;
  Offset next = 0;
  bool offer(std::string_view bytes) { return offered(state, 7, next++, bytes); }
};

}  // namespace

TEST_CASE("log time does not go back with a fence whose writer could not know how far others would come") {
  Reader reader;
  CHECK(reader.offer(encode(7, Fence{incarnation, 1, ann, at_micros(2'000), ""})));
  CHECK(reader.offer(encode(7, Fence{incarnation, 2, bob, at_micros(1'000), ""})));
  CHECK(reader.state.ts == at_micros(2'000));
}

TEST_CASE("a fence and the commits of its writer are accepted, and reader and writer agree on the chain") {
  Reader reader;
  ChainWriter writer{7, incarnation, ann};
  CHECK(reader.offer(writer.fence({})));
  CHECK(reader.offer(writer.commit("one")));
  CHECK(reader.offer(writer.noop()));
  CHECK(reader.offer(writer.commit("two")));
  CHECK(reader.state.chain == writer.state().chain);
  CHECK(reader.state.incarnation == incarnation);
  CHECK(reader.state.writer == ann);
  CHECK(reader.state.epoch == 1);
  CHECK(reader.state.seq == 3);
  CHECK(reader.state.fence == 0);
}

TEST_CASE("nothing but a fence begins a partition") {
  Reader reader;
  Commit c;                                   // its prev_chain is the zeros that an empty state holds
  CHECK_FALSE(reader.offer(encode(7, c)));
  CHECK_FALSE(reader.offer(encode(7, Noop{})));
  CHECK(reader.state == Accepted{});
}

TEST_CASE("a fence is accepted only with a greater epoch") {
  Reader reader;
  CHECK_FALSE(reader.offer(encode(7, Fence{incarnation, 0, ann, {}, ""})));
  CHECK(reader.offer(encode(7, Fence{incarnation, 5, ann, {}, ""})));
  const auto before = reader.state;
  CHECK_FALSE(reader.offer(encode(7, Fence{incarnation, 5, bob, {}, ""})));
  CHECK_FALSE(reader.offer(encode(7, Fence{incarnation, 4, bob, {}, ""})));
  CHECK(reader.state == before);
  CHECK(reader.offer(encode(7, Fence{incarnation, 6, bob, {}, ""})));
  CHECK(reader.state.fence == 4);
}

TEST_CASE("a zombie's commit after a fence is refused") {
  Reader reader;
  ChainWriter zombie{7, incarnation, ann}, owner{7, incarnation, bob};
  CHECK(reader.offer(zombie.fence({})));
  CHECK(reader.offer(zombie.commit("before")));
  const auto late = zombie.commit("late");
  CHECK(reader.offer(owner.fence(reader.state)));
  CHECK_FALSE(reader.offer(late));
  CHECK(reader.offer(owner.commit("mine")));
  CHECK_FALSE(reader.offer(zombie.commit("later still")));
  CHECK(reader.state.chain == owner.state().chain);
}

TEST_CASE("a repeated commit is refused") {
  Reader reader;
  ChainWriter writer{7, incarnation, ann};
  CHECK(reader.offer(writer.fence({})));
  const auto once = writer.commit("once");
  CHECK(reader.offer(once));
  CHECK_FALSE(reader.offer(once));
  CHECK(reader.offer(writer.commit("next")));
}

TEST_CASE("whatever follows a lost record is refused, until a fence") {
  Reader reader;
  ChainWriter writer{7, incarnation, ann};
  CHECK(reader.offer(writer.fence({})));
  writer.commit("lost");
  CHECK_FALSE(reader.offer(writer.commit("after")));
  CHECK_FALSE(reader.offer(writer.noop()));
  CHECK(reader.offer(writer.fence(reader.state)));
  CHECK(reader.offer(writer.commit("again")));
}

TEST_CASE("the chain depends on incarnation, partition, order and every byte") {
  CHECK(genesis(incarnation, 7) != genesis(incarnation, 8));
  CHECK(genesis(incarnation, 7) != genesis(ann, 7));
  const Chain g = genesis(incarnation, 7);
  CHECK(next_chain(next_chain(g, "a"), "b") != next_chain(next_chain(g, "b"), "a"));
  CHECK(next_chain(g, "a") == sha256(std::string{raw(g)} + "a"));
}

TEST_CASE("a fence after a restore names a new incarnation and goes on with the chain") {
  Reader reader;
  ChainWriter writer{7, incarnation, ann}, restored{7, ann, bob};
  CHECK(reader.offer(writer.fence({})));
  CHECK(reader.offer(writer.commit("kept")));
  const auto chain = reader.state.chain;
  const auto fence = restored.fence(reader.state);
  CHECK(reader.offer(fence));
  CHECK(reader.state.incarnation == ann);
  CHECK(reader.state.chain == next_chain(chain, fence));
}
