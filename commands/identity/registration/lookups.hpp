// Questions about businesses that a rule asks the directory.
#pragma once

#include "domain/identity/registration/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

struct SlugTaken { Id<Registration> registration_id; };
BOOST_DESCRIBE_STRUCT(SlugTaken, (), (registration_id))

// Which business has that slug.
struct BySlug : Fold<std::string, SlugTaken> {
  static constexpr auto name = "business_by_slug";
  using Listens = List<registration::Registered>;
  static Keys keys(const registration::Registered& e) { return {Key(e.slug)}; }
  static Maybe on(Maybe, const registration::Registered& e, const Meta&) { return SlugTaken{e.id}; }
};

}  // namespace millrace
