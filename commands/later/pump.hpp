// Fires what waits: timers that are due, handoffs that are under way. Sans-I/O. What waits stays in the store, whose index it reads a
// page at a time; it holds what is under way, and how far it has read.
#pragma once

#include <array>
#include <functional>
#include <map>

#include "commands/core/command.hpp"
#include "domain/later/waiting.hpp"

namespace millrace {

class Pump {
 public:
  // What is committed of those of one kind that are due by then, behind that place (empty: from the first on), at most so many.
  using Read = std::function<later::DuePage(later::What, const std::string& after, Time by, std::size_t most)>;
  explicit Pump(Read read) : read_(std::move(read)) {}

  // One more waits until then, or one does so that was to wait longer or less long.
  void on_waiting(later::What, Time due);
  // These, too, until each has come to something; a few at a time.
  void amend(std::vector<Command>);
  // What is to be put now, the most overdue first; so many are under way at a time. Each is given once, until `on_answer` says that
  // it came to nothing.
  std::vector<Command> due(Time now);
  // Of these only what ends handoffs whose targets have committed: all that is put by who decides for nobody any more.
  std::vector<Command> finishing();
  // What became of such a command (found by its id).
  void on_answer(const Uuid& command, const Outcome&, Time now);
  // Those that have been put and not answered, and amends.
  std::size_t under_way() const { return commands_.size() + amends_.size(); }

 private:
  using At = std::pair<Uuid, Uuid>;                    // tenant, id
  struct UnderWay { later::What what; Time due; std::optional<Time> missed; };   // by then it was due again meanwhile
  struct Put { At at; bool finishing; };               // of a handoff: its target has committed
  struct Amend { Command command; Time not_before{}; bool put = false; int tries = 0; };
  struct Line {                                        // of one kind
    later::What what;
    std::string read = {};                             // whatever waits up to this place has been put
    Time next{};                                       // nothing behind it is due before
    std::size_t under_way = 0;
    // What came to nothing is read again, from the earliest of it on, some time after the first.
    std::optional<Time> again_at = {};
    Time again_from{};
    std::optional<std::string> read_again = {};        // likewise, while that goes on
  };
  Line& line(later::What what) { return lines_[static_cast<std::size_t>(what)]; }
  std::optional<Time> put(Line&, std::string& read, Time now, std::vector<Command>&);
  Command command(const later::Waiting&) const;
  void came_to_nothing(Line&, Time due, Time now);

  Read read_;
  std::array<Line, 2> lines_{Line{later::What::timer}, Line{later::What::handoff}};
  std::map<Uuid, Put> commands_;                       // by command id
  std::map<At, UnderWay> under_way_;                   // the same ones
  std::vector<Command> finishing_;                     // to be put next
  std::map<Uuid, Amend> amends_;                       // by command id
};

}  // namespace millrace
