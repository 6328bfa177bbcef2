#include "projections/core/channel_name.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "projections/identity/channels.hpp"
#include "projections/inbox/channels.hpp"

using namespace millrace;

namespace {

Uuid any_id() {
  Uuid id{};
  for (auto& byte : id.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
  return id;
}
const ChannelPattern one{"room:<business>"}, two{"room:<business>:<name>"}, worded{"room:<business>:door:<name>"};

}  // namespace

TEST_CASE("a channel's name is read as it was made, by its own family and no other") {
  CHECK(rc::check([] {
    const auto a = any_id(), b = any_id();
    RC_ASSERT(one.read(one.name({a})) == ChannelIds{a});
    RC_ASSERT(two.read(two.name({a, b})) == (ChannelIds{a, b}));
    RC_ASSERT(worded.read(worded.name({a, b})) == (ChannelIds{a, b}));
    for (const auto* other : {&one, &two}) RC_ASSERT(!other->read(worded.name({a, b})));
    RC_ASSERT(!one.read(two.name({a, b})));
    RC_ASSERT(!two.read(one.name({a})));
    RC_ASSERT(!worded.read(two.name({a, b})));
  }));
}

TEST_CASE("whatever a family reads it would have written so") {
  CHECK(rc::check([](std::string noise) {
    const auto a = any_id(), b = any_id();
    auto name = two.name({a, b});
    name.insert(*rc::gen::inRange<std::size_t>(0, name.size() + 1), noise);
    const auto ids = two.read(name);
    if (ids) RC_ASSERT(two.name({(*ids)[0], (*ids)[1]}) == name);
  }));
}

TEST_CASE("each channel has one spelling") {
  const auto id = *parse_uuid("0190a5b0-0000-7000-8000-00000000abcd");
  CHECK(one.name({id}) == "room:0190a5b0-0000-7000-8000-00000000abcd");
  for (const auto* wrong : {"room:0190A5B0-0000-7000-8000-00000000ABCD", "room:0190a5b0-0000-7000-8000-00000000abcd:", "room:", "room", "", ":",
                            "Room:0190a5b0-0000-7000-8000-00000000abcd", "room:0190a5b0-0000-7000-8000-00000000abc"})
    CHECK_MESSAGE(!one.read(wrong), wrong);
}

TEST_CASE("names say what they are of, and their families' ids have types") {
  const auto shop = *parse_uuid("0190a5b0-0000-7000-8000-000000000001"), thing = *parse_uuid("0190a5b0-0000-7000-8000-000000000002");
  CHECK(channels::team.of(shop) == "team:" + to_string(shop));
  CHECK(channels::own_inbox.of(shop, {thing}) == "inbox:" + to_string(shop) + ":" + to_string(thing));
  CHECK(channels::visitor_typing.of(shop, {thing}) == "typing:" + to_string(shop) + ":visitor:" + to_string(thing));
  CHECK_THROWS(ChannelPattern{"room"});
  CHECK_THROWS(ChannelPattern{"<business>:room"});
  CHECK_THROWS(ChannelPattern{"room:<business>:door"});
  CHECK_THROWS((ChannelName<Business>{"room:<business>:<name>"}));
}
