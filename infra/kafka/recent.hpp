// The newest records of all partitions, in memory: followers that are nearly up to date need no broker. Thread-safe.
#pragma once

#include <array>
#include <deque>
#include <mutex>

#include "commands/core/journal.hpp"

namespace millrace::kafka {

class Recent {
 public:
  explicit Recent(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // Partitions grow by one record behind the newest.
  void push(Partition, Offset, const std::string& bytes);
  // From that offset on, not all at once; empty when it is not, or not any more, here.
  std::vector<Stored> from(Partition, Offset) const;
  // Where what is here of it begins; -1: nothing is.
  Offset first(Partition) const;

 private:
  struct Window {
    Offset first = -1;
    std::deque<std::string> records;
  };
  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::array<Window, partitions> windows_;
  std::deque<Partition> oldest_;                       // whose record goes next
  std::size_t bytes_ = 0;
};

}  // namespace millrace::kafka
