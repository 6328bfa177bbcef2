// The mill, sans-I/O: owners, local store, pump and live hub above one journal, turned in one order: answer first, then fold, then
// publish. Events come in with the time at which they happen; what the mill needs of the world it asks of the journal, the key-value
// store, the wire and its Miller. RunningMill (infra/runtime) gives it a thread, the simulation a world: the same class in both.
// One strand calls it. It outlives none of its parts.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

#include "commands/core/journal.hpp"
#include "commands/core/owner.hpp"
#include "commands/later/pump.hpp"
#include "gateways/core/hub.hpp"
#include "infra/mill/miller.hpp"
#include "infra/runtime/house.hpp"
#include "projections/core/local_store.hpp"
#include "projections/core/recent_records.hpp"
#include "projections/later/waiting.hpp"

namespace millrace {

// The journal is not one that this process may go on from; says why, and how to mend it.
struct JournalRefused : std::runtime_error { using runtime_error::runtime_error; };

// How often it does what, and how long it waits.
struct Pace {
  Duration tick = std::chrono::milliseconds{100}, busy_again = std::chrono::milliseconds{5}, flush = std::chrono::seconds{2};
  Duration listen = std::chrono::seconds{1};             // to owners of other partitions
  Duration try_again = std::chrono::seconds{1};          // a record that has stopped its partition
  Duration look = std::chrono::seconds{2};               // at the journal's end, where others can write
  Duration command = std::chrono::seconds{10};           // one of unknown outcome is answered NotNow then; asked again, it tells
  Duration silence = std::chrono::hours{12};             // after it an owner says that it is still there
  Duration gather = std::chrono::microseconds{600}, gather_most = std::chrono::milliseconds{20};   // from one batch of the store to the next, by record of the one
};

class Mill {
 public:
  struct Parts {
    const House& house;
    const Services& services;
    LocalStore& store;
    KeyValue& below;                                     // the store's own: flushed now and then
    FrameSink& wire;                                          // where the hub's frames go
    Journal& journal;
    Miller& miller;
    Uuid writer;                                         // this process in the journal
    std::string endpoint = {};                           // where other processes reach this one
    bool shared = false;                                 // other processes can write, and are listened to
    std::vector<Partition> partitions = all_partitions();
    std::size_t overlay_records = 8192;                  // of a partition, decided and not stored
    std::size_t recent_bytes = 8 << 20;                  // of the newest records, kept for who follows
    Pace pace = {};
  };
  static std::vector<Partition> all_partitions();
  using Answered = std::function<void(Outcome)>;         // called on the strand; must be quick

  explicit Mill(Parts);
  Mill(const Mill&) = delete;

  // The start. First, until it is true, with a pause after each time that it is not: the store folds what the journal has above it, and
  // folds that are new or have changed what lies below, but for views, which catch up while it serves. Throws JournalRefused when the
  // journal is not the store's, and JournalAway.
  [[nodiscard]] bool catch_up(Time now);
  // Takes every partition over; `undecided` counts those that neither this process nor another serves yet, without those that are stopped.
  void take_over(Time now);
  std::size_t undecided() const;
  // Throws JournalRefused when the directory is stopped, without which nobody can sign in.
  void need_directory() const;
  // From here on it answers.
  void serve() { serving_ = true; }

  // The end. Whoever waits is answered no, and so is whoever comes later.
  void stop_answering();
  // Nothing more is asked of the journal; what is folded may still be stored.
  void close() { serving_ = false, closing_ = true; }
  void settle(Time now);

  // What has become of what was appended, and what lies in the journal, as Journal::Listener says it.
  void on_appended(const std::vector<Stored>&, Time now);
  void on_arrived(const std::vector<Stored>&, Time now);
  void on_append_failed(Partition, const std::string& why, Time now);
  void on_tick(Time now);

  void submit(Command, Answered, Time now);
  // When the local store holds that record; or at the deadline; or, at once, when the journal has never had one there.
  enum class Reached { yes, not_yet, never };
  void when_stored(Partition, Offset, int wait_ms, std::function<void(Reached)>, Time now);
  // When the local store holds everything that has been answered so far.
  void when_settled(Partition, std::function<void(bool)>, Time now);
  // When what that record hands over has been committed there: where.
  using Places = std::vector<std::pair<Partition, Offset>>;
  void when_handed_over(std::shared_ptr<const Committed>, int wait_ms, std::function<void(std::optional<Places>)>, Time now);
  // Whatever it is, the hub hears what has been said in turns, and between two of them the strand is for others.
  void on_hub(const std::function<void(Hub&)>&);

  // What it has read lately, for who follows the journal behind it. Any thread.
  const RecentRecords& recent() const { return recent_; }
  // That record, opened; null when it cannot be read just now: the journal is away, or a key is not there. Any thread.
  std::shared_ptr<const Committed> record(Partition, Offset) const;
  // … as it lies there; empty when it cannot be read just now. Any thread.
  std::string bytes(Partition, Offset) const;

