// All members of all businesses, for amends.
#pragma once

#include "projections/core/reader.hpp"
#include "projections/identity/members.hpp"

namespace millrace {

// In the order of that index of Members, page by page.
void each_member(const Reader&, std::string_view index, const std::function<void(const member::MemberRow&)>& what);

}  // namespace millrace
