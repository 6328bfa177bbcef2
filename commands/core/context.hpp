// What a rule may look at besides its state and its ask.
#pragma once

#include "commands/core/ids.hpp"
#include "commands/core/verdict.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

// The tenant as it stands at this point of the decision, with everything that is decided so far.
class Tenant {
 public:
  Tenant(const Rows& rows, Uuid id) : rows_(rows), id_(id) {}
  const Uuid& id() const { return id_; }
  const Rows& rows() const { return rows_; }
  // The state of an aggregate; Absent when nothing has happened to it. It stays as it was as long as this one is there.
  template <class A>
  const typename A::State& get(const Id<A>& id) const {
    using State = typename A::State;
    return *static_cast<const State*>(held(state_of<A>(), id.value, &detail::nothing_yet<State>.value));
  }
  // The row of a lookup; null when there is none.
  template <class L, class K>
  std::shared_ptr<const typename L::Row> find(const K& key) const { return find_row<L>(rows_, id_, key); }

 private:
  const void* held(const AnyFold&, const Uuid& id, const void* none) const;

  mutable std::vector<RowPtr> held_;
  const Rows& rows_;
  Uuid id_;
};

struct Context {
  Time now;                  // log time: monotone per partition
  Origin origin;
  const Actor& actor;
  IdSource& ids;
  Tenant tenant;
};

}  // namespace millrace