  const Owner& owner(Partition p) const { return states_.at(p).owner; }
  bool owns(Partition p) const { return owner(p).mode() == Owner::Mode::serving; }
  // With a record that cannot be trusted or, for want of a key, read. `why` says of any such partition what is wrong.
  bool stopped(Partition) const;
  std::string why_stopped() const;
  // One past what the store has committed.
  Offset stored(Partition p) const { return states_.at(p).stored; }
  // The disk is nearly full, or full: nothing is taken until there is room, and then again.
  bool read_only() const { return parts_.journal.read_only() || parts_.below.full(); }
  // `owned`: partitions that this process decides for. `later`: timers and handoffs that are due and under way. `uncommitted`: records that the local store
  // has folded and not committed. `records`: read, of any kind, since the start. `missing`: records that views which are built anew have not had. `parked`:
  // folds that could not take a fact of some tenant, once for each of these.
  struct Figures {
    std::int64_t commits = 0, rejected = 0, waiting = 0, owned = 0, stopped = 0, waiting_for_position = 0, later = 0, uncommitted = 0, records = 0;
    std::int64_t missing = 0, parked = 0;
  };
  Figures figures() const;
  Hub::Figures live() const { return hub_.figures(); }
  // How it stands, for people.
  struct Standing {
    struct Of {
      Partition partition;
      bool owned;
      Offset stored;
      std::string stopped;                               // why; empty: it is not
      std::optional<Offset> at;                          // the record that it cannot go past
    };
    struct Parked { const AnyFold* fold; Uuid tenant; std::string why; };
    std::vector<Of> partitions;
    std::vector<LocalStore::Progress> folds;
    std::vector<Parked> parked;
  };
  Standing standing() const;

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
    std::function<void(std::optional<Places>)> done;
  };
  struct Waiting { Answered tell; Time until; };
  struct Stop {                                          // it is not folded any further
    std::string why;
    std::optional<Stored> at;                            // the record that it must not go past; none: the journal could not be read
  };
  struct State {                                         // of a partition
    State(Partition p, const OwnerWorld& world, const Uuid& writer) : owner(p, world, writer) {}
    Owner owner;
    Offset stored = 0;
    std::optional<Stop> stop;
    std::uint64_t reading = 0;                           // counts what was asked for by read_to_end; the last one is told
    std::multimap<Offset, PositionWaiter> positions;
    Looking looking;
  };
  // The local store as the owners see it.
  class StoreConfirmed final : public Confirmed {
   public:
    StoreConfirmed(LocalStore& store, const std::vector<const AnyFold*>& read_by_rules) : store_(store), read_by_rules_(read_by_rules) {}
    RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override { return store_.get(fold, tenant, key); }
    std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return store_.version(tenant, stream); }
    std::optional<Seen> command(const Uuid& tenant, const Uuid& id) const override;
    std::optional<Uuid> subject_key(const Uuid& tenant, const Uuid& subject) const override { return store_.subject_key(tenant, subject); }
    bool parked(const Uuid& tenant) const override;
    Offset folded(Partition p) const override { return store_.next(p) - 1; }

   private:
    LocalStore& store_;
    const std::vector<const AnyFold*>& read_by_rules_;
  };

  // What was read again of a piece, and why no further.
  struct Reread {
    std::vector<LocalStore::Past> past;
    Offset next;
    std::string stuck = {};
  };
  // Any thread. At most so many commits that matter.
  Reread read_again(const LocalStore::Piece&, std::size_t most) const;
  bool make_whole(Partition);
  void catch_views_up();
  void on_reread(const LocalStore::Piece&, std::shared_ptr<const Reread>, std::size_t from);
  void give(const LocalStore::Piece&, const Reread&, std::size_t from, std::size_t to);

  bool time_for(Time& last, Duration every) const;
  void need_same_history(Partition) const;
  AnyAsk known_by_now(const later::Waiting&) const;
  void say_parked(const AnyFold*, const Uuid& tenant, const std::string& why) const;
  void fold(const Stored&);
  bool fold_or_stop(const Stored&);
  void take(const Stored&);
  bool take_all(Partition);
  void read_to_end(Partition);
  void on_end(Partition);
  void try_stopped_again();
  void give_up_waiting();
  void take_over_from_others();
  void carry_out(Partition, Todo);
  void answer(Answer);
  void settle_soon();
  bool settle();
  void fire_what_is_due();
  void expect_back();
  void wake_waiters();
  void wake_handoffs();
  void watch_space();
  void wait_for(Partition, Offset, PositionWaiter);
  void look_at_end(Partition);
  void on_looked(Partition);
  void give_up_positions();
  void turn_hub();

  Parts parts_;
  Time now_{};                                           // of the event at hand
  StoreConfirmed confirmed_;
  Folds decided_on_;                                     // states and lookups; the views are the store's alone
  OwnerWorld world_;
  std::map<Partition, State> states_;
  Pump pump_;
  Hub hub_;
  RecentRecords recent_;

  std::uint64_t next_waiter_ = 1;
  std::map<std::uint64_t, Waiting> answered_;            // in the order of their deadlines
  std::vector<HandoffWaiter> handoffs_;
  std::vector<Folded> unsettled_;                        // folded, and the store was too busy to take it
  Partition catching_up_ = 0;
  bool resumed_ = false;                                 // the owners stand where the store does, and hear what it hears
  bool serving_ = false, settling_ = false, closing_ = false;
  Time settled_{};                                       // when the last batch was begun, and of how many records it was
  std::size_t batch_ = 0;
  bool hub_turns_ = false;                               // its next turn has been posted
  bool rereading_ = false;                               // for a view, beside the strand
  std::set<Partition> stuck_;                            // of which it cannot be read just now
  std::string why_stuck_;                                // as the log has heard it
  std::int64_t reread_ = 0, told_reread_ = 0;            // records; as the log has heard it
  Time tried_again_{}, listened_{}, flushed_{}, reread_again_{};
  std::int64_t commits_ = 0, records_ = 0;
  bool full_ = false;                                    // as the log has heard it
};

}  // namespace millrace
