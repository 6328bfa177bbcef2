// What stands against erasing somebody.
#pragma once

#include <algorithm>

#include "domain/inbox/privacy/facts.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::privacy {

struct HoldsRow { std::vector<Id<LegalHold>> holds; };
BOOST_DESCRIBE_STRUCT(HoldsRow, (), (holds))

// The legal holds that last, of a customer; no row when there is none.
struct HoldsOf : Fold<Id<Customer>, HoldsRow> {
  static constexpr auto name = "legal_holds_of";
  static const AnyFold& erased();
  using Listens = List<HoldPlaced, HoldLifted>;
  static Keys keys(const auto& e) { return {Key(e.customer_id)}; }
  static Maybe on(Maybe r, const HoldPlaced& e, const Meta&) {
    if (!r) r.emplace();
    if (std::find(r->holds.begin(), r->holds.end(), e.id) == r->holds.end()) r->holds.push_back(e.id);
    return r;
  }
  static Maybe on(Maybe r, const HoldLifted& e, const Meta&) {
    if (r) std::erase(r->holds, e.id);
    return r && !r->holds.empty() ? r : Maybe{};
  }
};

}  // namespace millrace::privacy
