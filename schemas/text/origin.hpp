// Web sites as browsers name them: an origin (RFC 6454 §6.2), https://shop.example. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// As a browser writes it: scheme (https or http) and host in lower case, the host in A-labels, the port when it is not the usual one;
// with *. in front of the host for all that lie below it. A / behind it, as in what people copy, is left out. Nothing when it is no such
// thing: a path, credentials, an address of IPv6, for which a Content-Security-Policy has no words (CSP3 §2.3.1).
std::optional<std::string> origin_as_kept(std::string_view);

// Whether one of those, as they are kept, names the site that a browser says it is on; "null" is none.
bool names_origin(const std::vector<std::string>& kept, std::string_view origin);

}  // namespace millrace
