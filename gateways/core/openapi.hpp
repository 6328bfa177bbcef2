// The OpenAPI 3.1 description of a table of routes: schemas/openapi.yaml (JSON is YAML) and GET /openapi.json. Each schema stands once,
// among the components; so do headers and parameters that many routes have, and what a refusal of each status looks like.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

// Of a house, or of an area of it (schemas/openapi/<area>.yaml): a document of its own, in which everything is called as in that of the
// house. The projections say what lists may be asked, the rights what routes may need. Throws std::logic_error when two types of
// different looks would get the same name.
std::string openapi(const Routes&, const std::vector<Projection>&, const std::vector<Right>&);

}  // namespace millrace
