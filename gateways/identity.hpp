// The routes and channels of who people are: accounts and sessions, businesses, teams.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace::gateways {

Routes auth();
Routes businesses();
Routes team();
// user:<user>, team:<business>, member:<business>:<id>
std::vector<ChannelFamily> identity_channels();

}  // namespace millrace::gateways
