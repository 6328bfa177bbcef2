// GET /events: a business's history as public events.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace::gateways {

Routes events();

}  // namespace millrace::gateways
