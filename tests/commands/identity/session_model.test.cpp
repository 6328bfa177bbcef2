// Refresh tokens against a model of them: ten thousand random orders (tests/proof refresh: a hundred thousand) of what those who hold tokens can do, each answer compared with what the model says, and
// at the end of each order what every token that was ever given, and some that never were, would lead to. The rules alone, on rows in memory.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <random>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace std::chrono_literals;
using spec::named;
using spec::start;

namespace {

constexpr int most_families = 4;
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const std::array<Id<Session>, most_families> ids{named<Session>("0"), named<Session>("1"), named<Session>("2"), named<Session>("3")};

// What is answered: a rule, or facts, each as a word, which session it is about, and of a token its number and when it was first given.
struct Told {
  std::string_view what;
  int family = -1;
  std::int64_t n = 0;
  Time at{};
  bool operator==(const Told&) const = default;
};
using Answer = std::vector<Told>;

int family_of(const Id<Session>& id) { return static_cast<int>(std::ranges::find(ids, id) - ids.begin()); }

Told told(const AnyFact& fact) {
  if (const auto* f = fact.as<session::Opened>()) return {"opened", family_of(f->id), 1, f->refreshed_at};
  if (const auto* f = fact.as<session::Refreshed>()) return {"refreshed", family_of(f->id), f->n, f->refreshed_at};
  if (const auto* f = fact.as<session::Used>()) return {"used", family_of(f->id), f->n};
  if (const auto* f = fact.as<session::Closed>()) return {"closed", family_of(f->id)};
  if (const auto* f = fact.as<session::Revoked>()) return {"revoked", family_of(f->id)};
  if (fact.as<account::PasswordChanged>()) return {"password changed"};
  return {fact.type->wire};
}

Answer told(const Verdict& verdict) {
  if (const auto* no = std::get_if<Rejection>(&verdict)) return {{no->rule.code}};
  Answer all;
  for (const auto& said : std::get<Facts>(verdict)) all.push_back(told(said.fact));
  return all;
}

// The model: of each token that was given, whether something has been used that came with it.
class Model {
 public:
  Model() { open(start); }

  int families() const { return static_cast<int>(families_.size()); }
  std::int64_t given(int f) const { return static_cast<std::int64_t>(families_[f].arrived.size()); }

  Answer refresh(int f, std::int64_t token, Time now) {
    auto& family = families_[f];
    if (family.over || now > family.newest_at + 30 * 24h) return {{"auth.session_over"}};
    const auto newest = given(f);
    const bool again = token == newest - 1 && !family.arrived.back();     // its answer may have got lost
    if (!again && token != newest) {
      family.over = true;
      return {{"revoked", f}};
    }
    if (!again) family.arrived.push_back(false), family.newest_at = now;
    return {{"refreshed", f, given(f), family.newest_at}};
  }
  Answer use(int f, std::int64_t token, bool own) {
    auto& family = families_[f];
    if (family.over || !own) return {{"auth.session_not_found"}};
    if (token != given(f) || family.arrived.back()) return {};
    family.arrived.back() = true;
    return {{"used", f, token}};
  }
  Answer close(int f, bool own) {
    if (families_[f].over || !own) return {{"auth.session_not_found"}};
    families_[f].over = true;
    return {{"closed", f}};
  }
  Answer close_others(int f, bool own) { return families_[f].over || !own ? Answer{{"auth.session_not_found"}} : all_closed({}, f); }
  Answer open(Time now) {
    families_.push_back({{false}, now, false});
    return {{"opened", families() - 1, 1, now}};
  }
  Answer change_password(int f) { return all_closed({{"password changed"}}, f); }

 private:
  struct Family {
    std::vector<bool> arrived;
    Time newest_at{};
    bool over = false;
  };
  Answer all_closed(Answer all, int but) {
    for (int f = 0; f < families(); ++f)
      if (f != but && !families_[f].over) families_[f].over = true, all.push_back({"closed", f});
    return all;
  }
  std::vector<Family> families_;
};

struct NoIds final : IdSource {
  Uuid next() override { return {}; }
};

// The rules, and what has come of them.
class Directory {
 public:
  Directory() {
    happen({{AnyFact::of(account::SignedUp{ann, about(ann, "ann@example.org"), about(ann, "Ann"), about(ann, "phc")}), {}},
            {AnyFact::of(session::Opened{ids[0], ann, {}, start}), {}}}, start);
  }
  template <class Ask>
  Verdict decided(const Ask& ask, const Principal& who, Time now) {
    static const auto* decider = side().decider(&wire_type<Ask>());
    const Actor actor{who, {}, {}, {}};
    const Context in{now, Origin::live, actor, no_ids_, Tenant{rows_, {}}};
    return decider->decide(rows_.get(*decider->state, {}, Key(ask.id)), &ask, in);
  }
  template <class Ask>
  Answer asked(const Ask& ask, const Principal& who, Time now) {
    const auto verdict = decided(ask, who, now);
    if (const auto* facts = std::get_if<Facts>(&verdict)) happen(*facts, now);
    return told(verdict);
  }

