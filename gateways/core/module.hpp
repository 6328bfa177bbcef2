// A context of the house, all of it, as one value. It is made in the context's own file (gateways/<area>/<context>.cpp) and stands in
// its area's list; what the house knows of a context is a column here, and nothing else names one.
#pragma once

#include "commands/core/decider.hpp"
#include "gateways/core/activity.hpp"
#include "gateways/core/api_keys.hpp"
#include "gateways/core/channel_family.hpp"
#include "gateways/core/effect_kind.hpp"
#include "gateways/core/presence.hpp"
#include "gateways/core/route.hpp"
#include "schemas/public/event.hpp"

namespace millrace {

struct Module {
  std::string_view name;                       // "<area>/<context>", as its folders are called
  WriteSide write_side = {};
  std::vector<Projection> projections = {};
  Routes routes = {};
  std::vector<ChannelFamily> channels = {};
  std::vector<PublicEvent> public_events = {};
  std::vector<activity::Told> activity = {};   // what members read of what happens here
  std::vector<Rule> rules = {};                // that it refuses by; their codes are public, and of the context that says them first
  std::vector<Right> rights = {};              // that it declares: what members may be allowed here
  std::vector<EffectKind> effects = {};        // kinds of effects that it brings, which reactors carry out
  std::vector<MailMessage> mails = {};         // what its mails say
  // Folds whose change may take a channel away from somebody.
  std::vector<AccessFold> access = {};
  // What earlier releases have left as this one would not: the house asks it itself when it starts, and it is done once. Reads the
  // whole store, on the strand.
  std::vector<Command> (*amends)(const Services&, const Reader&) = nullptr;

  // Who comes in, and as what. Of a house, one context says each.
  Authorise authorise = nullptr;
  bool (*session_live)(const Rows&, const Uuid& session) = nullptr;
  // Whether the person of that session has shown lately, by the strongest means it has, who it is (Route::dangerous).
  bool (*session_fresh)(const Rows&, const Uuid& session, Time now) = nullptr;
  // Whether somebody would be a member there, with a second factor.
  bool (*lacks_factor)(const Principal&, const Uuid& tenant, const Rows&) = nullptr;
  // Where a log-in came from, also one that is over.
  std::optional<SeenFrom> (*seen_from)(const Rows&, const Uuid& session) = nullptr;
  // Whether somebody would be a member there, signed in another way than in that session.
  bool (*signed_in_otherwise)(const Principal&, const Uuid& session, const Uuid& tenant, const Rows&) = nullptr;
  // What is to be asked when an access token that came with that refresh token has been used; nothing when that is known.
  std::optional<Request> (*first_use)(const Rows&, const Uuid& session, std::int64_t refresh) = nullptr;
  // How API keys are known.
  const ApiKeyRules* api_keys = nullptr;
  // What becomes of who is there.
  const PresenceRules* presence = nullptr;
};

}  // namespace millrace
