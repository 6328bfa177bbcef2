// A family of live channels, as its context declares it: once, with all that the hub has to know of it.
#pragma once

#include "gateways/core/share.hpp"
#include "projections/core/channel_name.hpp"
#include "schemas/fold/rows.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

// What people say on channels of which nothing is kept: whoever is subscribed just then hears it, and nobody later.
struct Ephemeral {
  // Somebody says something; `data` is JSON, if any. What it tells is over at `until`.
  struct Saying {
    const Actor& actor;
    const ChannelIds& ids;
    const Uuid& tenant;
    const Rows& rows;
    std::optional<Node> data;
    Time until;
  };
  struct Heard {
    std::string channel;
    std::string data;                        // JSON
  };

  Duration lasts{};
  std::size_t frame_bytes = 1024;            // of the line in which a client says it
  Share rate = a_second(2, 10);              // of a person, on all channels of the family
  // Who may say something of those who may hear; null: all of them.
  bool (*may_say)(const Actor&, const ChannelIds&, const Uuid& tenant, const Rows&) = nullptr;
  // What is heard of it, and where, which may be on other families' channels too. Nothing at all: it makes no sense. Null: clients say nothing.
  std::vector<Heard> (*heard)(const Saying&) = nullptr;
  bool presence = false;                     // the hub tells here who is there, and members say how they are (presence.hpp)
};

struct ChannelFamily {
  ChannelPattern name;                       // two families may begin with the same word
  bool (*may_hear)(const Actor&, const ChannelIds&, const Uuid& tenant, const Rows&);
  std::vector<std::string_view> carries = {};            // resources of the projections that publish here
  bool directory = false;                    // belongs to the directory; else the first id is the business
  std::optional<Ephemeral> ephemeral = {};   // has no offsets, and nothing is kept
};

// From whom the change of a row may take a channel away.
struct Affected {
  enum class Whom {
    person,                                  // an account: what it hears of that tenant
    session,                                 // its connections, when it is over
    thing,                                   // whoever hears a channel that has this id in its name
    everybody,                               // of that tenant
  } whom;
  Uuid id{};
  auto operator<=>(const Affected&) const = default;
};
struct AccessFold {
  const AnyFold* fold;
  Affected (*affects)(const Key&, const void* before, const void* after);        // null: there was, or is, no row
};
// For folds whose key is the id of what is affected.
template <Affected::Whom whom>
Affected affects(const Key& key, const void*, const void*) { return {whom, uuid_of(key.bytes)}; }

}  // namespace millrace
