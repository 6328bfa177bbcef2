// Who is alive, among the processes that serve one journal: each writes a beat a second to a topic of one partition, and hears all; one that ends
// says so, and nobody waits for its next beat. A hint, nothing more: who takes a silent owner's partitions fences them, and the journal decides.
#pragma once

#include <map>
#include <mutex>
#include <thread>

#include "domain/core/id.hpp"
#include "infra/kafka/admin.hpp"

namespace millrace::kafka {

// False when there is no such topic. Throws Refused for one with more partitions than one, and Trouble.
bool check_heartbeat_topic(Admin&, const std::string& topic);
// Makes it if there is none, and checks it.
void prepare_heartbeat_topic(Admin&, const std::string& topic);

class Heartbeats {
 public:
  struct Options {
    kafka::Options client;
    std::string topic = "millrace.ctl";
    int beat_ms = 1'000;
    int silent_beats = 5;
  };

  // Beats for that writer from now on, on a thread of its own.
  Heartbeats(Options, const Uuid& writer);
  // Says good-bye: what this process owned is another's to take at once, so it decides nothing more.
  ~Heartbeats();

  // It has said good-bye; or so many of this process's own beats have come back since that writer's last, or, of one that has not been
  // heard, since the first call about it. Own beats are the clock: while the brokers are away nobody is silent. Thread-safe.
  bool silent(const Uuid& writer) const;

 private:
  void run(std::stop_token);
  void hear(const std::vector<Message>&);

  const Options options_;
  const std::string mine_;
  mutable std::mutex mutex_;                           // guards the next
  mutable std::map<std::string, int> since_;           // own beats since each writer's last; enough of them, once it is gone
  std::jthread thread_;                                // last: it uses the others
};

}  // namespace millrace::kafka
