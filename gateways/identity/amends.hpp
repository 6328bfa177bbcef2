// What earlier releases have left of members as this one would not (Module::amends).
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::identity {

// Members who are not called what their account is called, or whose own address their business does not know yet.
std::vector<Command> identify_again(const Services&, const Reader&);

}  // namespace millrace::identity