 private:
  static const WriteSide& side() {
    static const auto all = join({commands::account(), commands::session()});
    return all;
  }
  void happen(const Facts& facts, Time now) {
    static const Folds folds{side().folds};
    for (const auto& said : facts) {
      Meta meta{};
      meta.at = meta.recorded_at = now;
      meta.offset = ++offset_;
      meta.version = rows_.version({}, said.fact.stream()) + 1;
      folds.apply(rows_, said.fact, meta);
    }
  }
  Nothing nothing_;
  Layer rows_{nothing_};
  NoIds no_ids_;
  Offset offset_ = 0;
};

const Principal anybody{PrincipalKind::anybody, {}}, herself{PrincipalKind::user, ann.value}, stranger{PrincipalKind::user, bob.value};

// One order: empty when the rules have answered as the model does all along, else what happened.
class Order {
 public:
  explicit Order(std::uint64_t seed) : chance_(seed) {}

  std::string run() {
    for (auto moves = any(3, 30); moves > 0 && wrong_.empty(); --moves) move();
    for (int f = 0; f < model_.families() && wrong_.empty(); ++f) look_at_all_tokens(f);
    return wrong_;
  }

 private:
  std::int64_t any(std::int64_t from, std::int64_t to) { return from + static_cast<std::int64_t>(chance_() % static_cast<std::uint64_t>(to - from + 1)); }
  // Of those that were given; the newest ones are brought most often, and now and then one that nobody was given.
  std::int64_t token(int f) {
    const auto newest = model_.given(f);
    const auto which = any(0, 9);
    return which < 5 ? newest : which < 8 ? newest - 1 : any(-1, newest + 2);
  }
  void expect(Told asked, const Answer& got, const Answer& wanted) {
    so_far_.push_back(asked);
    if (got == wanted) return;
    for (const auto& t : so_far_) wrong_ += "\n  " + in_words(t);
    wrong_ += "\n  answered:";
    for (const auto& t : got) wrong_ += ' ' + in_words(t);
    wrong_ += "\n  the model says:";
    for (const auto& t : wanted) wrong_ += ' ' + in_words(t);
  }
  static std::string in_words(const Told& t) { return fmt::format("{} {} of session {} at {} s", t.what, t.n, t.family, (t.at - start) / 1s); }
  void move() {
    static constexpr Duration waits[] = {0s, 1s, 13s, 10min, 8h, 15 * 24h, 30 * 24h, 30 * 24h + 1us};
    const int f = static_cast<int>(any(0, model_.families() - 1));
    const auto n = token(f);
    const bool own = any(0, 7) > 0;
    const auto& who = own ? herself : stranger;
    switch (any(0, 15)) {
      case 0: now_ += waits[any(0, std::size(waits) - 1)]; return;
      case 1: return expect({"close", f, 0, now_}, directory_.asked(session::Close{ids[f]}, who, now_), model_.close(f, own));
      case 2: return expect({"close all but", f, 0, now_}, directory_.asked(session::CloseOthers{ids[f]}, who, now_), model_.close_others(f, own));
      case 3: return open();
      case 4: return change_password(f);
      case 5: case 6: case 7: case 8:
        return expect({"use what came with", f, n, now_}, directory_.asked(session::Use{ids[f], n}, who, now_), model_.use(f, n, own));
      default: return expect({"refresh", f, n, now_}, directory_.asked(session::Refresh{ids[f], n}, anybody, now_), model_.refresh(f, n, now_));
    }
  }
  void open() {
    if (model_.families() == most_families) return;
    const session::Open ask{ids[static_cast<std::size_t>(model_.families())], ann, password_, {}};
    expect({"log in", model_.families(), 0, now_}, directory_.asked(ask, anybody, now_), model_.open(now_));
  }
  void change_password(int f) {
    if (any(0, 3)) return;
    expect({"change the password", f, 0, now_}, directory_.asked(account::ChangePassword{ann, about(ann, "phc"), password_++, ids[f]}, herself, now_),
           model_.change_password(f));
  }
  // What each of them would lead to, of which nothing comes.
  void look_at_all_tokens(int f) {
    for (std::int64_t n = -1; n <= model_.given(f) + 2; ++n) {
      auto aside = model_;
      expect({"would refresh", f, n, now_}, told(directory_.decided(session::Refresh{ids[f], n}, anybody, now_)), aside.refresh(f, n, now_));
    }
  }

  std::mt19937_64 chance_;
  Model model_;
  Directory directory_;
  Time now_ = start;
  std::int64_t password_ = 1;                                    // its version
  Answer so_far_;                                                // what was asked
  std::string wrong_;
};

}  // namespace

TEST_CASE("refresh tokens: in every order in which they are brought, used and ended, the rules answer as the model does") {
  const auto* cycles = std::getenv("MILLRACE_CYCLES");
  const auto* seed = std::getenv("MILLRACE_SEED");
  const auto orders = cycles ? std::strtoull(cycles, nullptr, 10) : 10'000;
  const auto first = (seed ? std::strtoull(seed, nullptr, 10) : 1) * 1'000'000'007;
  for (std::uint64_t n = 0; n < orders; ++n) {
    const auto wrong = Order{first + n}.run();
    REQUIRE_MESSAGE(wrong.empty(), "refresh: different=1 cycles=" << n << ", in order " << n << ":" << wrong);
  }
  MESSAGE("refresh: cycles=" << orders << " different=0");
}
