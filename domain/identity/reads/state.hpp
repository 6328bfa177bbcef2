// Nothing is decided by what was looked at before.
#pragma once

#include "domain/identity/reads/facts.hpp"

namespace millrace {

struct Reads : Aggregate {
  using Facts = List<reads::Noted>;
  struct Kept {};
  using State = std::variant<Absent, Kept>;
  static const AnyFold& erased();

  static State on(auto, const reads::Noted&) { return Kept{}; }
};
BOOST_DESCRIBE_STRUCT(Reads::Kept, (), ())

}  // namespace millrace
