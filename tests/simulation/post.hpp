// The world outside: it takes letters, refuses them, loses its answers, answers late or never; and remembers every letter that came.
#pragma once

#include "gateways/core/reactors.hpp"

namespace millrace::simulation {

struct Town;

struct Sent {
  Uuid tenant;
  Id<Effect> id;
  std::int64_t no = 0;
  int process = 0;
  bool taken = false;                  // whoever it was for has it
  bool answered = false;               // and the process is told so, or that it was not taken
  Offset end = 0;                      // of the partition, when it went out
};

// Hands the letter over; `came` is called when the process hears of it, or never.
void post(Town&, int process, const Reactors::Attempt&, std::function<void(Duration, std::function<void()>)> soon, std::function<void(const Came&)> came);

}  // namespace millrace::simulation
