// The house that the simulation runs: a cellar of jars. Small, and yet it has one of everything: a rule over state, a lookup, a
// policy, a timer, a handoff, an effect, rights, personal text, lists and channels. Its rows count, so that whatever is done twice shows.
#pragma once

#include "commands/effects/asks.hpp"
#include "commands/later/asks.hpp"
#include "infra/runtime/house.hpp"

namespace millrace::simulation {

struct Jar;
struct Parcel;
struct Guest;

inline constexpr std::int64_t brim = 12;               // as much as a jar holds
inline constexpr std::int64_t drips = 3;               // as often as a new jar drips
inline constexpr Duration drip_after = std::chrono::milliseconds{300};

namespace jar {
struct Opened {
  static constexpr auto wire = "jar.opened.v1";
  Id<Jar> id;
  std::string name;
  Personal<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, name, note))
struct Filled {
  static constexpr auto wire = "jar.filled.v1";
  Id<Jar> id;
  std::int64_t by = 0;
};
BOOST_DESCRIBE_STRUCT(Filled, (), (id, by))
struct Brimmed {                                       // a policy's: it is full now
  static constexpr auto wire = "jar.brimmed.v1";
  Id<Jar> id;
};
BOOST_DESCRIBE_STRUCT(Brimmed, (), (id))
struct Poured {
  static constexpr auto wire = "jar.poured.v1";
  Id<Jar> id;
  std::int64_t by = 0;
};
BOOST_DESCRIBE_STRUCT(Poured, (), (id, by))
struct Dripped {
  static constexpr auto wire = "jar.dripped.v1";
  Id<Jar> id;
};
BOOST_DESCRIBE_STRUCT(Dripped, (), (id))
struct Shut {
  static constexpr auto wire = "jar.shut.v1";
  Id<Jar> id;
  std::string name;                                    // which is free again
};
BOOST_DESCRIBE_STRUCT(Shut, (), (id, name))
}  // namespace jar

// A letter about a new jar, to somebody outside. Half of them may be sent again when nobody knows what became of them.
struct Letter {
  static constexpr auto wire = "jar.letter.v1";
  Id<Jar> jar_id;
  bool repeatable = false;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (jar_id, repeatable))
AnyFact letter_about(const Id<Jar>&);

namespace parcel {
struct Arrived {
  static constexpr auto wire = "parcel.arrived.v1";
  Id<Parcel> id;
  Id<Jar> jar_id;
};
BOOST_DESCRIBE_STRUCT(Arrived, (), (id, jar_id))
struct Noted {                                         // about a jar, in the jar's own words
  static constexpr auto wire = "parcel.noted.v1";
  Id<Parcel> id;
  Id<Jar> jar_id;
  Id<Guest> by;
  Personal<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (id, jar_id, by, note))
}  // namespace parcel

namespace guest {
struct Invited {
  static constexpr auto wire = "guest.invited.v1";
  Id<Guest> id;
};
BOOST_DESCRIBE_STRUCT(Invited, (), (id))
struct Expelled {
  static constexpr auto wire = "guest.expelled.v1";
  Id<Guest> id;
};
BOOST_DESCRIBE_STRUCT(Expelled, (), (id))
}  // namespace guest

