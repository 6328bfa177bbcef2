// Routes that are the operator's alone.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

inline constexpr Rule not_the_operator{"operator.only", Kind::forbidden, "Only the operator of this house sees this.",
                                       "Sign in with the account that keys/operator in the data directory holds."};

// A read of nothing that is kept: an answer is of its moment, and nobody keeps it. It may wait, so it does on no connection's thread.
Route for_operator(std::string_view pattern, Response (*how)(const Call&, const Reader&));
// What such a read begins with.
std::optional<Response> unless_operator(const Call&, const Reader&);
Response of_this_moment(std::string body);

}  // namespace millrace
