// The smallest house that has everything a store must hold: an aggregate, a lookup, two projections with lists and channels.
#pragma once

#include "domain/core/wire_type.hpp"
#include "projections/core/projection.hpp"
#include "schemas/json/codec.hpp"

namespace millrace::small {

struct Talk;
struct Line;
struct Person;

struct Opened {
  static constexpr auto wire = "small.opened.v1";
  Id<Talk> id;
  Personal<std::string> title;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, title))

struct Given {
  static constexpr auto wire = "small.given.v1";
  Id<Talk> id;
  std::optional<Id<Person>> taken_from;
  std::optional<Id<Person>> given_to;
};
BOOST_DESCRIBE_STRUCT(Given, (), (id, taken_from, given_to))

struct Closed {
  static constexpr auto wire = "small.closed.v1";
  Id<Talk> id;
};
BOOST_DESCRIBE_STRUCT(Closed, (), (id))

struct Said {
  static constexpr auto wire = "small.said.v1";
  Id<Line> id;
  Id<Talk> talk_id;
  Personal<std::string> text;
  std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(Said, (), (id, talk_id, text, tags))

struct Talk : Aggregate {
  using Facts = List<Opened, Given, Closed>;
  struct Open { std::optional<Id<Person>> with; std::int64_t moves = 0; };
  struct Shut { Time at_most{}; };
  using State = std::variant<Absent, Open, Shut>;
  static State on(auto, const Opened&) { return Open{}; }
  static State on(Open s, const Given& e) { return Open{e.given_to, s.moves + 1}; }
  static State on(auto s, const Given&) { return s; }
  static State on(auto, const Closed&) { return Shut{}; }
};
BOOST_DESCRIBE_STRUCT(Talk::Open, (), (with, moves))
BOOST_DESCRIBE_STRUCT(Talk::Shut, (), (at_most))

struct Line : Aggregate {
  using Facts = List<Said>;
  struct There {};
  using State = std::variant<Absent, There>;
  static State on(auto, const Said&) { return There{}; }
};
BOOST_DESCRIBE_STRUCT(Line::There, (), ())

struct Load { std::int64_t open = 0; };
BOOST_DESCRIBE_STRUCT(Load, (), (open))

struct PersonLoad : Fold<Id<Person>, Load> {
  static constexpr auto name = "small_load";
  using Listens = List<Given>;
  static Keys keys(const Given& e) { return present({e.taken_from, e.given_to}); }
  static Maybe on(Maybe r, const Given& e, const Meta& m) {
    const auto open = (r ? r->open : 0) + (m.key == e.given_to ? 1 : -1);
    return open ? Maybe{Load{open}} : Maybe{};
  }
};

struct TalkRow {
  Id<Talk> id;
  Personal<std::string> title;
  std::optional<Id<Person>> with;
  std::int64_t lines = 0;
  Time last_at{};
};
BOOST_DESCRIBE_STRUCT(TalkRow, (), (id, title, with, lines, last_at))

struct Talks : Fold<Id<Talk>, TalkRow> {
  static constexpr auto name = "small_talks";
  using Listens = List<Opened, Given, Closed, Said>;
  static Keys keys(const auto& e) { return {e.id}; }
  static Keys keys(const Said& e) { return {e.talk_id}; }
  static Row on(Maybe, const Opened& e, const Meta& m) { return {e.id, e.title, {}, 0, m.at}; }
  static void on(Row& r, const Given& e, const Meta&) { r.with = e.given_to; }
  static Maybe on(Maybe, const Closed&, const Meta&) { return {}; }
  static void on(Row& r, const Said&, const Meta& m) { r.lines += 1, r.last_at = m.at; }

  static std::optional<std::string> with_whom(const void* row) {
    const auto& r = *static_cast<const Row*>(row);
    if (!r.with) return {};
    return Key(*r.with).bytes;
  }
  static void publish(const Rows&, const Uuid& tenant, const void* before, const void* after, const Stamp&, std::vector<Change>& out) {
    const auto* was = static_cast<const Row*>(before);
    const auto* is = static_cast<const Row*>(after);
    const auto id = (is ? is : was)->id;
    const auto gone = "{\"id\":\"" + to_string(id) + "\"}";
    const auto all = "talks:" + to_string(tenant);
    if (is) out.push_back({all, "talk", Change::Op::upsert, id.value, to_json(*is)});
    else out.push_back({all, "talk", Change::Op::remove, id.value, gone});
    if (was && was->with && (!is || is->with != was->with))
      out.push_back({all + ":" + to_string(*was->with), "talk", Change::Op::remove, id.value, gone});
    if (is && is->with) out.push_back({all + ":" + to_string(*is->with), "talk", Change::Op::upsert, id.value, to_json(*is)});
  }
};

struct LineRow {
  Id<Line> id;
  Id<Talk> talk_id;
  std::int64_t position = 0;
  Personal<std::string> text;
  std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(LineRow, (), (id, talk_id, position, text, tags))

struct Lines : Fold<Id<Line>, LineRow> {
  static constexpr auto name = "small_lines";
  using Listens = List<Said>;
  static Row on(Maybe, const Said& e, const Meta& m) { return {e.id, e.talk_id, m.offset, e.text, e.tags}; }

  static std::optional<std::string> thread(const void* row) {
    const auto& r = *static_cast<const Row*>(row);
    auto place = Key(r.talk_id).bytes;
    for (int shift = 56; shift >= 0; shift -= 8) place += static_cast<char>(r.position >> shift);
    return place;
  }
  static void publish(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp&, std::vector<Change>& out) {
    const auto& row = *static_cast<const Row*>(after);
    out.push_back({"talk:" + to_string(tenant) + ":" + to_string(row.talk_id), "line", Change::Op::upsert, row.id.value, to_json(row)});
  }
};

inline std::vector<const AnyFold*> folds() {
  return {&state_of<Talk>(), &state_of<Line>(), &lookup_of<PersonLoad>(), &lookup_of<Talks>(), &lookup_of<Lines>()};
}
inline std::vector<Projection> projections() {
  Projection talks, lines;
  talks.fold = &lookup_of<Talks>();
  talks.resource = "talk";
  talks.indexes = {{"with", &Talks::with_whom, true}};
  talks.publish = &Talks::publish;
  talks.families = {"talks"};
  talks.history = true;
  lines.fold = &lookup_of<Lines>();
  lines.resource = "line";
  lines.indexes = {{"thread", &Lines::thread}};
  lines.publish = &Lines::publish;
  lines.families = {"talk"};
  lines.view = true;
  return {talks, lines};
}

}  // namespace millrace::small
