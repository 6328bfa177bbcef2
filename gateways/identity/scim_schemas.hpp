// What a SCIM client may learn of this service before it has a key (RFC 7643 §5 to §7): the same for everybody.
#pragma once

#include "gateways/core/dialect.hpp"
#include "gateways/core/route.hpp"

namespace millrace::scim {

Routes schema_pages();

}  // namespace millrace::scim
