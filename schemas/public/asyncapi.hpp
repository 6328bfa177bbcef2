// The AsyncAPI 3.0 description of the public topics: schemas/asyncapi.yaml (JSON is YAML) and GET /asyncapi.json.
#pragma once

#include <string>

namespace millrace {

std::string asyncapi();

}  // namespace millrace
