// Passkeys by libfido2, which reads CBOR and COSE and checks signatures.
#pragma once

#include "gateways/core/passkeys.hpp"

namespace millrace {

// One for the process.
const Passkeys& fido_passkeys();

}  // namespace millrace
