// What waits, as the index of the store gives it: timers by their deadlines, handoffs by the time at which they were requested.
#pragma once

#include <algorithm>

#include "domain/core/fact.hpp"

namespace millrace::later {

enum class What { timer, handoff };

// Where something that is due then stands in the index: sorts by what it is, then by the time.
inline std::string place_of(What what, Time due) {
  std::string place{what == What::timer ? 't' : 'h'};
  const auto bits = static_cast<std::uint64_t>(std::max<std::int64_t>(micros(due), 0));   // nothing is due before 1970
  for (int shift = 56; shift >= 0; shift -= 8) place += static_cast<char>(bits >> shift);
  return place;
}

struct Waiting {
  Uuid tenant_id{}, id{};                  // whose it is, and which
  Time due{};
  std::optional<Uuid> target_id = {};      // of a handoff: the tenant whose it is to become
  AnyValue ask = {};
  std::string place = {};                  // in the index: what lies behind it is read next
  std::int64_t position = -1;              // of the record that says so, in the tenant's partition
};

struct DuePage {
  std::vector<Waiting> due;
  bool whole = false;                      // nothing else is due by then
  std::optional<Time> next = {};           // of a whole one: when what comes next is due
};

}  // namespace millrace::later
