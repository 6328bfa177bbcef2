// Gathers what was shown to whom, and tells the businesses of each minute once it is over; what a process that dies had not told is not known.
#pragma once

#include <condition_variable>
#include <thread>

#include "gateways/core/reads.hpp"

namespace millrace {

class ReadsNoted {
 public:
  using Tell = std::function<void(seen::Minute)>;
  // `tell` is called from a thread of its own, and from who calls `note` when there is too much to keep. `now` is thread-safe.
  ReadsNoted(std::function<Time()> now, Tell tell);
  ~ReadsNoted() { stop(); }
  void note(const Call&, int status);                    // any thread; quick
  // What could not be told just now; likewise. False: too much waits already, and this is lost.
  bool keep(const seen::Minute&);
  // Tells of what is left; what is noted or kept from then on is not told.
  void stop();

 private:
  struct Who {
    Uuid business, person, session;
    auto operator<=>(const Who&) const = default;
  };
  struct Kept {
    Caller caller;
    std::optional<Uuid> member;
    Time since;
    std::map<std::pair<std::string, Uuid>, std::int64_t> things;
  };
  void run(const std::stop_token&);
  void tell_before(Time);
  // As many as one request holds in each.
  static std::vector<seen::Minute> minutes_of(const Who&, const Kept&);

  const std::function<Time()> now_;
  const Tell tell_;
  std::mutex mutex_;                                     // guards what follows
  std::map<Who, Kept> kept_;
  bool stopped_ = false;
  std::condition_variable_any wake_;
  std::jthread thread_;                                  // last: it uses all the others
};

}  // namespace millrace
