// Who is there: the members of each business as their connections and they themselves tell it. In memory, of the connections of this
// process alone; sans-I/O, on the hub's strand. What has lasted a minute is asked to be written down as availability.
#pragma once

#include <map>
#include <set>

#include "commands/core/command.hpp"
#include "projections/core/channel_name.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

struct Member;

enum class PresenceStatus { online, away, busy, offline };
BOOST_DESCRIBE_ENUM(PresenceStatus, online, away, busy, offline)

// A member as the others see it.
struct PresenceRow {
  Id<Member> member_id;
  PresenceStatus status = PresenceStatus::offline;
  std::optional<Time> last_seen_at;          // while it is away or offline: when that began
};
BOOST_DESCRIBE_STRUCT(PresenceRow, (), (member_id, status, last_seen_at))

// A member has been available (online), or not, since then and for a minute at least.
struct Settled {
  Uuid business, member;
  bool available = false;
  Time since{};
};

// What a house does with it. Of a house, one context says this.
struct PresenceRules {
  std::string (*channel)(const Uuid& business);
  // The ask that writes it down; nothing when the rows say so already.
  std::optional<Command> (*availability)(const Rows&, const Settled&, Time now);
  // Who is written down as available: they are waited for when the process starts.
  std::vector<Settled> (*available)(const Reader&);
};

class Presence {
 public:
  // Shorter absences are seen by nobody: a page is loaded again, a train goes through a tunnel.
  static constexpr auto grace = std::chrono::seconds{10};
  static constexpr auto grain = std::chrono::minutes{1};         // of availability
  static constexpr auto tell_every = std::chrono::seconds{1};    // changes of a while are told at once
  static constexpr int looks_a_tick = 100;                       // at availability

  // `rules` may be null: then it is not called.
  Presence(const PresenceRules* rules, const Rows& rows) : rules_(rules), rows_(rows) {}

  void enter(const Uuid& business, const Uuid& member, std::uint64_t connection, Time now);
  void leave(const Uuid& business, const Uuid& member, std::uint64_t connection, Time now);
  // {"status": "online" | "away" | "busy"}: of the member, wherever it is connected, until it says otherwise or has gone.
  // {"idle": true | false}: of that connection; whoever is idle on all of them is away. False: this is neither, or of who is not there.
  bool say(const Uuid& business, const Uuid& member, std::uint64_t connection, Node data, Time now);
  // It was available when the last process ended, and may come back.
  void expect(const Settled&, Time now);

  void on_tick(Time now);
  // What has changed since the last time: for each business {"members": [rows]}, for its channel.
  std::vector<std::pair<Uuid, std::string>> take_changes(Time now);
  // To be put to the owner; what comes to nothing is asked again a minute later.
  std::vector<Command> take_asks() { return std::exchange(asks_, {}); }
  // Everybody who is not offline: {"members": [rows]}.
  std::string there(const Uuid& business) const;

 private:
  using Who = std::pair<Uuid, Uuid>;                             // business, member
  struct Person {
    std::map<std::uint64_t, bool> connections = {};              // and whether each is idle
    std::optional<PresenceStatus> chosen = {};
    PresenceStatus status = PresenceStatus::offline;
    Time began{};                                                // of the status
    Time left{};                                                 // when the last connection went
    bool available = false;
    Time since{};                                                // of that
    Time looked{};                                               // at what is written down
    int asked_in_vain = 0;                                       // since it went
    Time next{};                                                 // its place in due_
  };

  static PresenceStatus status_of(const Person&, Time now);
  static Time look_at(const Person& p) { return std::max(p.since, p.looked) + grain; }
  bool finished(const Who&, Person&, Time now);
  void change(const Who&, Person&, Time now);
  void plan(const Who&, Person&);
  static PresenceRow row(const Who&, const Person&);

  const PresenceRules* rules_;
  const Rows& rows_;
  std::map<Who, Person> people_;
  std::set<std::pair<Time, Who>> due_;
  std::map<Uuid, std::set<Uuid>> changed_;                       // members by business
  Time told_{};
  std::vector<Command> asks_;
};

}  // namespace millrace
