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
  // The state of an aggregate; Absent when nothing has happened to it.
  template <class A>
  typename A::State get(const Id<A>& id) const { return state_row<A>(rows_, id_, id.value); }
  // The row of a lookup.
  template <class L, class K>
  std::optional<typename L::Row> find(const K& key) const { return find_row<L>(rows_, id_, key); }

 private:
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
