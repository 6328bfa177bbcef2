// Questions about businesses that a rule asks the directory.
#pragma once

#include "domain/identity/registration/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::registration {

struct SlugTaken { Id<Registration> registration_id; };
BOOST_DESCRIBE_STRUCT(SlugTaken, (), (registration_id))

// Which business has that slug.
struct BySlug : Fold<std::string, SlugTaken> {
  static constexpr auto name = "business_by_slug";
  static const AnyFold& erased();
  using Listens = List<Registered>;
  static Keys keys(const Registered& e) { return {Key(e.slug)}; }
  static Maybe on(Maybe, const Registered& e, const Meta&) { return SlugTaken{e.id}; }
};

}  // namespace millrace::registration
