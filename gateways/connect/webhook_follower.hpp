// Follows the journal for every outgoing webhook of the partitions that this process owns, and sends what it is told, sans-I/O: at least once,
// in the order of each thing (a conversation, a ticket, a customer). One thread calls it.
//
// Of a thing one event is under way at a time; the later ones wait for it, those of other things do not. How far a webhook is, and what is
// behind, is recorded now and then (webhooks::Progressed); what has been sent since is sent again by whoever comes after a crash.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "commands/core/command.hpp"
#include "gateways/core/effect_kind.hpp"
#include "projections/connect/webhooks.hpp"
#include "schemas/public/event.hpp"

namespace millrace::connect {

class WebhookFollower {
 public:
  struct World {
    const Services& services;
    std::function<std::uint64_t()> chance;
    Uuid writer = {};                          // this process in the journal
    std::size_t at_once = 256, of_tenant = 8;  // attempts under way
  };
  explicit WebhookFollower(World world) : world_(std::move(world)) {}

  // To be sent now; what came of it is told by on_came.
  struct Sending {
    std::uint64_t flight;
    OutgoingCall out;
    Duration limit;
  };
  struct Todo {
    std::vector<Command> ask;                  // each is answered by on_answer
    std::vector<Sending> run;
  };
  Todo on_tick(const Reader&, const std::function<bool(Partition)>& owns, Time now);
  Todo on_answer(const Uuid& command, const Outcome&, Time now);
  void on_came(std::uint64_t flight, const Came&, Time now);

  // Whether the last look has not come to the end of what there is.
  bool sees_more() const { return sees_more_; }
  // Sends nothing more; what is under way is still brought to its end. Idle when all of it is recorded.
  void rest() { resting_ = true; }
  bool idle() const;

  struct Figures { std::int64_t delivered = 0, failed = 0, dead = 0, under_way = 0; };   // since this process began, but for `under_way`
  Figures figures() const;

 private:
  using At = std::pair<Uuid, Id<Webhook>>;
  // A thing that is behind.
  struct Lane {
    EventId from;                              // nothing before it is to be told any more
    std::optional<EventId> event = {};         // what is told next, once that is known: `from` then
    std::int64_t no = 0, attempts = 0;         // of `from`
    Time next_at{};
    std::deque<EventId> next = {};             // later ones that are known
    bool search = false;                       // … and there may be others behind those
    bool under_way = false;
  };
  struct Telling {
    Command command;
    Offset position;
    std::size_t attempts, dead, served;        // how many of what was to be told
    bool gone;                                 // that it is gone is among that
    Time not_before{};
    bool asked = false;
  };
  struct Endpoint {
    webhooks::ReachRow row;
    std::uint64_t life = 0;                    // what was sent in another one is nobody's any more
    std::int64_t turn = 0, deliveries = 0;
    Offset scanned = -1;                       // as far as the journal has been read
    Offset seen = -1;                          // … where it ended then
    std::int64_t skipped = 0;                  // records that have been read since the last was told
    std::map<Uuid, Lane> lanes = {};
    std::vector<webhooks::Attempt> attempts = {}, dead = {};   // not told yet
    std::vector<std::string> served = {};
    std::set<std::string> serving = {};        // redeliveries and tests under way, or done and not told
    std::map<std::string, std::int64_t> told_served = {};      // until the row has that turn
    std::optional<Time> since = {};            // of what is not told the oldest
    std::optional<Telling> telling = {};
    std::size_t under_way = 0;
    int failures = 0;                          // in a row
    Time last_begun{}, free_at{};
    bool gone = false;                         // it said so …
    std::optional<std::int64_t> gone_told = {};   // … and the row knows from that turn on
    std::optional<Time> stale_since = {};      // somebody else has told how far it is
  };
  struct Flight {
    At at;
    std::uint64_t life;
    std::optional<Uuid> lane;                  // none: it was asked for
    std::string event, type;
    std::int64_t no, attempt;
  };
  // What is sent: nothing when there is nothing to tell.
  struct Message { std::string type, body; };
  using Told = std::variant<Message, std::monostate>;

  void refresh(const Reader&, const std::function<bool(Partition)>& owns, Time now);
  void load(Endpoint&, const webhooks::ReachRow&);
  void follow(const At&, Endpoint&, const Reader&, Time now, Todo&);
  void send(const At&, Endpoint&, const Reader&, Time now, Todo&);
  static bool known(const Lane&, const EventId&);
  void scan(const At&, Endpoint&, const Reader&);
  void look_for_next(const At&, Endpoint&, const Reader&, Time now);
  void send_lanes(const At&, Endpoint&, const Reader&, Time now, Todo&);
  void send_asked(const At&, Endpoint&, const Reader&, Time now, Todo&);
  bool may_begin(const At&, const Endpoint&, Time now) const;
  void begin(const At&, Endpoint&, std::optional<Uuid> lane, const std::string& event, const Message&, std::int64_t no, std::int64_t attempt, Time now, Todo&);
  void settle(Endpoint&, const Uuid& lane);
  Told message(const At&, const Reader&, const EventId&) const;
  void tell(const At&, Endpoint&, const Reader&, Time now, Todo&);
  void put(Endpoint&, Todo&);

  World world_;
  std::map<At, Endpoint> endpoints_;
  std::map<std::uint64_t, Flight> flights_;
  std::map<Uuid, std::size_t> of_tenant_;      // how many of them
  std::map<Uuid, At> asked_;                   // command id → about which
  std::uint64_t lives_ = 0, flown_ = 0;
  Time refreshed_{};
  bool resting_ = false, sees_more_ = false;
  Figures figures_;
};

}  // namespace millrace::connect
