// Backups that a server makes of itself, on a thread of low priority.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "infra/backup/backup.hpp"

namespace millrace::backup {

struct ScheduleOptions {
  Options backup;
  std::chrono::seconds every{3600};                    // from one that was made to the next
  std::function<std::unique_ptr<ObjectStore>(std::function<bool()> stop)> store;
  std::function<Time()> now;
  std::function<void(const std::string&)> log, log_error;
};

class Schedule {
 public:
  struct State {
    Time made{}, failed{};                             // when one was the last time; the epoch: never, by this process
    std::string trouble;                               // why the last one failed; empty: it did not
    std::int64_t sent_bytes = 0;                       // by this process
    std::chrono::microseconds took{};                  // the last one that was made
  };

  explicit Schedule(ScheduleOptions options) : options_(std::move(options)) {}
  ~Schedule() = default;                               // breaks off what is under way
  // From then on. The first one is made when the newest that is there is old enough, or at once.
  void start();
  State state() const;
  // Why people should look; empty: they need not. Also when none was made for too long.
  std::string warning() const;

 private:
  void run(const std::stop_token&);
  std::chrono::seconds until_first(SystemRandom&, ObjectStore&) const;
  std::chrono::seconds attempt(const std::stop_token&, SystemRandom&, bool& looked);
  void tell(const std::string& trouble) const;

  const ScheduleOptions options_;
  mutable std::mutex mutex_;
  State state_;
  Time started_{};
  std::condition_variable_any wake_;
  std::jthread thread_;                                // last: it uses all the others
};

// Where a data directory keeps why the last scheduled backup failed; there is none when it did not.
std::filesystem::path failure_note(const std::filesystem::path& data);

}  // namespace millrace::backup
