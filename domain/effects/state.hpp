// What a rule reads of an effect.
#pragma once

#include "domain/effects/facts.hpp"

namespace millrace {

struct Effect : Aggregate {
  static constexpr int version = 2;
  using Facts = List<effects::Requested, effects::Started, effects::Succeeded, effects::Failed, effects::Unknown, effects::Reconciled,
                     effects::Retried, effects::GivenUp, effects::Cancelled>;

  // Each says how many attempts have been begun.
  struct Waiting { std::int64_t attempts = 0; };
  struct UnderWay { std::int64_t attempts = 0; };
  struct Succeeded { std::int64_t attempts = 0; };
  struct Failed { std::int64_t attempts = 0; };            // and is not tried again by itself
  struct Unknown { std::int64_t attempts = 0; };
  // By a person, or because it is not wanted any more. `open`: the last attempt may still come to something.
  struct GivenUp { std::int64_t attempts = 0; bool open = false; };
  struct Cancelled { std::int64_t attempts = 0; bool open = false; };
  using State = std::variant<Absent, Waiting, UnderWay, Succeeded, Failed, Unknown, GivenUp, Cancelled>;
  static const AnyFold& erased();

  static State on(Absent, const effects::Requested&) { return Waiting{}; }
  static State on(auto s, const effects::Requested&) { return s; }

  static State on(Waiting, const effects::Started& e) { return UnderWay{e.attempt}; }
  static State on(auto s, const effects::Started&) { return s; }

  static State on(auto s, const effects::Succeeded& e) { return resulted(s, e.attempt, Succeeded{e.attempt}); }
  static State on(auto s, const effects::Failed& e) { return resulted(s, e.attempt, tried_again(e.attempt, e.next_at)); }
  static State on(GivenUp s, const effects::Unknown&) { return s; }       // whoever has begun it may still come back and know
  static State on(Cancelled s, const effects::Unknown&) { return s; }
  static State on(auto s, const effects::Unknown& e) { return resulted(s, e.attempt, Unknown{e.attempt}); }
  static State on(auto s, const effects::Reconciled& e) {
    return resulted(s, e.attempt, e.happened ? State{Succeeded{e.attempt}} : tried_again(e.attempt, e.next_at));
  }

  static State on(Failed s, const effects::Retried&) { return Waiting{s.attempts}; }
  static State on(Unknown s, const effects::Retried&) { return Waiting{s.attempts}; }
  static State on(auto s, const effects::Retried&) { return s; }

  static State on(auto s, const effects::GivenUp&) { return ended<GivenUp>(s); }
  static State on(auto s, const effects::Cancelled&) { return ended<Cancelled>(s); }

 private:
  static State tried_again(std::int64_t attempt, const std::optional<Time>& next_at) {
    return next_at ? State{Waiting{attempt}} : State{Failed{attempt}};
  }
  // What has been decided about it stays, whatever its attempt comes to.
  template <class S>
  static State resulted(S s, std::int64_t attempt, State result) {
    if constexpr (std::is_same_v<S, UnderWay> || std::is_same_v<S, Unknown>) return s.attempts == attempt ? result : State{s};
    if constexpr (std::is_same_v<S, GivenUp> || std::is_same_v<S, Cancelled>) s.open = s.open && s.attempts != attempt;
    return s;
  }
  template <class End, class S>
  static State ended(S s) {
    if constexpr (std::is_same_v<S, UnderWay>) return End{s.attempts, true};
    else if constexpr (std::is_same_v<S, Waiting> || std::is_same_v<S, Failed> || std::is_same_v<S, Unknown>) return End{s.attempts, false};
    else return s;
  }
};
BOOST_DESCRIBE_STRUCT(Effect::Waiting, (), (attempts))
BOOST_DESCRIBE_STRUCT(Effect::UnderWay, (), (attempts))
BOOST_DESCRIBE_STRUCT(Effect::Succeeded, (), (attempts))
BOOST_DESCRIBE_STRUCT(Effect::Failed, (), (attempts))
BOOST_DESCRIBE_STRUCT(Effect::Unknown, (), (attempts))
BOOST_DESCRIBE_STRUCT(Effect::GivenUp, (), (attempts, open))
BOOST_DESCRIBE_STRUCT(Effect::Cancelled, (), (attempts, open))

}  // namespace millrace
