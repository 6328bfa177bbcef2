// Writes the public topics: CloudEvents in binary mode, for the partitions that this process owns. The thread around
// projections/core/publisher.hpp: it reads the journal up to what the local store has folded, since that says what was accepted,
// sends, and begins again behind what the topics hold whenever the brokers have been away.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "commands/core/journal.hpp"
#include "infra/kafka/admin.hpp"
#include "projections/core/publisher.hpp"
#include "projections/core/reader.hpp"
#include "projections/core/recent_records.hpp"

namespace millrace::kafka {

// Makes the public topics that are not there, as durable as so many brokers allow, with a window of 30 days. Throws Refused for
// one with another number of partitions, and Trouble.
void prepare_public_topics(Admin&, const std::string& topic_prefix);

// False when there is no such topic. Throws Refused, with how to mend it, for a public topic, whoever has made it, that would lose or
// misplace events; Trouble.
bool check_public_topic(Admin&, const std::string& topic);
// All of them.
void check_public_topics(Admin&, const std::string& topic_prefix);

struct PublisherState {
  bool running = false;                                // the topics take what there is
  std::string why;                                     // they do not: one line for people
  std::int64_t lag_records = 0;                        // of the journal that the topics have not confirmed, in owned partitions
  std::int64_t sent = 0;                               // events, since the start
  std::int64_t unreadable = 0;                         // records that could not be opened and were left out, since the start
};

// Thread-safe. Journal and vault outlive it.
class PublisherThread {
 public:
  struct Options {
    kafka::Options client;
    std::string topic_prefix = "millrace";
    std::function<bool(Partition)> owns;               // whether this process decides for that partition; any thread
    std::function<std::shared_ptr<const Reader>()> snapshot;   // of the local store; any thread
    std::function<Time()> now;
    const RecentRecords* recent = nullptr;             // what this process has read already, and outlives the thread; null: it reads everything itself
    std::function<void(const std::string& line)> log = {};
    int gather_ms = 50;                                // from one round to the next: under load many events share their requests
    int retry_ms = 1000;                               // after the brokers have gone away
    int wait_ms = 15'000;                              // for an answer of theirs
  };
  PublisherThread(Options, const Journal&, Vault&);
  ~PublisherThread();                                  // what is on its way is sent again by whoever goes on

  void notify();                                       // the store has grown. Never waits
  PublisherState state() const;

 private:
  struct Line {                                        // one owned partition
    Publisher publisher;
    std::uint64_t turn = 0;                            // its resumption: only its own deliveries count
    std::string stopped = {};                          // why nothing is published
    Offset ahead = -1;                                 // of the newest event's record, when that is why
    std::chrono::steady_clock::time_point since{};
  };
  class Session;

  void run();
  bool wait(bool more);                                // until there is something to do; true when it is time to end
  void became(bool running, std::string why);

  const Options options_;
  const Journal& journal_;
  Vault& vault_;

  mutable std::mutex mutex_;                           // guards what follows
  std::condition_variable wake_;
  bool stopping_ = false, woken_ = false;
  std::vector<Delivery> delivered_;
  std::string broken_;                                 // the producer can do no more
  PublisherState state_;

  std::thread thread_;
};

}  // namespace millrace::kafka
