// All members of all businesses, for amends.
#pragma once

#include "projections/core/reader.hpp"
#include "projections/identity/members.hpp"

namespace millrace {

// In the order of that index of Members, page by page.
template <class What>
void each_member(const Reader& reader, std::string_view index, What what) {
  Reader::Page page{.prefix = "", .limit = 1'000};
  for (;;) {
    const auto members = reader.list(lookup_of<member::Members>(), index, {}, page);
    for (const auto& listed : members) what(*static_cast<const member::MemberRow*>(listed.row.row.get()));
    if (members.size() < page.limit) return;
    page.after = members.back().place;
  }
}

}  // namespace millrace
