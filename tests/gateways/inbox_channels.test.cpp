#include <doctest/doctest.h>

#include <map>

#include "gateways/inbox/modules.hpp"
#include "projections/inbox/conversations.hpp"
#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;

namespace {

const auto eve = named<Customer>("eve");
const std::string acme = to_string(tenant());

const House& heard() {
  static const House house{join({commands::later(), commands::member(), commands::customer(), commands::conversation(), commands::message()}),
                           {&lookup_of<conversation::Conversations>()}};
  return house;
}

// The family and the ids of a channel's name; nothing when there is no such channel.
struct Named { ChannelFamily family; ChannelIds ids; };
std::optional<Named> named_channel(const std::string& channel) {
  for (const auto& module : inbox::modules())
    for (const auto& family : module.channels)
      if (auto ids = family.name.read(channel)) return Named{family, *ids};
  return {};
}
bool hears(const Story& story, const As& who, const std::string& channel) {
  const auto named = named_channel(channel);
  return named && named->family.may_hear(*who.actor, named->ids, tenant(), story.rows());
}
// What is heard when somebody types there: channels and data.
std::map<std::string, std::string> typed(const Story& story, const As& who, const std::string& channel) {
  const auto named = named_channel(channel);
  REQUIRE(named);
  std::map<std::string, std::string> heard;
  for (const auto& h : named->family.ephemeral->heard({*who.actor, named->ids, tenant(), story.rows(), {}, start})) heard[h.channel] = h.data;
  return heard;
}

}  // namespace

TEST_CASE("the inbox is heard by who may see all of it, an own inbox by its member") {
  const auto story = heard().given();
  const auto agent = staff(ann, Role::agent), limited = staff(bob, Role::limited_agent);
  CHECK(hears(story, agent, "inbox:" + acme));
  CHECK_FALSE(hears(story, limited, "inbox:" + acme));
  CHECK_FALSE(hears(story, visitor(zoe), "inbox:" + acme));
  CHECK(hears(story, limited, "inbox:" + acme + ":" + to_string(bob)));
  CHECK_FALSE(hears(story, agent, "inbox:" + acme + ":" + to_string(bob)));
  CHECK_FALSE(hears(story, spec::anybody(), "inbox:" + acme + ":" + to_string(Uuid{})));
}
TEST_CASE("a conversation is heard by who may see it, as long as that is so") {
  const auto channel = "conversation:" + acme + ":" + to_string(talk);
  const auto limited = staff(bob, Role::limited_agent);
  auto story = heard().given(known(zoe), opened(), joined(bob), joined(ann));
  CHECK(hears(story, staff(ann, Role::agent), channel));
  CHECK_FALSE(hears(story, limited, channel));
  story.as(staff(ann, Role::manager)).when(conversation::Assign{talk, bob}).accepted();
  CHECK(hears(story, limited, channel));
  CHECK(find_row<conversation::AssignedTo>(story.rows(), tenant(), talk)->member_id == bob);
  story.when(conversation::Assign{talk, ann}).accepted();
  CHECK_FALSE(hears(story, limited, channel));
  CHECK_FALSE(hears(story, visitor(zoe), channel));
  CHECK_FALSE(hears(story, staff(ann, Role::owner), "conversation:" + acme + ":" + to_string(named<Conversation>("none"))));
}
TEST_CASE("a visitor hears itself and nobody else") {
  const auto story = heard().given(known(zoe), known(eve));
  CHECK(hears(story, visitor(zoe), "visitor:" + acme + ":" + to_string(zoe)));
  CHECK_FALSE(hears(story, visitor(eve), "visitor:" + acme + ":" + to_string(zoe)));
  CHECK_FALSE(hears(story, staff(ann, Role::owner), "visitor:" + acme + ":" + to_string(zoe)));
  CHECK(hears(story, visitor(zoe), "typing:" + acme + ":visitor:" + to_string(zoe)));
  CHECK_FALSE(hears(story, visitor(zoe), "typing:" + acme + ":nobody:" + to_string(zoe)));
}
TEST_CASE("a customer is heard by who may see customers") {
  const auto story = heard().given(known(zoe));
  CHECK(hears(story, staff(ann, Role::agent), "customer:" + acme + ":" + to_string(zoe)));
  CHECK_FALSE(hears(story, staff(bob, Role::limited_agent), "customer:" + acme + ":" + to_string(zoe)));
  CHECK_FALSE(hears(story, visitor(zoe), "customer:" + acme + ":" + to_string(zoe)));
}
TEST_CASE("a customer who is not there is heard by nobody, a visitor of that name neither") {
  const auto story = heard().given(known(zoe));
  CHECK_FALSE(hears(story, staff(ann, Role::owner), "customer:" + acme + ":" + to_string(eve)));
  CHECK_FALSE(hears(story, visitor(eve), "visitor:" + acme + ":" + to_string(eve)));
  CHECK_FALSE(hears(story, visitor(eve), "typing:" + acme + ":visitor:" + to_string(eve)));
}
TEST_CASE("typing is heard on both sides") {
  const auto story = heard().given(known(zoe), opened());
  const auto agents = "typing:" + acme + ":" + to_string(talk), visitors = "typing:" + acme + ":visitor:" + to_string(zoe);
  const auto says = [](const std::string& who) { return R"({"who":")" + who + R"(","until":")" + to_rfc3339(start) + "\"}"; };
  using Heard = std::map<std::string, std::string>;
  CHECK(typed(story, staff(ann, Role::agent), agents) == Heard{{agents, says(to_string(ann))}, {visitors, says("agent")}});
  CHECK(typed(story, visitor(zoe), visitors) == Heard{{agents, says("visitor")}, {visitors, says("visitor")}});
  const auto eves = "typing:" + acme + ":visitor:" + to_string(eve);
  CHECK(typed(story, visitor(eve), eves) == Heard{{eves, says("visitor")}});
}
TEST_CASE("who looks at a conversation is heard by who may see it, until it is over") {
  const auto story = heard().given(known(zoe), opened());
  const auto channel = "looking:" + acme + ":" + to_string(talk);
  CHECK(typed(story, staff(ann, Role::agent), channel) == std::map<std::string, std::string>{{channel, R"({"who":")" + to_string(ann) + R"(","until":")" + to_rfc3339(start) + "\"}"}});
  CHECK(hears(story, staff(bob, Role::agent), channel));
  CHECK_FALSE(hears(story, staff(bob, Role::limited_agent), channel));
  CHECK_FALSE(hears(story, visitor(zoe), channel));
}
