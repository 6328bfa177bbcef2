// The test language: given what has happened, as somebody, when this is asked, then that happens. It drives the real owner over
// a store in memory, with a clock and ids that are the same in every run; every record is also decoded from its bytes again.
//
//   const House house{join({commands::core(), commands::conversation()})};   // one a test file
//   house.given(Opened{talk, …}).as(staff(ann, Role::agent)).when(Resolve{talk}).then(Resolved{talk, …}, TimerSet{…});
//   house.given().as(visitor(zoe)).when(Receive{hello, …}).refused(rule::nothing_said);
#pragma once

#include <memory>
#include <source_location>

#include "commands/core/owner.hpp"
#include "domain/identity/member/retired.hpp"
#include "schemas/rights.hpp"

namespace millrace::spec {

// Where every test begins: given facts happen then, the first command comes an hour later.
inline constexpr Time start = Time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};

// The id that the decision's source gives as the n-th, from 1.
Uuid fresh_uuid(int n);
template <class T>
Id<T> fresh(int n = 1) { return {fresh_uuid(n)}; }
// An id of that name: the same name, the same id.
Uuid named_uuid(std::string_view name);
template <class T>
Id<T> named(std::string_view name) { return {named_uuid(name)}; }

// What the tenant of every story is called.
Uuid tenant();

// Who acts. A member is also a user: account `account_of(member)`.
struct As {
  Principal principal;
  std::optional<Actor> actor = {};     // nothing: the house's own way of finding out
};
As anybody();                        // who acts unless a story says otherwise
As system();
template <class T>
As visitor(const Id<T>& customer) {
  const Principal who{PrincipalKind::visitor, customer.value};
  return {who, Actor{who, {}, {}, {}}};
}
template <class T>
As user(const Id<T>& account) { return {{PrincipalKind::user, account.value}}; }
Uuid account_of(const Uuid& member);
As staff(const Uuid& id, Role role, RightSet can);
// Whatever part of the house a test is about, the rights are those of all of it.
const Rights& rights();
RightSet usual(Role);                // what a role has of them
template <class T>
As staff(const Id<T>& id, Role role) { return staff(id.value, role, usual(role)); }
template <class T>
As staff(const Id<T>& id, Role role, RightSet can) { return staff(id.value, role, std::move(can)); }

// A context that a later release brings: its rights are the house's for as long as this lives.
class LaterRights {
 public:
  explicit LaterRights(std::initializer_list<Right>);
  ~LaterRights() { Rights::house() = before_; }
  LaterRights(const LaterRights&) = delete;

 private:
  Rights before_;
};

class Story;

// The write side under test, and folds of the read side if their rows are asked for. Outlives its stories.
class House {
 public:
  explicit House(WriteSide side, std::vector<const AnyFold*> projections = {}, Authorise authorise = nullptr);

  // What has happened before, in that order; happened(then, fact) at a time of its own.
  template <class... F>
  Story given(F... facts) const;

  const WriteSide& write_side() const { return side_; }
  const Folds& folds() const { return folds_; }
  Authorise authorise() const { return authorise_; }

 private:
  WriteSide side_;
  Folds folds_;
  Authorise authorise_;
};

// One story. Steps follow each other: after `then` comes another `as`, `at` or `when`.
class Story {
 public:
  Story(const House&, Facts given);
  Story(Story&&) noexcept;
  ~Story();

  Story& as(As who);
  Story& at(Time now);                 // of the next command
  Story& later(Duration);              // that much after the one before
  Story& imported();                   // the next commands have origin import
  Story& live();                       // … and no more
  Story& needs(const Right&);          // the next commands ask for that right, as their route would
  Story& if_match(std::int64_t version);

  template <class Ask>
  Story& when(Ask ask, std::source_location where = std::source_location::current()) {
    return ask_any(AnyAsk::of(std::move(ask)), where);
  }
  // Exactly these facts, in that order, compared as wire name and JSON; Said also by when it happened.
  template <Sayable... F>
  Story& then(F... facts) {
    Facts all;
    (millrace::detail::say(all, std::move(facts)), ...);
    return then_all(std::move(all));
  }
  Story& refused(const Rule&);
  Story& accepted();
  Story& stale();

  // For what is not said by `then`: the facts of the last record, and rows as they stand after it.
  const Committed& record() const;
  template <class F>
  std::vector<F> facts() const {
    std::vector<F> found;
    for (const auto& fact : record().facts)
      if (const auto* f = fact.as<F>()) found.push_back(*f);
    return found;
  }
  template <class A>
  typename A::State state(const Id<A>& id) const { return *state_row<A>(rows(), tenant(), id.value); }
  RowPtr row(std::string_view fold, const Key& key) const;
  const Rows& rows() const;
  Time now() const;

 private:
  struct World;
  Story& ask_any(AnyAsk, std::source_location);
  Story& then_all(Facts);
  std::unique_ptr<World> world_;
};

template <class... F>
Story House::given(F... facts) const {
  Facts all;
  (millrace::detail::say(all, std::move(facts)), ...);
  return Story{*this, std::move(all)};
}

}  // namespace millrace::spec
