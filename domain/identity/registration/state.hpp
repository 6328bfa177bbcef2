// What a rule reads of a registration.
#pragma once

#include "domain/identity/registration/facts.hpp"

namespace millrace {

struct Registration : Aggregate {
  using Facts = List<registration::Registered>;
  struct Made {};
  using State = std::variant<Absent, Made>;
  static const AnyFold& erased();

  static State on(auto, const registration::Registered&) { return Made{}; }
};
BOOST_DESCRIBE_STRUCT(Registration::Made, (), ())

}  // namespace millrace
