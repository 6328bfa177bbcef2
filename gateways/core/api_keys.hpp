// How the house knows an API key: what the context that has them says of it (Module::api_keys).
#pragma once

#include "gateways/core/http.hpp"
#include "gateways/core/services.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

struct ApiKeyRules {
  // Whose key that is, while it is good.
  std::optional<Services::KeyHolder> (*holder)(const Reader&, std::string_view text, Time now);
  // Whether a secret that was good still is.
  bool (*live)(const Rows&, const Uuid& business, const Uuid& secret);
  // What says that it is in use, asked with the key itself.
  Request (*use)(const Services::KeyHolder&);
};

}  // namespace millrace
