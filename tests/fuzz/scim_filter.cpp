// What a SCIM client asks for: whatever it is, it is a filter within the bounds or none, and judging by it ends.
#include "gateways/identity/scim_filter.hpp"

#include "tests/fuzz/target.hpp"

using namespace millrace::scim;

namespace {

std::size_t depth(const Filter& filter) {
  std::size_t most = 0;
  for (const auto& part : filter.parts) most = std::max(most, depth(part));
  return most + 1;
}
std::size_t terms(const Filter& filter) {
  std::size_t all = filter.parts.empty() ? 1 : 0;
  for (const auto& part : filter.parts) all += terms(part);
  return all;
}
void check(const Filter& filter) {
  CLAIM(depth(filter) <= 4 * (filter_depth_at_most + 1));            // a level has an `or` of `and`s of `not`s at most
  CLAIM(terms(filter) <= filter_terms_at_most);
  const bool leaf = filter.how != Filter::How::all && filter.how != Filter::How::any && filter.how != Filter::How::none;
  CLAIM(leaf == filter.parts.empty() && leaf == !filter.attribute.empty());
  for (const auto& part : filter.parts) check(part);
}

const Values nothing{}, one{{std::string("work")}}, exact{{std::string("Work"), true, 1.0}, true};

}  // namespace

void fuzz(std::string_view input) {
  if (const auto filter = parse_filter(input)) {
    CLAIM(input.size() <= filter_bytes_at_most);
    check(*filter);
    CLAIM(attributes_of(*filter).size() == terms(*filter));
    Filter none{Filter::How::none};
    none.parts.push_back(*filter);
    for (const auto* values : {&nothing, &one, &exact}) {
      const auto of = [&](const std::string&) { return *values; };
      CLAIM(matches(*filter, of) != matches(none, of));
    }
  }
  if (const auto path = parse_path(input)) {
    CLAIM(!path->attribute.empty());
    if (path->where) check(*path->where);
  }
}
