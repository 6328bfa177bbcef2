// What one record published, as the local store keeps it: every change once, and which channels have said which of them. What subscribers
// read is put together from it, the same bytes each time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/core/projection.hpp"

namespace millrace {

class RecordFeed {
 public:
  // `at`: log time. `changes` in any order: those that are the same whoever hears them are kept once.
  RecordFeed(Time at, std::vector<Change> changes);

  struct On {
    std::string channel;
    std::vector<std::size_t> said;                 // which of the changes, in the order of resource, id, op and row
  };
  const std::vector<On>& channels() const { return channels_; }     // in their own order; a channel comes once
  // What is said there: {"changes": [{"resource", "op", "row"}], "position"}.
  std::string data(const On&, Offset position) const;

  // As it is kept: log time, number of channels, each with what it says, then the changes.
  std::string stored() const;

 private:
  Time at_;
  std::vector<On> channels_;
  std::vector<std::string> changes_;
};

// Of what stored() gave.
namespace record_feed {
Time at(std::string_view stored);
std::vector<std::string> channels(std::string_view stored);
// What was said on that channel; nothing when nothing was.
std::optional<std::string> data(std::string_view stored, std::string_view channel, Offset position);
}  // namespace record_feed

}  // namespace millrace
