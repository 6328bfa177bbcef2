// The journal on Kafka: one topic, one record a message, the partition's offsets as they are. One idempotent producer writes; a
// consumer reads what others have written, and only then: a partition that nobody else writes is not read back.
//
// A broker answers the requests of a connection one after the other, and each only when all replicas have it: a second small request
// of a partition would wait there behind the first. So what is appended while records of its partition are under way waits here, and
// goes in one request when they have been told of: nobody lingers when nothing is under way, and under load the requests grow.
//
// Safety rests on the accept rule alone. What this class owes: announce each partition without a hole and in order, and never
// call durable what the brokers have not said is.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "commands/core/journal.hpp"
#include "infra/kafka/client.hpp"
#include "infra/kafka/recent.hpp"

namespace millrace::kafka {

class KafkaJournal final : public Journal {
 public:
  struct Options {
    kafka::Options client;
    std::string topic = "millrace.journal";            // as prepare_journal() has left it
    Uuid incarnation{};                                // as it has said
    bool looking = false;                              // what lies there at the opening is read, and nothing written
    int start_wait_ms = 30'000;                        // for the brokers to answer at the beginning
    int look_every_ms = 1'000;                         // for what others have written while nothing is sent
    int stuck_after_ms = 15'000;                       // without progress, where there should be some, a client is made anew
    int unheard_ms = 5'000;                            // without an answer for every partition, the journal cannot be reached
    int close_wait_ms = 5'000;                         // for what is on its way at the end
    std::size_t batch_bytes = 1'000'000;               // as much as this goes, though records of its partition are under way
    std::size_t recent_bytes = 32 << 20;               // of the newest records, kept in memory for followers
    // Of each record, for who traces: how long it waited here for those before it, and what Producer::Stages says. Producer's thread, or the caller's.
    std::function<void(std::chrono::steady_clock::duration)> held = {};
    std::function<void(const Producer::Stages&)> staged = {};
    // The topic was set back under this process: what it has acknowledged is no longer there. Must not return, but in tests.
    std::function<void(const std::string&)> fatal = {};  // by default a line to stderr and to the client's log, and exit 2
  };

  // Asks where the partitions end. Throws Trouble. Two threads of its own call the listener: the producer's, and the one that
  // reads and keeps the clients well.
  KafkaJournal(Options, Listener&);
  // Waits for what is on its way, then tells no more.
  ~KafkaJournal() override;

  Uuid incarnation() const override { return options_.incarnation; }
  // Throws std::length_error for more than max_record_bytes.
  void append(Partition, std::string bytes) override;
  Offset end(Partition) const override;
  void reach_end(Partition, std::function<void()> done) override;
  // What is not in memory is read from the brokers by the caller's thread.
  std::string read(Partition, Offset) const override;
  void scan(Partition, Offset from, const std::function<bool(const Stored&)>& each) const override;
  bool read_only() const override { return false; }
  bool forgets_silent_writers() const override { return true; }
  // False when not every partition has had a broker that answers for `unheard_ms`, or the last record that was sent was not taken.
  bool reachable() const override;

  // How often the producer, or the consumer, had to be made anew.
  int rebuilt() const { return rebuilt_; }

 private:
  struct Waiting {                                     // a call of reach_end
    Offset until = -1;                                 // not known yet
    std::function<void()> done;
  };
  struct Held {                                        // appended, not yet given to the producer
    std::string bytes;
    std::chrono::steady_clock::time_point since;       // if somebody traces
  };
  struct Line {                                        // one partition
    Offset end = 0;                                    // everything below has been announced
    int in_flight = 0;                                 // sent by this producer, outcome not known
    std::vector<Held> held = {};                       // behind what is in flight; none when nothing is
    std::size_t held_bytes = 0;
    bool followed = false;                             // the consumer reads it
    bool follow = false;                               // it is to
    Offset known = 0;                                  // it ends no earlier than here
    int holes = 0;                                     // met in a row
    int cuts = 0;                                      // times in a row that the brokers said it ended before `end`
    std::string broken = {};                           // why it can be read no further
    std::vector<Waiting> waiting = {};
  };

  void make_producer();
  void replace_producer(const std::string& why);
  [[nodiscard]] std::string send_held(Partition);
  void on_delivered(int producer, std::vector<Delivery>);
  void announce_appended(std::vector<Stored>&);
  void run();
  void look(Consumer&);
  void follow(Consumer&);
  void arrived(std::vector<Message>);
  void tell_waiting();
  bool stuck();
  std::unique_ptr<Consumer> take_reader() const;
  bool fetch(Partition, Offset& from, Offset end, const std::function<bool(const Stored&)>& each) const;

  const Options options_;
  Listener& listener_;
  Recent recent_;

  mutable std::mutex mutex_;                           // guards the lines and the rest of this block
  std::array<Line, partitions> lines_;
  std::unique_ptr<Producer> producer_;
  int producers_ = 0;                                  // made so far; names the one whose news count
  std::string producer_broken_;
  bool closing_ = false;
  bool asked_ = false;                                 // reach_end has been called since the last look
  std::condition_variable wake_;

  std::mutex announcing_;                              // held while the listener is called, and while `end` moves: taken before mutex_
  std::atomic<int> rebuilt_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> heard_{};   // the brokers have said where all partitions end
  std::atomic<bool> refused_ = false;                  // the newest outcome: not taken, or not known to be

  // The reading thread's own.
  std::chrono::steady_clock::time_point looked_{}, read_{}, delivered_{};
  std::atomic<std::uint64_t> deliveries_ = 0;
  std::uint64_t deliveries_seen_ = 0;

  mutable std::mutex readers_mutex_;
  mutable std::vector<std::unique_ptr<Consumer>> readers_;   // for scan() and read()
  std::thread thread_;
};

}  // namespace millrace::kafka
