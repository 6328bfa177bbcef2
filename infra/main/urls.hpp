// Under which URLs a server is reached, by its options.
#pragma once

#include <string>

#include "infra/main/options.hpp"

namespace millrace {

// "127.0.0.1:8080", "[::1]:8080"; for an address that means all, where this machine reaches it.
std::string host_and_port(const std::string& address, int port);
// Where this machine reaches what listens there.
std::string url_of(const ServeOptions&, int port);
// Where other processes reach this one, which the journal's fences say; empty: nobody needs to.
std::string endpoint_of(const ServeOptions&);

}  // namespace millrace
