// The journal in memory, for tests. Delivery is synchronous, within append(), or waits until somebody pumps.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

#include "commands/core/journal.hpp"

namespace millrace::testing {

class MemoryJournal : public Journal {
 public:
  enum class Delivery { at_once, pumped };
  // What becomes of an append that is told to fail.
  enum class Failure { lost, kept };           // nobody is told which

  MemoryJournal(const Uuid& incarnation, Listener& listener, Delivery delivery = Delivery::at_once)
      : incarnation_(incarnation), listener_(listener), delivery_(delivery) {}

  Uuid incarnation() const override { return incarnation_; }
  void append(Partition, std::string bytes) override;
  Offset end(Partition) const override;
  std::string read(Partition, Offset) const override;
  void scan(Partition, Offset from, const std::function<bool(const Stored&)>& each) const override;
  bool read_only() const override { return read_only_; }

  // Commits and announces one group of at most so many; false when nothing waits.
  bool pump(std::size_t most = 1000);
  // The next `n` records end like this, and the listener hears that nobody knows.
  void fail_next(std::size_t n, Failure);
  void set_read_only(bool yes) { read_only_ = yes; }
  // Somebody else's record, as a zombie or another node writes one: nobody is told.
  Offset slip_in(Partition, std::string bytes);

 private:
  const Uuid incarnation_;
  Listener& listener_;
  const Delivery delivery_;
  mutable std::mutex mutex_;                  // guards what follows; never held while the listener is called
  std::array<std::vector<std::string>, partitions> records_;
  std::deque<Stored> waiting_;
  std::size_t failing_ = 0;
  Failure failure_ = Failure::lost;
  std::atomic<bool> read_only_ = false;
};

}  // namespace millrace::testing
