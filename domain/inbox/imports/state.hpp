// What a rule reads of an import: that it was.
#pragma once

#include "domain/inbox/imports/facts.hpp"

namespace millrace {

struct Import : Aggregate {
  using Facts = List<imports::Taken>;
  struct Taken {};
  using State = std::variant<Absent, Taken>;
  static const AnyFold& erased();

  static State on(auto, const imports::Taken&) { return Taken{}; }
};
BOOST_DESCRIBE_STRUCT(Import::Taken, (), ())

}  // namespace millrace
