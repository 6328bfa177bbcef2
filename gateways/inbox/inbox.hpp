// The routes and channels of the inbox: customers, conversations, messages, the widget, imports.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace::gateways {

Routes customers();
Routes conversations();
Routes messages();
Routes widget();
Routes imports();
// inbox:<business>[:<member>], conversation:<business>:<id>, visitor:<business>:<customer>, customer:<business>:<id>,
// typing:<business>:<conversation>, typing:<business>:visitor:<customer>
std::vector<ChannelFamily> inbox_channels();

}  // namespace millrace::gateways
