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

inline WriteSide join(std::vector<WriteSide> sides) {
  WriteSide all;
  for (auto& side : sides) {
    all.folds.insert(all.folds.end(), side.folds.begin(), side.folds.end());
    all.asks.insert(all.asks.end(), side.asks.begin(), side.asks.end());
    all.policies.insert(all.policies.end(), side.policies.begin(), side.policies.end());
    all.wires.insert(all.wires.end(), side.wires.begin(), side.wires.end());
  }
  return all;
}

// struct Rules : Decider { using Aggregates, Lookups, Asks, Retired, Policies; static Verdict on(…); }; see write_side_of.hpp
struct Decider {
  using Lookups = List<>;
  using Retired = List<>;                             // asks that timers and handoffs may still hold: upcast() says what they are now
  using Policies = List<>;
};

}  // namespace millrace
