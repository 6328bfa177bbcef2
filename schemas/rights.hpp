// The rights of this house: what its contexts declare, joined, and what roles and members have of them. Names are global by nature, so
// there is one table in a process: filled at the start, before any thread reads it.
#pragma once

#include <array>

#include "domain/core/right.hpp"
#include "domain/identity/member/access.hpp"

namespace millrace {

// A value: a copy is a table of its own.
class Rights {
 public:
  static Rights& house();

  // Adding the same right again is nothing; another one under a known name is a bug and throws std::logic_error.
  void add(const Right&);

  // Null: no right of this release is called that.
  const Right* find(std::string_view name) const;
  const std::vector<Right>& all() const { return all_; }          // by name

  // What a built-in role has unless its member deviates: an owner everything, another release's or business's role nothing.
  const RightSet& usual(std::string_view role) const;
  // What it comes to in this release.
  RightSet of(const Access&) const;
  // Who can give back whatever has been taken away, from anybody: an owner to whom nothing is denied that this release knows.
  bool all_powerful(const Access&) const;
  // The same role, deviating so that `of` it is `given`. Names that this release does not know stay as they were.
  Access deviating(const Access& was, const RightSet& given) const;

 private:
  std::vector<Right> all_;
  std::array<RightSet, std::size(every_role)> usual_;      // by Role
};

}  // namespace millrace
