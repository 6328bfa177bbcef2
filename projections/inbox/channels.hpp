// The channels of the inbox.
#pragma once

#include "projections/core/channel_name.hpp"

namespace millrace {

struct Conversation;
struct Customer;
struct Member;

namespace channels {

inline constexpr ChannelName<Business> inbox{"inbox:<business>"};
inline constexpr ChannelName<Business, Member> own_inbox{"inbox:<business>:<member>"};
inline constexpr ChannelName<Business, Conversation> conversation{"conversation:<business>:<conversation>"};
inline constexpr ChannelName<Business, Customer> customer{"customer:<business>:<customer>"};
inline constexpr ChannelName<Business, Customer> visitor{"visitor:<business>:<customer>"};
inline constexpr ChannelName<Business, Conversation> typing{"typing:<business>:<conversation>"};
inline constexpr ChannelName<Business, Conversation> looking{"looking:<business>:<conversation>"};
inline constexpr ChannelName<Business, Customer> visitor_typing{"typing:<business>:visitor:<customer>"};

}  // namespace channels
}  // namespace millrace
