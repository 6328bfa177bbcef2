// The reactor loop, sans-I/O: carries out the effects of the partitions that this process owns. It looks at what is due in the local
// store, has each attempt recorded before it goes out, and records what came of it. One thread calls it.
//
// An attempt goes out only upon the answer that its own Started, which this process has written, is in the journal; and an attempt without
// a result that nobody here has under way is recorded as unknown. So nothing goes out twice without a trace, whatever dies in between.
#pragma once

#include <map>
#include <set>

#include "commands/core/command.hpp"
#include "gateways/core/effect_kind.hpp"

namespace millrace {

// Keeps off a host that fails again and again: after `failures` in a row nothing goes there for `pause`, then one attempt tells.
class Breaker {
 public:
  static constexpr int failures = 5;
  static constexpr Duration pause = std::chrono::seconds{30};

  // When the host may be tried; not before now when it may.
  Time free_at(const std::string& host, Time now) const;
  void on_begun(const std::string& host, Time now);
  void on_answer(const std::string& host, bool well, Time now);
  std::size_t open(Time now) const;

 private:
  struct Host { int failed = 0; Time until{}; };
  std::map<std::string, Host> hosts_;          // those that fail
};

class Reactors {
 public:
  struct World {
    const std::vector<EffectKind>& kinds;
    const Services& services;                  // record() reads a request where it stands
    const MailSettings& mail;
    std::function<std::uint64_t()> chance;
    Uuid writer = {};                          // this process in the journal, as its records name it; nil: not known
    std::size_t at_once = 64, of_tenant = 8;   // attempts under way
    std::size_t looked_at = 256;               // rows of a kind and stage in one look
    std::size_t held = 4096, held_of_tenant = 256;   // known not to be for now; who has more of them waits with the rest, too
    // Whether somebody has that errand wait, however long: it is looked at again now and then, and takes no room from others. Null: nobody does.
    bool (*held_back)(const Preparing&) = nullptr;
  };
  explicit Reactors(World world) : world_(std::move(world)) {}

  // An attempt to be carried out now; what came of it is told by on_came.
  struct Attempt {
    Uuid tenant;
    Id<Effect> id;
    std::int64_t no;
    Dispatch out;
    Duration limit;
  };
  struct Todo {
    std::vector<Command> ask;                  // each is answered by on_answer
    std::vector<Attempt> run;
  };
  // What is due. `owns`: whether this process decides for that partition.
  Todo on_tick(const Reader&, const std::function<bool(Partition)>& owns, Time now);
  Todo on_answer(const Uuid& command, const Outcome&, Time now);
  Todo on_came(const Uuid& tenant, const Id<Effect>&, std::int64_t no, const Came&, Time now);

  // Whether the last look has not come to the end of all that stands there.
  bool sees_more() const;
  // Begins nothing more; what is under way is still brought to its end. Idle when all of it is recorded.
  void rest() { resting_ = true; }
  bool idle() const;

  // Since this process began, but for `under_way` and `breakers_open`.
  struct Figures { std::int64_t begun = 0, succeeded = 0, failed = 0, unknown = 0, under_way = 0, breakers_open = 0; };
  Figures figures(Time now) const;

 private:
  using At = std::pair<Uuid, Id<Effect>>;
  // begun: its Started is on its way into the journal; out: it has gone out; told: its result is on its way; recorded: until the
  // store's snapshots show it, too.
  enum class Phase { begun, out, told, recorded };
  struct Flight {
    const EffectKind* kind;
    effects::EffectRow row;
    std::int64_t no = 0;
    Phase phase = Phase::begun;
    std::optional<AnyValue> errand = {};
    std::optional<Prepared> prepared = {};
    std::optional<Command> telling = {};       // asked again until it is taken
    Time not_before = {};
    Offset recorded_at = -1;                   // of its Started, then of its result
    std::optional<Time> not_owned_since = {};
  };

  using Owns = std::function<bool(Partition)>;
  using Each = std::function<void(const Uuid& tenant, const effects::EffectRow&)>;
  void look(const EffectKind&, effects::Stage, const Reader&, const Owns&, Time now, const Each&);
  void begin(const EffectKind&, const Uuid& tenant, const effects::EffectRow&, const Reader&, Time now, Todo&);
  void reconcile(const EffectKind&, const Uuid& tenant, const effects::EffectRow&, const Reader&, Time now, Todo&);
  Flight& take_off(const EffectKind&, const Uuid& tenant, const effects::EffectRow&, std::int64_t no, Phase);
  void tell(const At&, Flight&, AnyAsk, Todo&);
  void tell_again(Time now, Todo&);
  void land(std::map<At, Flight>::iterator);
  void land_what_is_over(const Reader&, const Owns&, Time now);
  struct HeldBack {};
  std::optional<std::variant<Prepared, Moot, HeldBack>> prepared(const EffectKind&, const Uuid& tenant, const effects::EffectRow&, const Reader&,
                                                       AnyValue& errand) const;
  bool first_in_order(const EffectKind&, const Uuid& tenant, const effects::EffectRow&, const Reader&) const;
  bool room(const EffectKind&, const Uuid& tenant) const;
  bool holds_many_of(const Uuid& tenant) const;
  std::optional<Time> next_try(const EffectKind&, std::int64_t attempts, std::optional<Duration> wished, Time now);

  World world_;
  std::map<At, Flight> flights_;
  std::map<Uuid, std::size_t> of_tenant_;      // how many of them
  std::map<const EffectKind*, std::size_t> of_kind_;
  std::map<Uuid, At> asked_;                   // command id → about which
  struct Held { Time until; std::string host = {}; };
  std::map<At, Held> held_;                    // under a host's breaker, or not to be read just now: not before then
  std::map<At, Time> held_back_;               // because somebody has them wait: not before then. Not among those above: there may be any number, for days
  std::map<std::pair<const EffectKind*, effects::Stage>, std::string> looked_until_;   // where the next look goes on; none: from the first
  Time looked_at_lost_{};
  bool resting_ = false;
  Breaker breaker_;
  Figures figures_;
};

}  // namespace millrace
