// The routes and channels of who people are: accounts and sessions, businesses, teams.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace::gateways {

Routes auth();
Routes businesses();
Routes team();
// user:<user>, team:<business>, member:<business>:<id>
std::vector<ChannelFamily> identity_channels();

// The request that tells the directory of the first use of an access token that came with refresh token `n`; nothing when that is
// known, or does not matter.
std::optional<Request> first_use(const Rows&, const Uuid& session, std::int64_t n);

}  // namespace millrace::gateways
