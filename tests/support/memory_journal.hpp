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
      : x_incarnation(incarnation), x_listener(listener), x_delivery(delivery) {}

  Uuid incarnation() const override { return x_incarnation; }
  void append(Partition, std::string bytes) override;
  Offset end(Partition) const override;
  std::string read(Partition, Offset) const override;
  void scan(Partition, Offset from, const std::function<bool(const Stored&)>& each) const override;
  bool read_only() const override { return x_read_only; }

  // Commits and announces one group of at most so many; false when nothing waits.
  bool pump(std::size_t most = 1000);
  // The next `n` records end like this, and the listener hears that nobody knows.
  void fail_next(std::size_t n, Failure);
  void set_read_only(bool yes) { x_read_only = yes; }
  // Somebody else's record, as a zombie or another node writes one: nobody is told.
  Offset slip_in(Partition, std::string bytes);

 private:
  const Uuid x_incarnation;
  Listener& x_listener;
  const Delivery x_delivery;
  mutable std::mutex x_mutex;                  // guards what follows; never held while the listener is called
  std::array<std::vector<std::string>, partitions> x_records;
  std::deque<Stored> x_waiting;
  std::size_t x_failing = 0;
  Failure x_failure = Failure::lost;
  std::atomic<bool> x_read_only = false;
};

}  // namespace millrace::testing
