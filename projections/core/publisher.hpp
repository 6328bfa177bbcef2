// What one partition has yet to say to the public topics: a fold of its accepted records whose place is kept in the topics
// themselves. Sans-I/O. At least once: whatever goes wrong, it begins again behind the newest event that each topic holds.
#pragma once

#include <deque>
#include <functional>

#include "schemas/public/event.hpp"

namespace millrace {

class Publisher {
 public:
  // The newest event of this partition in the topic of each family, by its number; none when the topic holds none.
  using Newest = std::vector<std::optional<EventId>>;

  struct Window {
    Time since{};                                      // what was recorded before is not published any more
    Offset first = 0;                                  // no record before this one was recorded later than that
  };
  explicit Publisher(std::size_t most_on_its_way = 1000) : most_(most_on_its_way) {}

  // Begins, or begins again: nothing is on its way.
  void resume(const Newest&, Window);
  // Of the record that is to be read next.
  Offset next() const { return next_; }
  // Whether there is room for what a record may say.
  bool room() const { return on_its_way() < most_; }
  // Whether the accepted commit at `offset` may say anything that is still to be said; if not, on_record needs no facts.
  bool wants(Offset, const Commit&) const;
  // The record at next() and what to send, in this order; null: it says nothing (rejected, a fence, not wanted).
  std::vector<Event> on_record(Offset, const Committed*, const Withdrawn& = {});
  // The topic holds the oldest event of that family that was on its way.
  void on_delivered(Family);

  std::size_t on_its_way() const;
  // Everything that records below this offset say is in the topics.
  Offset confirmed() const;

 private:
  bool said(const Event&) const;

  std::size_t most_;
  Newest newest_{};
  Window window_;
  Offset next_ = 0;
  std::vector<std::deque<Offset>> waiting_;            // by family
};

// The first of `end` records that was recorded at or after that time; log time never falls. `recorded_at` of a record that says
// none is nothing.
Offset first_since(Time, Offset end, const std::function<std::optional<Time>(Offset)>& recorded_at);

}  // namespace millrace