struct Jar : Aggregate {
  using Facts = List<jar::Opened, jar::Filled, jar::Brimmed, jar::Poured, jar::Dripped, jar::Shut>;
  struct Open { std::string name; std::int64_t level = 0, dripped = 0; };
  struct Shut {};
  using State = std::variant<Absent, Open, Shut>;
  static State on(auto, const jar::Opened& e) { return Open{e.name, 0, 0}; }
  static State on(Open s, const jar::Filled& e) { s.level += e.by; return s; }
  static State on(Open s, const jar::Poured& e) { s.level -= e.by; return s; }
  static State on(Open s, const jar::Dripped&) { s.level -= s.level > 0, s.dripped += 1; return s; }
  static State on(Open, const jar::Shut&) { return Shut{}; }
  static State on(auto s, const auto&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Jar::Open, (), (name, level, dripped))
BOOST_DESCRIBE_STRUCT(Jar::Shut, (), ())

struct Parcel : Aggregate {
  using Facts = List<parcel::Arrived, parcel::Noted>;
  struct There { std::int64_t times = 0; };
  using State = std::variant<Absent, There>;
  static State on(Absent, const parcel::Arrived&) { return There{1}; }
  static State on(There s, const parcel::Arrived&) { return There{s.times + 1}; }
  static State on(auto s, const parcel::Noted&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Parcel::There, (), (times))

struct Guest : Aggregate {
  using Facts = List<guest::Invited, guest::Expelled>;
  struct Here {};
  using State = std::variant<Absent, Here>;
  static State on(auto, const guest::Invited&) { return Here{}; }
  static State on(auto, const guest::Expelled&) { return Absent{}; }
};
BOOST_DESCRIBE_STRUCT(Guest::Here, (), ())

// What may be asked.
namespace ask {
struct Open { static constexpr auto wire = "jar.open.v1"; using Of = Jar; Id<Jar> id; std::string name; Personal<std::string> note; };
BOOST_DESCRIBE_STRUCT(Open, (), (id, name, note))
struct Fill { static constexpr auto wire = "jar.fill.v1"; using Of = Jar; Id<Jar> id; std::int64_t by = 0; };
BOOST_DESCRIBE_STRUCT(Fill, (), (id, by))
struct Look { static constexpr auto wire = "jar.look.v1"; using Of = Jar; Id<Jar> id; };              // leaves a record without facts
BOOST_DESCRIBE_STRUCT(Look, (), (id))
struct Pour { static constexpr auto wire = "jar.pour.v1"; using Of = Jar; Id<Jar> id; std::int64_t by = 0; Uuid tenant_id{}; Id<Jar> into_id; Id<Parcel> parcel_id; };
BOOST_DESCRIBE_STRUCT(Pour, (), (id, by, tenant_id, into_id, parcel_id))
struct Shut { static constexpr auto wire = "jar.shut_it.v1"; using Of = Jar; Id<Jar> id; };
BOOST_DESCRIBE_STRUCT(Shut, (), (id))
struct Drip { static constexpr auto wire = "jar.drip.v1"; using Of = Jar; Id<Jar> id; };              // a timer's
BOOST_DESCRIBE_STRUCT(Drip, (), (id))
struct Deliver { static constexpr auto wire = "parcel.deliver.v1"; using Of = Parcel; Id<Parcel> id; Id<Jar> into_id; std::int64_t by = 0; };   // a handoff's
BOOST_DESCRIBE_STRUCT(Deliver, (), (id, into_id, by))
// Another note about the jar, which is turned by it: it drips later.
struct Note { static constexpr auto wire = "parcel.note.v1"; using Of = Parcel; Id<Parcel> id; Id<Jar> jar_id; Personal<std::string> note; };
BOOST_DESCRIBE_STRUCT(Note, (), (id, jar_id, note))
struct Invite { static constexpr auto wire = "guest.invite.v1"; using Of = Guest; Id<Guest> id; };
BOOST_DESCRIBE_STRUCT(Invite, (), (id))
struct Expel { static constexpr auto wire = "guest.expel.v1"; using Of = Guest; Id<Guest> id; };
BOOST_DESCRIBE_STRUCT(Expel, (), (id))
}  // namespace ask

namespace rule {
inline constexpr Rule taken{"jar.name_taken", Kind::conflict, "Another jar has that name."};
inline constexpr Rule there{"jar.there", Kind::conflict, "That jar is there."};
inline constexpr Rule missing{"jar.not_found", Kind::missing, "There is no such jar."};
inline constexpr Rule shut{"jar.shut", Kind::conflict, "That jar is shut."};
inline constexpr Rule full{"jar.full", Kind::conflict, "It does not hold as much."};
inline constexpr Rule empty{"jar.empty", Kind::conflict, "There is not as much in it."};
}  // namespace rule

// Lookups and rows.
struct NameRow { Id<Jar> id; };
BOOST_DESCRIBE_STRUCT(NameRow, (), (id))
struct Names : Fold<std::string, NameRow> {
  static constexpr auto name = "cellar_names";
  using Listens = List<jar::Opened, jar::Shut>;
  static Keys keys(const auto& e) { return {Key(e.name)}; }
  static Row on(Maybe, const jar::Opened& e, const Meta&) { return {e.id}; }
  static Maybe on(Maybe, const jar::Shut&, const Meta&) { return {}; }
};

struct GuestRow { Id<Guest> id; std::int64_t times = 0; };
BOOST_DESCRIBE_STRUCT(GuestRow, (), (id, times))
struct Guests : Fold<Id<Guest>, GuestRow> {
  static constexpr auto name = "cellar_guests";
  using Listens = List<guest::Invited, guest::Expelled, parcel::Noted>;
  static Keys keys(const parcel::Noted& e) { return {Key(e.by)}; }
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Row on(Maybe r, const guest::Invited& e, const Meta&) { return {e.id, (r ? r->times : 0) + 1}; }
  static Maybe on(Maybe, const guest::Expelled&, const Meta&) { return {}; }
  static void on(Row& r, const parcel::Noted&, const Meta&) { r.times += 1; }
  static void publish(const Rows&, const Uuid& tenant, const void* before, const void* after, const Stamp&, std::vector<Change>&);
};

struct JarRow {
  Id<Jar> id;
  std::string name;
  Personal<std::string> note;
  std::int64_t level = 0, changes = 0;
  Time changed_at{};
};
BOOST_DESCRIBE_STRUCT(JarRow, (), (id, name, note, level, changes, changed_at))
struct Jars : Fold<Id<Jar>, JarRow> {
  static constexpr auto name = "cellar_jars";
  using Listens = List<jar::Opened, jar::Filled, jar::Brimmed, jar::Poured, jar::Dripped, jar::Shut, parcel::Noted>;
  static Keys keys(const parcel::Noted& e) { return {Key(e.jar_id)}; }
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Row on(Maybe, const jar::Opened& e, const Meta& m) { return {e.id, e.name, e.note, 0, 1, m.at}; }
  static void on(Row& r, const jar::Filled& e, const Meta& m) { moved(r, e.by, m); }
  static void on(Row& r, const jar::Brimmed&, const Meta& m) { moved(r, 0, m); }
  static void on(Row& r, const jar::Poured& e, const Meta& m) { moved(r, -e.by, m); }
  static void on(Row& r, const jar::Dripped&, const Meta& m) { moved(r, r.level > 0 ? -1 : 0, m); }
  static void on(Row& r, const parcel::Noted& e, const Meta& m) { moved(r, 0, m), r.note = e.note; }
  static Maybe on(Maybe, const jar::Shut&, const Meta&) { return {}; }
  static void publish(const Rows&, const Uuid& tenant, const void* before, const void* after, const Stamp&, std::vector<Change>&);

 private:
  static void moved(Row& r, std::int64_t by, const Meta& m) { r.level += by, r.changes += 1, r.changed_at = m.at; }
};

std::string jars_channel(const Uuid& tenant);                          // all jars and guests of a cellar
std::string jar_channel(const Uuid& tenant, const Id<Jar>&);           // one jar
// One for the process.
// What every guest is allowed.
inline constexpr Right pour{"jars.pour", "Pour into jars", {}};

const House& cellar();
// The reply of every command here, a pure function of the record.
std::string reply_of(const Committed&);

}  // namespace millrace::simulation
