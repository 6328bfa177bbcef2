// The channels of identity.
#pragma once

#include "projections/core/channel_name.hpp"

namespace millrace {

struct Account;
struct Member;

namespace channels {

inline constexpr ChannelName<Account> user{"user:<account>"};
inline constexpr ChannelName<Business> team{"team:<business>"};
inline constexpr ChannelName<Business, Member> member{"member:<business>:<member>"};
inline constexpr ChannelName<Business> presence{"presence:<business>"};

}  // namespace channels
}  // namespace millrace
