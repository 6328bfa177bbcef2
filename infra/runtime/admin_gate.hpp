// Who may ask the admin port: no page of another site, nobody under a name that was only made to point here (DNS rebinding), and
// for all but probes and figures only who can read run/admin.token. Pure.
#pragma once

#include <optional>
#include <string>

#include "gateways/core/http.hpp"

namespace millrace {

enum class AdminNeeds {
  nothing,
  token,
  token_or_link,                       // a page for a browser: the token may stand in the address, ?token=
};

struct AdminGate {
  std::string address;                 // that the port listens on
  std::string token;

  // What the caller is told who may not; nothing for who may.
  std::optional<Response> refusal(const Request&, AdminNeeds) const;
};

}  // namespace millrace
