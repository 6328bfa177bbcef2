// The server as several releases of it, for tests/system/47-releases: `millrace_releases RELEASE PROGRAM serve …` is what PROGRAM would
// be in that release. What differs are contexts and the versions of one fold:
//
//   a    the house without tickets        b    the house
//   c    with tallies, a view             d    tallies mean something else
//   e    and are read by a rule, say: they are to be whole before anything is served
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "domain/inbox/message/facts.hpp"
#include "domain/inbox/message/state.hpp"
#include "commands/inbox/conversation/asks.hpp"
#include "gateways/connect/modules.hpp"
#include "gateways/core/modules.hpp"
#include "gateways/desk/modules.hpp"
#include "gateways/effects/modules.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/later/modules.hpp"
#include "infra/runtime/house.hpp"
#include "projections/core/row_json.hpp"

int millrace_main(int argc, char** argv);              // of infra/main/main.cpp

namespace millrace {

namespace {

char release = 'a';

// How many messages a conversation has, so many times. It takes its time, so that one sees it catch up.
struct TallyRow {
  Id<Conversation> id;
  std::int64_t messages = 0;
};
BOOST_DESCRIBE_STRUCT(TallyRow, (), (id, messages))

template <int V>
struct Tally : Fold<Id<Conversation>, TallyRow> {
  static constexpr auto name = "test_tallies";
  static constexpr int version = V;
  using Listens = List<message::Appended>;
  static Keys keys(const message::Appended& e) { return {Key(e.conversation_id)}; }
  static TallyRow on(std::optional<TallyRow> r, const message::Appended& e, const Meta&) {
    static const auto* asked = std::getenv("MILLRACE_TALLY_US");
    static const std::chrono::microseconds pause{asked ? std::atoi(asked) : 1000};
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
    return {e.conversation_id, (r ? r->messages : 0) + V};
  }
};

constexpr ChannelName<Business> tallies_channel{"test_tallies:<business>"};

void publish(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto& row = *static_cast<const TallyRow*>(after);
  changes.push_back({tallies_channel.of(tenant), "test_tally", Change::Op::upsert, row.id.value, row_json(row, stamp)});
}

template <int V>
Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Tally<V>>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return problem(conversation::rule::no_such_conversation);
  return resource(call, reader, row_json(*static_cast<const TallyRow*>(stored->row.get()), stored->stamp), stored->stamp.version,
                  tallies_channel.of(call.tenant));
}

bool hears(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return !actor.member_id.nil(); }

template <int V>
Module tallies(bool view) {
  Projection p;
  p.fold = &lookup_of<Tally<V>>();
  p.resource = "test_tally";
  p.publish = &publish;
  p.view = view;
  Module m{.name = "test/tally"};
  m.projections = {p};
  m.routes = {showing<TallyRow>(read("/test-tallies/{id}", anybody, Scope::business, &one<V>))};
  m.channels = {{tallies_channel, &hears, {"test_tally"}}};
  return m;
}

}  // namespace

// In place of infra/main/house.cpp.
std::vector<Module> contexts() {
  std::vector<Module> all;
  for (const auto& area : {later::modules(), effects::modules(), identity::modules(), inbox::modules(), desk::modules(), core::modules(), connect::modules()})
    all.insert(all.end(), area.begin(), area.end());
  if (release == 'a') std::erase_if(all, [](const Module& m) { return m.name == "desk/ticket"; });
  if (release == 'c') all.push_back(tallies<1>(true));
  if (release == 'd') all.push_back(tallies<2>(true));
  if (release == 'e') all.push_back(tallies<3>(false));
  return all;
}

}  // namespace millrace

#undef main

int main(int argc, char** argv) {
  if (argc < 3 || argv[1][0] < 'a' || argv[1][0] > 'e') {
    std::fputs("millrace_releases RELEASE PROGRAM [ARGUMENTS]: a release from a to e\n", stderr);
    return 2;
  }
  millrace::release = argv[1][0];
  return millrace_main(argc - 2, argv + 2);
}
