// What members may be allowed to do with the API keys of the business.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::api_key::right {

inline constexpr Right manage{"api_keys_manage", "See, create, rotate and revoke API keys", {Role::admin}};

}  // namespace millrace::api_key::right
