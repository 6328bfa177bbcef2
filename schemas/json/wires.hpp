// The wire names of this house: every fact and every journalled ask, with the retired ones and how they become the newest.
// Names are global by nature, so there is one table in a process: filled at the start, before any thread reads it.
#pragma once

#include <map>
#include <vector>

#include "domain/core/fact.hpp"

namespace millrace {

class Wires {
 public:
  static Wires& house();

  // Adding the same type again is nothing; another type under a known name is a bug and throws std::logic_error.
  void add(const WireType*);
  void add_retired(const WireType*, AnyValue (*upcast)(const void*), const WireType* into);
  template <class F>
  void retire() {
    using Into = decltype(std::declval<const F&>().upcast());
    add_retired(&wire_type<F>(), [](const void* v) { return AnyValue::of(static_cast<const F*>(v)->upcast()); }, &wire_type<Into>());
  }

  // The type under that name, retired or not; null when this release does not know it.
  const WireType* any(std::string_view wire) const;
  // The type under that name unless it is retired.
  const WireType* current(std::string_view wire) const;
  // What a value under that name is in its newest form; null when this release does not know the name.
  const WireType* newest(std::string_view wire) const;
  // The newest form of a value.
  AnyValue newest(AnyValue) const;
  std::vector<const WireType*> all() const;

 private:
  struct Entry { const WireType* type; AnyValue (*upcast)(const void*); const WireType* into; };   // the last two: retired
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace millrace
