// The reactor loop in a world of its own: a real owner and a real local store above a log in memory, a clock that moves when it is told
// to, and an outside world that does what the test says. One thread.
#pragma once

#include <deque>

#include "commands/core/owner.hpp"
#include "commands/effects/asks.hpp"
#include "commands/later/asks.hpp"
#include "gateways/core/reactors.hpp"
#include "projections/core/local_store.hpp"
#include "tests/support/memory_key_value.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::testing {

// Brings an effect about, so that one can be asked for.
struct Wish {
  static constexpr auto wire = "tests.wish.v1";
  using Of = Effect;
  Id<Effect> id;
  effects::About about;
  AnyValue errand;
};
BOOST_DESCRIBE_STRUCT(Wish, (), (id, about, errand))

class ReactorTown {
 public:
  explicit ReactorTown(std::vector<EffectKind>);

  // What has been asked for; the n-th of its kind about the same.
  Id<Effect> wish(AnyValue errand, effects::About about = {"thing", {}}, std::string occasion = {}, const Uuid& tenant = home());
  template <class Kind>
  Id<Effect> wish(Kind errand, effects::About about = {"thing", {}}, std::string occasion = {}, const Uuid& tenant = home()) {
    return wish(AnyValue::of(std::move(errand)), std::move(about), std::move(occasion), tenant);
  }
  Outcome ask(AnyAsk, Principal = {PrincipalKind::user, {}}, const Uuid& tenant = home());
  template <class Ask>
  Outcome ask(Ask a) { return ask(AnyAsk::of(std::move(a))); }

  // One look and all that follows from it at once. What goes out since the last look lies in `out`.
  void tick(Duration later = std::chrono::seconds{1});
  void came(const Reactors::Attempt&, const Came&);
  // The process dies, and another one begins; what is in the journal is all that is left.
  void crash();

  effects::EffectRow row(const Id<Effect>&, const Uuid& tenant = home()) const;
  // The names of all facts about it, in order: "requested started failed …".
  std::string history(const Id<Effect>&) const;
  static Uuid home();

  Time now = Time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};
  std::deque<Reactors::Attempt> out;
  bool owned = true;
  // The journal answers nothing to what reactors ask, or has taken it and does not say so.
  enum class Journal { answers, refuses, is_silent } journal = Journal::answers;
  std::vector<Command> unanswered;
  Uuid writer() const { return writer_; }
  std::size_t held = 4096, held_of_tenant = 256;   // of reactors that begin from now on
  bool (*held_back)(const Preparing&) = nullptr;   // likewise
  std::unique_ptr<Reactors> reactors;
  MailSettings mail{"house@example.org", "https://house.example.org", {}};

 private:
  class Seen;
  struct Ids final : IdSource {
    std::uint64_t n = 0;
    Uuid next() override { return uuid7({}, 0, ++n); }
  };
  Outcome submit(Command);
  void carry_out(Reactors::Todo);
  void take(Partition, Todo);

  std::vector<EffectKind> kinds_;
  WriteSide side_;
  Folds folds_;
  MemoryVault vault_;
  Ids ids_;
  MemoryKeyValue below_;
  LocalStore store_;
  std::unique_ptr<Confirmed> confirmed_;
  std::unique_ptr<OwnerWorld> world_;
  std::map<Partition, std::unique_ptr<Owner>> owners_;
  std::map<Partition, std::vector<std::shared_ptr<const Committed>>> log_;   // null: no commit
  std::map<std::uint64_t, Outcome> outcomes_;
  std::uint64_t waiter_ = 0, wishes_ = 0;
  Uuid writer_;                                // of this life of the process
  Services services_;
};

}  // namespace millrace::testing
