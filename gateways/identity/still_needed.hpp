// Whether somebody may do without the second factor that is to go.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace::identity {

// Why not: it is the last one of the account that asks, and a business of its person wants one.
std::optional<Response> still_needed(const Call&, const Reader&);

}  // namespace millrace::identity
