// The running mill: the thread that turns one Mill (infra/mill), the journal that it turns above, and what other threads may read of it.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <mutex>
#include <thread>

#include "infra/mill/mill.hpp"
#include "infra/runtime/trace.hpp"

namespace millrace {

class RunningMill final : private Journal::Listener, private Miller {
 public:
  struct Parts {
    const House& house;
    const Services& services;
    LocalStore& store;
    KeyValue& below;                                     // the store's own: flushed every two seconds
    FrameSink& wire;                                          // where the hub's frames go
    std::function<std::unique_ptr<Journal>(Journal::Listener&)> open_journal;
    std::function<void()> stored = {};                   // records have been stored: wake who follows the journal
    std::function<void(const std::string&)> log = {};
    std::string endpoint = {};                           // where other processes reach this one
    Uuid writer = {};                                    // this process in the journal; nil: a new one
    // Whether the owner that has this writer is gone, as far as one can tell; its partitions are then taken over. Null where
    // nobody else can write.
    std::function<bool(const Uuid& writer)> owner_silent = {};
    int start_limit_ms = 60'000;                         // for the fences of all partitions to come back
    int command_limit_ms = 10'000;                       // a command of unknown outcome is answered NotNow then; asked again, it tells
    std::size_t recent_bytes = 8 << 20;                  // of the newest records, kept for who follows
    const Trace* trace = nullptr;                        // told of the hops of commands
    std::function<void(Miller::Trouble, const std::string&)> log_trouble = {};   // none: as any other line
  };

  // Opens the journal, brings the local store up to it, takes every partition over; returns when it serves each, another process
  // does, or it is stopped. Throws when the journal cannot be opened or read; JournalRefused when it is not the store's, or its
  // directory is stopped.
  explicit RunningMill(Parts);
  // Takes no more, writes what waits, flushes the local store.
  ~RunningMill() override;

  // All of these from any thread; as Mill has them. Who is told is told on the strand, and must be quick.
  void submit(Command, Mill::Answered);
  void when_stored(Partition, Offset, int wait_ms, std::function<void(Mill::Reached)>);
  void when_settled(Partition, std::function<void(bool)>);
  void when_handed_over(std::shared_ptr<const Committed>, int wait_ms, std::function<void(std::optional<Mill::Places>)>);
  void on_hub(std::function<void(Hub&)>);
  std::shared_ptr<const Reader> snapshot() const { return parts_.store.reader(); }
  std::shared_ptr<const Committed> record(Partition p, Offset o) const { return mill_->record(p, o); }
  std::string bytes(Partition p, Offset o) const { return mill_->bytes(p, o); }
  const RecentRecords& recent() const { return mill_->recent(); }
  // Whoever waits is answered no, and so is whoever comes later, at once. Returns when all that was asked before the call has been
  // answered; calling it again does that once more. For those that go before the mill does.
  void stop_answering();
  const Journal& journal() const { return *journal_; }
  bool read_only() const { return journal_->read_only() || parts_.below.full(); }
  bool serving() const { return serving_; }
  // Where the process that owns this partition takes requests; empty when it is this one, or nobody says or is heard of.
  std::string owner_elsewhere(Partition) const;
  // Whether this process decided for that partition a moment ago.
  bool owns(Partition p) const { return owned_ >> p & 1; }
  // As of now; waits for the strand, so not for it, nor for a connection's thread.
  Mill::Standing standing();
  Mill::Figures figures() const;                         // as of the last tick, like the next
  Hub::Figures live() const;

 private:
  void on_appended(std::vector<Stored>) override;
  void on_arrived(std::vector<Stored>) override;
  void on_append_failed(Partition, const std::string& why) override;

  void post(std::function<void(Time)>) override;
  void post_after(Duration, std::function<void(Time)>) override;
  void tick_after(Duration) override;
  void beside(std::function<void()>) override;
  void log(const std::string&) override;
  void log_trouble(Trouble, const std::string&) override;
  void stored() override;
  void owned_elsewhere(Partition, const std::string& endpoint) override;
  bool owner_silent(Partition, const Uuid& writer) override;

  Trace::Instant begun() const;                          // now, if somebody traces
  Mill::Answered traced(Mill::Answered);
  void start();
  void close();
  void tick();
  template <class What>
  void and_wait(What);

  Parts parts_;
  Uuid writer_;
  std::unique_ptr<Mill> mill_;
  mutable std::mutex mutex_;                             // guards the next three
  std::array<std::string, partitions> elsewhere_;        // endpoints of other owners
  Mill::Figures figures_;
  Hub::Figures live_;
  std::atomic<bool> serving_ = false;
  std::atomic<std::uint64_t> owned_ = 0;                 // a bit for each partition; as of the last tick
  std::atomic<std::uint64_t> unheard_ = 0;               // the same: stopped, and whoever owned it is silent

  Trace::Instant turn_{};                                // began then; the strand's, and only if somebody traces

  boost::asio::io_context strand_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{strand_.get_executor()};
  boost::asio::steady_timer ticks_{strand_}, pauses_{strand_};
  std::thread thread_;
  std::unique_ptr<boost::asio::thread_pool> beside_;     // one thread, once there is something to read again
  std::unique_ptr<Journal> journal_;                     // last: until it is gone its threads post to the strand
};

}  // namespace millrace
