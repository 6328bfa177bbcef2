// Whether a server could begin with a certificate, for who asks before there is one.
#pragma once

#include <cstdint>

#include "infra/http/server.hpp"

namespace millrace {

// When it ends, seconds since 1970. Throws std::runtime_error as the server does: not there, no PEM, a key of another certificate, expired.
std::int64_t certificate_until(const TlsOptions&);

}  // namespace millrace
