// Every effect with its attempts: what has been sent, what is stuck, what will be tried again when. The reactors find here what is due.
#pragma once

#include "domain/effects/state.hpp"
#include "projections/core/channel_name.hpp"
#include "projections/core/projection.hpp"

namespace millrace::channels {

inline constexpr ChannelName<Business> effects{"effects:<business>"};

}  // namespace millrace::channels

namespace millrace::effects {

enum class Stage { waiting, under_way, succeeded, failed, unknown, given_up, cancelled };
BOOST_DESCRIBE_ENUM(Stage, waiting, under_way, succeeded, failed, unknown, given_up, cancelled)

enum class Result { succeeded, failed, unknown };
BOOST_DESCRIBE_ENUM(Result, succeeded, failed, unknown)

struct Attempt {
  std::int64_t no = 0;
  Time started_at{}, until{};
  std::optional<Time> ended_at;
  std::optional<Result> result;
  std::optional<std::string> why;
  std::optional<std::int64_t> status;
  std::optional<Personal<std::string>> detail;
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (no, started_at, until, ended_at, result, why, status, detail))

struct EffectRow {
  Id<Effect> id;
  std::string kind;                        // the errand's wire name
  About about;
  Stage state = Stage::waiting;
  Time requested_at{};
  std::optional<Time> next_at;             // while it waits: when it is tried; none: at once, whatever the clock says
  std::optional<Time> ended_at;
  std::int64_t attempts_made = 0;
  std::optional<std::string> why;          // of the last attempt's failure, or why it is not wanted any more
  std::optional<std::string> reference;    // what it is called out there
  std::vector<Attempt> attempts;           // the newest, at most `most_attempts`
  std::int64_t requested_position = 0;     // of the record that asks for it, in the tenant's partition: the errand is read there
  static constexpr std::size_t most_attempts = 30;
};
BOOST_DESCRIBE_STRUCT(EffectRow, (), (id, kind, about, state, requested_at, next_at, ended_at, attempts_made, why, reference, attempts,
                                       requested_position))

struct Effects : Fold<Id<Effect>, EffectRow> {
  static constexpr auto name = "effects";
  static constexpr int version = 2;
  static const AnyFold& erased();
  using Listens = FactsOf<Effect>;

  static Maybe on(Maybe, const Requested&, const Meta&);
  static void on(EffectRow&, const Started&, const Meta&);
  static void on(EffectRow&, const Succeeded&, const Meta&);
  static void on(EffectRow&, const Failed&, const Meta&);
  static void on(EffectRow&, const Unknown&, const Meta&);
  static void on(EffectRow&, const Reconciled&, const Meta&);
  static void on(EffectRow&, const Retried&, const Meta&);
  static void on(EffectRow&, const GivenUp&, const Meta&);
  static void on(EffectRow&, const Cancelled&, const Meta&);

  // Indexes. What is left to do, over all tenants: by kind and stage, so that nobody looks at what no reactor knows; first what has no time,
  // as it came (log time may be ahead of the clock), then what waits for one. What was given up with an attempt under way stands there with
  // what is under way until that has come to something.
  static constexpr auto open = "open";
  static std::string open_of(std::string_view kind, Stage);                      // prefix
  static std::string open_until(std::string_view kind, Stage, Time);             // place: what has no time, and what waits at most until then
  // What somebody has to look at, over all tenants: it has failed for good, or nobody knows what has come of it.
  static constexpr auto stuck = "stuck";
  // Of one tenant: what waits or is under way, by kind and what it is about, as it was asked for.
  static constexpr auto in_order = "in_order";
  static std::string in_order_of(std::string_view kind, const Uuid& about);      // prefix
};

}  // namespace millrace::effects

namespace millrace::projections {
Projection effects();
}
