// An invitation, for who holds it and may not have an account yet.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace::identity {

Route invitation_route();

}  // namespace millrace::identity
