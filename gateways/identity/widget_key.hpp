// The key that a business's web pages name its widget by.
#pragma once

#include "gateways/core/call.hpp"

namespace millrace {

struct Widget;

std::string widget_key(const Call&, const Uuid& business, const Id<Widget>&);

}  // namespace millrace
