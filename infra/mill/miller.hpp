// What the mill asks of whoever turns it: infra/runtime with a thread and a clock, tests/simulation with a simulated world.
#pragma once

#include <functional>
#include <string>

#include "schemas/journal/record.hpp"

namespace millrace {

// None of this calls the mill before it returns. On the strand, but for post().
struct Miller {
  virtual ~Miller() = default;
  // Calls it on the strand, with the time then: soon, but behind everything that is queued already. Any thread.
  virtual void post(std::function<void(Time now)>) = 0;
  // … when so much time has passed, or at once where that is no matter. On the strand, one at a time.
  virtual void post_after(Duration, std::function<void(Time now)> what) { post(std::move(what)); }
  // The next on_tick is to come after that time; instead of one that was asked for before.
  virtual void tick_after(Duration) = 0;
  // Does it beside the strand, so that the strand is not held up while something is read. Or at once, where that is no matter.
  virtual void beside(std::function<void()> what) { what(); }
  // A line for the operator's log.
  virtual void log(const std::string&) {}
  // … of what goes wrong: of a partition, that it is stopped or not written to; of a projection, that it is parked or cannot catch up.
  enum class Trouble { partition, projection };
  virtual void log_trouble(Trouble, const std::string& line) { log(line); }
  // Records have been stored: wake who follows the journal.
  virtual void stored() {}
  // Where the process that owns this partition takes requests from now on; empty when it is this one, or nobody says.
  virtual void owned_elsewhere(Partition, const std::string& /*endpoint*/) {}
  // Whether the owner of that partition, which has this writer, is gone, as far as one can tell. Is asked where others can write.
  virtual bool owner_silent(Partition, const Uuid& /*writer*/) { return false; }
};

}  // namespace millrace
