// What tools ask of the server that runs on a data directory: at its admin port, with the token that lies there.
#pragma once

#include <string>

#include "infra/egress/http_client.hpp"

namespace millrace {

// Waits for the answer, which has come. Throws std::runtime_error when no server runs or answers there.
Incoming ask_server(const std::string& data, const std::string& method, const std::string& path);

}  // namespace millrace
