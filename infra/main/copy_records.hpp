// Copies a journal record by record into another one, of whatever kind both are: the same bytes at the same offsets, so the same chain.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stdexcept>

#include "commands/core/journal.hpp"
#include "schemas/journal/accept.hpp"

namespace millrace {

// The copy cannot be made, or is not what was asked for; one line for people.
struct NotCopied : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The target holds something else: nothing was written.
struct NotEmpty : NotCopied {
  using NotCopied::NotCopied;
};

// The first records of a partition: how many, what bytes, and where the accept rule stands behind them.
struct Head {
  Offset records = 0;
  Chain bytes{};                       // over all of them, counted or not
  Accepted accepted;
  bool operator==(const Head&) const = default;
};
// Reads up to that offset. Throws NotCopied for bytes that are no record.
Head head_of(const Journal&, Partition, Offset until);

// Hears what becomes of appends, for a journal that a tool writes; outlives it.
class Appends final : public Journal::Listener {
 public:
  static constexpr std::size_t most_bytes = 8 << 20;   // on their way at once
  // Queues a record that is to lie at that offset; waits while too much is on its way. Throws NotCopied.
  void append(Journal&, Partition, Offset, std::string bytes);
  // Until all are durable. Throws NotCopied.
  void wait();

 private:
  void on_appended(std::vector<Stored>) override;
  void on_append_failed(Partition, const std::string& why) override;
  void check() const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::deque<Offset>, partitions> expected_;
  std::size_t bytes_ = 0;
  std::size_t records_ = 0;
  std::string wrong_;
};

struct Copied {
  std::int64_t records = 0, already_there = 0;
  std::array<Offset, partitions> ends{};               // of the source, all of which the target has now
};

// Everything that `from` has at the call. `to` must be empty or hold the beginning of `from`, as a copy that was broken off has left
// it; that is not copied again. Both sides are read back and compared. Throws NotEmpty for anything else, NotCopied, and
// what the journals throw.
Copied copy_records(const Journal& from, Journal& to, Appends& of_to, const std::function<void(Partition)>& progress);

// Throws NotCopied when anything has been written to the source behind what was copied, by whomever: the brokers are asked.
void check_unchanged(Journal& from, const Copied&);

// Takes every partition of a journal that other processes may be writing: a FENCE each, read back as the newest accepted one. Whoever
// owned a partition steps down. Throws NotCopied when another process takes it back meanwhile.
void fence_all(Journal&, Appends&, const Uuid& writer, Time now);

}  // namespace millrace
