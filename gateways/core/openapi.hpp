// The OpenAPI 3.1 description of a table of routes: schemas/openapi.yaml (JSON is YAML) and GET /openapi.json.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

// The projections say what their lists may be asked.
std::string openapi(const Routes&, const std::vector<Projection>&);

}  // namespace millrace
