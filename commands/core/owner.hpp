// The owner of one partition, sans-I/O: calls come in, what is to be done goes out; the log arbitrates. One strand calls it.
#pragma once

#include <deque>
#include <map>

#include "commands/core/command.hpp"
#include "commands/core/decider.hpp"
#include "schemas/journal/accept.hpp"

namespace millrace {

// What the local store has confirmed: rows, and which commands and subject keys it has seen.
class Confirmed : public Rows {
 public:
  struct Seen { Offset offset; Digest fingerprint; };
  virtual std::optional<Seen> command(const Uuid& tenant, const Uuid& id) const = 0;
  virtual std::optional<Uuid> subject_key(const Uuid& tenant, const Uuid& subject) const = 0;
  // A fact has broken a fold that rules read: nothing can be decided for that tenant.
  virtual bool parked(const Uuid& /*tenant*/) const { return false; }
  // The newest record that its rows hold. They may be ahead of on_stored, never of on_record.
  virtual Offset folded(Partition) const = 0;
};

// What all owners of a process share. Outlives them.
struct OwnerWorld {
  const WriteSide& write_side;
  const Folds& folds;                      // states and lookups: what rules and rights read
  Confirmed& confirmed;
  Vault& vault;
  IdSource& ids;
  Authorise authorise;
  Uuid incarnation;                        // of the journal
  std::string endpoint;                    // where this process takes forwarded commands
  std::size_t overlay_records = 8192;      // decided and not yet stored; beyond it commands are answered NotNow
  Duration silence = std::chrono::hours{12};   // then keep_alive says that this process is still there
};

// What callers hear of a partition that cannot be read any further.
inline constexpr std::string_view stopped_here = "This part of the journal is stopped; the server's log says why.";

struct Todo {
  std::vector<std::string> append;         // in this order
  std::vector<Answer> answers;
  bool read_to_end = false;                // give me all records up to the end, then on_end()
};

class Owner {
 public:
  enum class Mode { following, reading, fencing, serving };

  Owner(Partition, const OwnerWorld&, Uuid writer);

  // Where the local store already is: reading goes on behind it. Before take_over.
  void resume(const Accepted& accepted, Offset last_read);
  // Start, or the owner before has fallen silent: read to the end, fence, read through it, serve.
  Todo take_over();
  Todo on_command(Command, Time now);
  // The record is durable, there. Calls come in the order of the appends; they may come after on_record has brought the record, and a
  // second time, when a broker has taken it twice.
  Todo on_appended(Offset, std::string_view bytes, Time now);
  // Nobody knows what became of what was appended.
  Todo on_append_failed();
  // After `silence`, a record that says nothing: brokers forget a writer that is silent for a day.
  Todo keep_alive(Time now);
  // Every record of the partition, in order; `opened` for a COMMIT whose facts could be opened. Throws std::logic_error when one
  // is left out, or one that was acknowledged is not accepted: this process is wrong about the log, and must not answer any more.
  Todo on_record(Offset, const Record&, const RecordBytes&, std::shared_ptr<const Committed> opened, Time now);
  // What was asked for by read_to_end has been given.
  Todo on_end(Time now);
  // The partition cannot be read any further, for nobody knows how long. Who waits hears what is known by now. Give it no commands
  // until it goes on.
  Todo on_stopped();
  // The local store has folded everything up to and including that offset.
  void on_stored(Offset);

  Mode mode() const { return mode_; }
  Offset last_read() const { return last_read_; }
  // The newest record that somebody may have heard of.
  Offset newest_answered() const { return unstored_.empty() ? last_read_ : unstored_.back()->offset; }
  // The opened record that I wrote or read there; null once the store has it.
  std::shared_ptr<const Committed> unstored(Offset) const;
  // That, or what I have written to lie there next: whether it does, only the log can say.
  std::shared_ptr<const Committed> in_hand(Offset) const;
  const Accepted& accepted() const { return accepted_; }
  std::int64_t rejected() const { return rejected_; }

 private:
  struct Pending {                         // appended, not yet known to be durable
    Offset expected;
    Command command;
    std::shared_ptr<const Committed> record;   // none: it says nothing
    std::size_t content;                     // a hash of its bytes
  };
  struct Held {                            // decided, but waits for every earlier record
    Offset after;
    Command command;
    Outcome outcome;
  };
  struct Recent { Offset offset = -1; Digest fingerprint{}; std::shared_ptr<const Committed> record = {}; bool durable = false; };

  Actor actor_of(const Command&) const;
  std::optional<Outcome> not_permitted(const Command&, const Actor&) const;
  std::optional<Outcome> earlier(const Command&, const Actor&, Time now) const;
  std::optional<Outcome> known(const Command&) const;
  std::optional<Outcome> before_its_time(const Command&, Time) const;
  std::optional<Outcome> decided(Command&, const Actor&, Time now, Todo&);
  std::optional<Rejection> draft(const Command&, const Actor&, Facts, Layer&, Committed&);
  Uuid key_of(const Uuid& tenant, const Uuid& subject, Offset);
  void seal(Committed&);
  void append(Command, std::shared_ptr<Committed>, std::string bytes, const Layer&, Todo&);
  void hold(Command, Outcome, Todo&);
  void release(Todo&);
  void acknowledge(Todo&);
  void found(Offset, std::shared_ptr<const Committed>, Todo&);
  void suspect(Todo&);
  void resolve(Time now, Todo&);
  void step_down(Todo&);
  void rebuild_overlay();

  Partition partition_;
  const OwnerWorld& world_;
  Uuid writer_;
  Mode mode_ = Mode::following;
  bool mine_only_ = false;                 // fence only if the last accepted fence is mine
  Accepted accepted_;                      // what has been read back
  std::int64_t rejected_ = 0;
  Accepted tail_;                          // the same, as it will be once all pending records are in
  Offset next_ = 0;                        // where the next record must come to lie
  Offset last_read_ = -1;
  std::deque<Pending> pending_;
  std::deque<Held> held_;
  std::map<Uuid, Recent> recent_;          // by command id, until the store has it
  std::deque<std::shared_ptr<const Committed>> unstored_;   // durable, above the store
  std::map<std::pair<Uuid, Uuid>, std::pair<Uuid, Offset>> new_keys_;   // (tenant, subject) → key, until the store has it
  Layer overlay_;
};

}  // namespace millrace
