// The running mill: one strand for owners, local store and live hub, above one journal. Everything outside infra that it turns is
// sans-I/O; here is the thread that calls it, and the order of a turn: answer first, then fold, then publish.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "commands/core/journal.hpp"
#include "commands/core/owner.hpp"
#include "commands/later/pump.hpp"
#include "infra/runtime/house.hpp"
#include "projections/core/local_store.hpp"

namespace millrace {

// The journal is not one that this process may go on from; says why, and how to mend it.
struct JournalRefused : std::runtime_error { using runtime_error::runtime_error; };

class Mill final : private Journal::Listener {
 public:
  struct Parts {
    const House& house;
    const Folds& folds;
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
  };
  using Answered = std::function<void(Outcome)>;         // called on the strand; must be quick

  // Opens the journal, brings the local store up to it, takes every partition over; returns when it serves each, another process
  // does, or it is stopped. Throws when the journal cannot be opened or read; JournalRefused when it is not the store's, or its
  // directory is stopped.
  explicit Mill(Parts);
  // Takes no more, writes what waits, flushes the local store.
  ~Mill() override;

  // All of these from any thread.
  void submit(Command, Answered);
  // When the local store holds that record; or at the deadline; or, at once, when the journal has never had one there.
  enum class Reached { yes, not_yet, never };
  void when_stored(Partition, Offset, int wait_ms, std::function<void(Reached)>);
  // When the local store holds everything that has been answered so far.
  void when_settled(Partition, std::function<void(bool)>);
  // When what that record hands over has been committed there: where.
  void when_handed_over(std::shared_ptr<const Committed>, int wait_ms, std::function<void(std::optional<std::vector<std::pair<Partition, Offset>>>)>);
  std::shared_ptr<const Reader> snapshot() const;
  // That record, read from the journal and opened; null when it cannot be just now: the journal is away, or a key is not there.
  std::shared_ptr<const Committed> record(Partition, Offset) const;
  // Whoever waits is answered no, and so is whoever comes later, at once. Returns when all that was asked before the call has been
  // answered; calling it again does that once more. For those that go before the mill does.
  void stop_answering();
  // Whatever it is, the hub hears what has been said in turns, and between two of them the strand is for others.
  void on_hub(std::function<void(Hub&)>);
  const Journal& journal() const { return *journal_; }
  // The disk is nearly full, or full: nothing is taken until there is room, and then again.
  bool read_only() const { return journal_->read_only() || parts_.below.full(); }
  bool serving() const { return serving_; }
  // Where the process that owns this partition takes requests; empty when it is this one, or nobody says or is heard of.
  std::string owner_elsewhere(Partition) const;
  // Whether this process decided for that partition a moment ago.
  bool owns(Partition p) const { return owned_ >> p & 1; }
  // `owned`: partitions that this process decides for. `stopped`: those with a record that cannot be trusted or, for want of a key, read.
  // `later`: timers and handoffs that wait. `uncommitted`: records that the local store has folded and not committed.
  struct Figures { std::int64_t commits, rejected, waiting, owned, stopped, waiting_for_position, later, uncommitted; };
  Figures figures() const;
  Hub::Figures live() const;                             // as of the last tick

 private:
  struct PositionWaiter {
    Time until;
    std::uint64_t look;                                  // the look at the journal's end that judges it; 0: that record is there
    std::function<void(Reached)> done;
  };
  // Looks at where a partition of the journal ends, one at a time: where others can write it takes a while.
  struct Looking { std::uint64_t begun = 0; bool under_way = false; };
  struct HandoffWaiter {
    std::shared_ptr<const Committed> record;
    Time until;
    std::function<void(std::optional<std::vector<std::pair<Partition, Offset>>>)> done;
  };

  void on_appended(std::vector<Stored>) override;
  void on_arrived(std::vector<Stored>) override;
  void on_append_failed(Partition, const std::string& why) override;

  struct Waiting { Answered tell; Time until; };
  struct Stop {                                          // a partition that is not folded any further
    std::string why;
    std::optional<Stored> at;                            // the record that it must not go past; none: the journal could not be read
  };

  void catch_up();
  void start();
  void close();
  void fold(const Stored&, Time now);
  bool fold_or_stop(const Stored&, Time now);
  bool stopped(Partition) const;
  void need_directory() const;
  void take(const Stored&, Time now);
  bool take_all(Partition, Time now);
  void read_to_end(Partition);
  void try_stopped_again(Time now);
  void give_up_waiting(Time now);
  void take_over_from_others(Time now);
  void carry_out(Partition, Todo);
  void answer(Answer);
  void submit_on_strand(Command, Answered);
  void settle_soon();
  void settle();
  void put_what_is_due();
  void wake_waiters(Time now);
  void watch_space();
  void wait_for(Partition, Offset, PositionWaiter);
  void look_at_end(Partition);
  void on_looked(Partition);
  void give_up_positions(Time now);
  void tick();
  void turn_hub();

  Parts parts_;
  std::unique_ptr<Confirmed> confirmed_;
  std::unique_ptr<OwnerWorld> world_;
  std::deque<Owner> owners_;                             // an owner stays where it is
  Pump pump_;
  std::unique_ptr<Hub> hub_;

  Uuid writer_;
  mutable std::mutex elsewhere_mutex_;                   // guards the next
  std::array<std::string, partitions> elsewhere_;        // endpoints of other owners
  mutable std::mutex live_mutex_;                        // guards the next
  Hub::Figures live_;

  std::uint64_t next_waiter_ = 1;
  std::map<std::uint64_t, Waiting> answered_;            // in the order of their deadlines
  std::array<std::multimap<Offset, PositionWaiter>, partitions> positions_;
  std::array<Looking, partitions> looking_;
  std::vector<HandoffWaiter> handoffs_;
  std::vector<Folded> unsettled_;                        // folded, and the store was too busy to take it
  std::array<Offset, partitions> stored_{};              // one past what the store has committed
  std::map<Partition, Stop> stopped_;
  bool resumed_ = false;                                 // the owners stand where the store does, and hear what it hears
  bool settling_ = false, closing_ = false;
  bool hub_turns_ = false;                               // its next turn has been posted
  Time tried_again_{}, listened_{};
  std::optional<Time> shared_since_;                     // this process owns the directory, and another owns some other partition
  std::atomic<bool> serving_ = false;
  std::atomic<std::int64_t> commits_ = 0, rejected_ = 0, waiting_ = 0, stopped_count_ = 0, waiting_for_position_ = 0, later_ = 0, uncommitted_ = 0;
  std::atomic<std::uint64_t> owned_ = 0;                 // a bit for each partition; as of the last tick
  std::atomic<std::uint64_t> forsaken_ = 0;              // the same: stopped, and whoever owned it is silent
  Time flushed_{};
  bool full_ = false;                                    // as the log has heard it

  boost::asio::io_context strand_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{strand_.get_executor()};
  boost::asio::steady_timer ticks_{strand_};
  std::thread thread_;
  std::unique_ptr<Journal> journal_;                     // last: until it is gone its threads post to the strand
};

}  // namespace millrace
