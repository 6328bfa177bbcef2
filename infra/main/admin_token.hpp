// The token of the admin port: of one start, for who may read the data directory.
#pragma once

#include <filesystem>
#include <string>

#include "infra/crypto/random.hpp"

namespace millrace {

// In run/admin.token.
std::string new_admin_token(Random&, const std::filesystem::path& run);

}  // namespace millrace
