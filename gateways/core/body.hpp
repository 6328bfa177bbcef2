// What a request asks: its body as the route's ask. The one place where what comes from outside is measured: JSON, the members it
// may have, each once, and their bounds.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

// Also fills Call::beside.
std::variant<std::shared_ptr<void>, Response> read_body(const route::Command&, Call&);

}  // namespace millrace
