// Puts what waits: timers that are due, handoffs that are under way. Sans-I/O; fed with the rows of both as they are confirmed,
// so that it knows after a start what it knew before.
#pragma once

#include <map>
#include <set>

#include "commands/core/command.hpp"

namespace millrace {

class Pump {
 public:
  // The row of a timer or handoff is this now; other folds are ignored.
  void on_row(const AnyFold&, const Uuid& tenant, const Key&, const RowPtr&);
  // These, too, until each has come to something; a few at a time.
  void amend(std::vector<Command>);
  // What is to be put now, the most overdue first; so many are under way at a time. Each is given once, until `on_answer` says that
  // it came to nothing.
  std::vector<Command> due(Time now);
  // What became of such a command (found by its id).
  void on_answer(const Uuid& command, const Outcome&, Time now);
  std::size_t waiting() const { return timers_.size() + handoffs_.size() + amends_.size(); }

 private:
  using At = std::pair<Uuid, Uuid>;                    // tenant, id
  struct WaitingTimer { Time due; AnyAsk ask; Time not_before; std::optional<Uuid> put; };   // as which command
  struct UnderWay { Uuid target; AnyAsk ask; Time not_before; bool put; std::optional<Offset> committed; };
  struct Amend { Command command; Time not_before{}; bool put = false; int tries = 0; };
  Command command(const Uuid& tenant, AnyAsk ask, const std::string& from) const;

  std::map<At, WaitingTimer> timers_;
  std::set<std::pair<Time, At>> by_due_;
  std::map<At, UnderWay> handoffs_;
  std::map<Uuid, At> put_timers_, put_handoffs_;       // by command id
  std::map<Uuid, Amend> amends_;                       // likewise
};

}  // namespace millrace
