// Effects as a rule says them, and what is asked about them: by the reactors what has become of an attempt, by people to try again or
// to let it be. Which kinds there are and how often each is tried, the gateways know; nothing here does.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/effects/errands.hpp"
#include "domain/effects/state.hpp"

namespace millrace {
namespace effects {

namespace rule {
inline constexpr Rule no_such_effect{"effect.not_found", Kind::missing, "There is no such effect."};
inline constexpr Rule under_way{"effect.under_way", Kind::conflict, "It is being tried at this moment; wait for what comes of it, or give it up."};
inline constexpr Rule over{"effect.over", Kind::conflict, "It has succeeded, was given up or is not wanted any more; it is not tried again."};
inline constexpr Rule by_the_house{"effect.by_the_house", Kind::forbidden, "Only the house itself says what has become of an effect."};
}  // namespace rule

// The reactors' own: system only. Ids of these commands derive from effect and attempt, so that each is taken once. What is said of
// another attempt than the one that it is about changes nothing.
struct Start {
  static constexpr auto wire = "effect.start.v1";
  using Of = Effect;
  Id<Effect> id;
  std::int64_t attempt = 0;
  Time until{};
};
BOOST_DESCRIBE_STRUCT(Start, (), (id, attempt, until))

struct Succeed {
  static constexpr auto wire = "effect.succeed.v1";
  using Of = Effect;
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::optional<std::string> reference;
  std::optional<std::int64_t> status;
  std::optional<AnyValue> then = {};       // asked in the same tenant once this is recorded: what the result means to whoever wanted it
};
BOOST_DESCRIBE_STRUCT(Succeed, (), (id, attempt, reference, status, then))

struct Fail {
  static constexpr auto wire = "effect.fail.v1";
  using Of = Effect;
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::string why;
  std::optional<std::int64_t> status;
  std::optional<Personal<std::string>> detail;
  std::optional<Time> next_at;
  std::optional<AnyValue> then = {};       // only of a failure for good
};
BOOST_DESCRIBE_STRUCT(Fail, (), (id, attempt, why, status, detail, next_at, then))

struct MarkUnknown {
  static constexpr auto wire = "effect.mark_unknown.v1";
  using Of = Effect;
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(MarkUnknown, (), (id, attempt, why))

struct Reconcile {
  static constexpr auto wire = "effect.reconcile.v1";
  using Of = Effect;
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::string how;
  bool happened = false;
  std::optional<std::string> reference;
  std::optional<Time> next_at;
};
BOOST_DESCRIBE_STRUCT(Reconcile, (), (id, attempt, how, happened, reference, next_at))

struct Cancel {
  static constexpr auto wire = "effect.cancel.v1";
  using Of = Effect;
  Id<Effect> id;
  std::string why;
  std::optional<AnyValue> then = {};
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (id, why, then))

// People's. Of what is unknown this is the decision that it may happen twice.
struct Retry {
  static constexpr auto wire = "effect.retry.v1";
  using Of = Effect;
  Id<Effect> id;
};
BOOST_DESCRIBE_STRUCT(Retry, (), (id))

struct GiveUp {
  static constexpr auto wire = "effect.give_up.v1";
  using Of = Effect;
  Id<Effect> id;
};
BOOST_DESCRIBE_STRUCT(GiveUp, (), (id))

}  // namespace effects

// The same errand about the same thing is one effect, however often it is said; what is to happen again names its occasion.
Id<Effect> effect_id(std::string_view kind, const Uuid& about, std::string_view occasion = {});
// effect({"member", id}, email::Send{…}): it is carried out once this is in the journal.
AnyFact effect(effects::About about, AnyValue errand, std::string_view occasion = {});
template <class Kind>
AnyFact effect(effects::About about, Kind errand, std::string_view occasion = {}) {
  return effect(std::move(about), AnyValue::of(std::move(errand)), occasion);
}
// It is not wanted any more; nothing when it has happened.
AnyFact cancelled(const Id<Effect>&, std::string why);

namespace commands {
WriteSide effects();
}

}  // namespace millrace
