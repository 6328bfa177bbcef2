// The write side of a context, erased once: its asks with their rules, its policies, its lookups.
#pragma once

#include "commands/core/context.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

struct AnyDecider {
  const WireType* ask;
  const AnyFold* state;                               // the aggregate that the ask is about
  Verdict (*decide)(const RowPtr& state, const void* ask, const Context&);
};

struct AnyPolicy {
  const WireType* fact;
  Verdict (*decide)(const void* fact, const Context&);
};

struct WriteSide {
  std::vector<const AnyFold*> folds;                  // states and lookups
  std::vector<AnyDecider> asks;
  std::vector<AnyPolicy> policies;
  std::vector<void (*)(Wires&)> wires;                // tell the table of names what this context writes

  const AnyDecider* decider(const WireType* ask) const {
    for (const auto& d : asks)
      if (d.ask == ask) return &d;
    return nullptr;
  }
};

WriteSide join(std::vector<WriteSide>);

// struct Rules : Decider { using Aggregates, Lookups, Asks, Retired, Policies; static Verdict on(…); }; see write_side_of.hpp
struct Decider {
  using Lookups = List<>;
  using Retired = List<>;                             // asks that timers and handoffs may still hold: upcast() says what they are now
  using Policies = List<>;
};

}  // namespace millrace
