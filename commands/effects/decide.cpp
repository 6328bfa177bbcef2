#include "commands/effects/asks.hpp"
#include "commands/core/write_side_of.hpp"
#include "domain/later/facts.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

namespace rule = effects::rule;

Uuid derived(std::string_view what, std::string_view a, std::string_view b, std::string_view c) {
  std::string from(what);
  for (const auto part : {a, b, c}) (from += '\0') += part;
  const auto digest = sha256(from);
  return uuid_of(raw(digest));
}

// What the result means, asked by a timer that is due at once: so it is asked whatever happens to this process. One for each attempt.
std::optional<later::TimerSet> then(const Id<Effect>& id, std::int64_t attempt, const std::optional<AnyValue>& ask, Time now) {
  if (!ask) return {};
  return later::TimerSet{{derived("effect.then", id.value.raw(), std::to_string(attempt), {})}, now, *ask};
}

template <class Ask>
concept ByTheHouse = requires(Ask ask) { ask.attempt; } || std::is_same_v<Ask, effects::Cancel>;

struct Rules : Decider {
  using Aggregates = List<Effect>;
  using Asks = List<effects::Start, effects::Succeed, effects::Fail, effects::MarkUnknown, effects::Reconcile, effects::Cancel, effects::Retry,
                    effects::GiveUp>;

  // Whether an attempt that was begun may still come to something.
  static bool awaited(const Effect::UnderWay& s, std::int64_t attempt) { return s.attempts == attempt; }
  static bool awaited(const Effect::Unknown& s, std::int64_t attempt) { return s.attempts == attempt; }
  static bool awaited(const Effect::GivenUp& s, std::int64_t attempt) { return s.open && s.attempts == attempt; }
  static bool awaited(const Effect::Cancelled& s, std::int64_t attempt) { return s.open && s.attempts == attempt; }
  static bool awaited(const auto&, std::int64_t) { return false; }
  template <class S>
  static constexpr bool wanted = std::is_same_v<S, Effect::UnderWay> || std::is_same_v<S, Effect::Unknown>;

  template <class S, ByTheHouse Ask>
  static Verdict on(const S& s, const Ask& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return refuse(rule::by_the_house);
    return become(s, ask, in);
  }

  static Verdict on(const Effect::Waiting&, const effects::Retry& ask, const Context& in) { return accept(effects::Retried{ask.id, in.now}); }
  static Verdict on(const Effect::Failed&, const effects::Retry& ask, const Context& in) { return accept(effects::Retried{ask.id, in.now}); }
  static Verdict on(const Effect::Unknown&, const effects::Retry& ask, const Context& in) { return accept(effects::Retried{ask.id, in.now}); }
  static Verdict on(const Effect::UnderWay&, const effects::Retry&, const Context&) { return refuse(rule::under_way); }
  static Verdict on(Absent, const effects::Retry&, const Context&) { return refuse(rule::no_such_effect); }
  static Verdict on(const auto&, const effects::Retry&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Effect::Succeeded&, const effects::GiveUp&, const Context&) { return refuse(rule::over); }
  static Verdict on(const Effect::Cancelled&, const effects::GiveUp&, const Context&) { return refuse(rule::over); }
  static Verdict on(const Effect::GivenUp&, const effects::GiveUp&, const Context&) { return accept(); }
  static Verdict on(Absent, const effects::GiveUp&, const Context&) { return refuse(rule::no_such_effect); }
  static Verdict on(const auto&, const effects::GiveUp& ask, const Context&) { return accept(effects::GivenUp{ask.id}); }

 private:
  static Verdict become(const Effect::Waiting& s, const effects::Start& ask, const Context&) {
    if (ask.attempt != s.attempts + 1) return accept();
    return accept(effects::Started{ask.id, ask.attempt, ask.until});
  }
  static Verdict become(const auto&, const effects::Start&, const Context&) { return accept(); }

  template <class S>
  static Verdict become(const S& s, const effects::Succeed& ask, const Context& in) {
    if (!awaited(s, ask.attempt)) return accept();
    const effects::Succeeded happened{ask.id, ask.attempt, ask.reference, ask.status};
    return wanted<S> ? accept(happened, then(ask.id, ask.attempt, ask.then, in.now)) : accept(happened);
  }
  template <class S>
  static Verdict become(const S& s, const effects::Fail& ask, const Context& in) {
    if (!awaited(s, ask.attempt)) return accept();
    effects::Failed failed{ask.id, ask.attempt, ask.why, ask.status, ask.detail, ask.next_at};
    if constexpr (!wanted<S>) failed.next_at.reset();
    const bool for_good = wanted<S> && !failed.next_at;
    return for_good ? accept(failed, then(ask.id, ask.attempt, ask.then, in.now)) : accept(failed);
  }
  template <class S>
  static Verdict become(const S& s, const effects::MarkUnknown& ask, const Context&) {
    if (std::is_same_v<S, Effect::Unknown> || !awaited(s, ask.attempt)) return accept();
    return accept(effects::Unknown{ask.id, ask.attempt, ask.why});
  }
  static Verdict become(const Effect::Unknown& s, const effects::Reconcile& ask, const Context&) {
    if (s.attempts != ask.attempt) return accept();
    return accept(effects::Reconciled{ask.id, ask.attempt, ask.how, ask.happened, ask.reference, ask.next_at});
  }
  static Verdict become(const auto&, const effects::Reconcile&, const Context&) { return accept(); }

  static Verdict become(const Effect::Waiting& s, const effects::Cancel& ask, const Context& in) {
    return accept(effects::Cancelled{ask.id, ask.why}, then(ask.id, s.attempts + 1, ask.then, in.now));
  }
  static Verdict become(const auto&, const effects::Cancel&, const Context&) { return accept(); }
};

}  // namespace

Id<Effect> effect_id(std::string_view kind, const Uuid& about, std::string_view occasion) {
  return {derived("effect", kind, about.raw(), occasion)};
}

AnyFact effect(effects::About about, AnyValue errand, std::string_view occasion) {
  const auto id = effect_id(errand.type->wire, about.id, occasion);
  return AnyFact::of(effects::Requested{id, std::move(about), std::move(errand)});
}

AnyFact cancelled(const Id<Effect>& id, std::string why) { return AnyFact::of(effects::Cancelled{id, std::move(why)}); }

WriteSide commands::effects() {
  auto side = write_side_of<Rules>();
  side.wires.push_back([](Wires& wires) {                // what its own kinds are asked with
    wires.add(&wire_type<email::Send>());
    wires.add(&wire_type<http_call::Call>());
  });
  return side;
}

}  // namespace millrace
