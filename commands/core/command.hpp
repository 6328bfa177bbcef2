// A command on its way to the owner of its tenant's partition, and what becomes of it.
#pragma once

#include "commands/core/verdict.hpp"
#include "domain/core/actor.hpp"
#include "domain/later/state.hpp"
#include "schemas/fold/committed.hpp"

namespace millrace {

struct Command {
  Uuid id{};                               // H(tenant, principal, method, path, Idempotency-Key)
  Digest fingerprint{};                    // HMAC of the request's body
  Uuid tenant{};
  Principal principal{};
  bool members_only = false;               // anybody else hears that there is no such tenant
  std::optional<Right> needs;              // what the member must be allowed
  AnyAsk ask;
  std::optional<std::int64_t> if_match;    // version of the ask's stream that the caller has seen
  Origin origin = Origin::live;
  std::optional<Id<Timer>> timer;          // this is what a timer has put
  std::optional<Id<Handoff>> handoff;      // … or another tenant has handed over
  bool only_if_known = false;              // a repeat is answered; anything new is not taken
  Provenance from{};
  std::uint64_t waiter = 0;                // who is answered; 0: nobody
};

// It is in the journal, by this call or by an earlier one with the same id.
struct Done {
  std::shared_ptr<const Committed> record;
  bool replayed = false;
};
// It was in the journal before; the record is at that offset.
struct Known { Offset offset; };
struct Refused { Rejection why; };
// The same command id came with another body.
struct KeyReused {};
// `if_match` is not the version any more.
struct Stale { std::int64_t version; };
// It was to be answered only if it was known, and is not.
struct NotKnown {};
// Not now; nothing has happened and nothing will come of this attempt.
struct NotNow { std::string why; };

using Outcome = std::variant<Done, Known, Refused, KeyReused, Stale, NotKnown, NotNow>;

// Who that principal is in that tenant, from its rows.
using Authorise = Actor (*)(const Principal&, const Uuid& tenant, const Rows&);

struct Answer {
  std::uint64_t waiter;
  Outcome outcome;
};

}  // namespace millrace
