// What becomes of who is there: members who have been online for a minute are available, and this is written down.
#pragma once

#include "gateways/core/presence.hpp"

namespace millrace::identity {

extern const PresenceRules presence_rules;

}  // namespace millrace::identity
