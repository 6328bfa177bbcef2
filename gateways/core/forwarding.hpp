// A command that came to a process which does not own its partition travels on to the one that does, as the HTTP request it was. Who
// has sent it, which the first process has checked, stands in a header of its own, under an HMAC with a secret of the master key:
//
//   Millrace-Forwarded: <kind>.<principal>.<session>.<tenant>.<address, base64url>.<until, microseconds since 1970>.<mac>
//
// The mac covers these, method, target, the headers that matter and the body. A request with this header is never passed on again.
#pragma once

#include "gateways/core/call.hpp"

namespace millrace {

inline constexpr std::string_view forwarded_header = "millrace-forwarded";

// Who a bearer token belongs to, the business of a visitor's or an API key, and where the request comes from. Nothing given: anybody.
struct Caller {
  Principal principal{};
  Uuid session{};            // of a user; of an API key the secret that it came with
  Uuid tenant{};             // of a visitor, of an API key
  std::string address{};
  std::int64_t per_minute = 0;   // of an API key that has a limit of its own; it stays where it is counted
};

// As it stands on the wire, encoded: "/conversations/…?name=value".
std::string target_of(const Request&);
// What travels besides the body: "Name: value" each, the header above among them, and those of `also` (route::Webhook::headers).
std::vector<std::string> headers_to_forward(const Services&, const Request&, const Caller&, const std::vector<std::string_view>& also = {});
// Who has sent a request that carries the header; nothing when its mac is not right or its time is over.
std::optional<Caller> forwarded_caller(const Services&, const Request&);

}  // namespace millrace
