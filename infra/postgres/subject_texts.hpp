// What the tables still hold in the open about somebody who was erased, and the room that was theirs given back.
#pragma once

#include <cstdint>
#include <string>

#include "domain/core/id.hpp"

namespace millrace {

// Vacuums the tables first. Reads every row of the tenant. Throws PgError.
std::int64_t texts_left(const std::string& dsn, const Uuid& tenant, const Uuid& subject);

}  // namespace millrace
