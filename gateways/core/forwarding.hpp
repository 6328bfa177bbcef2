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

// Who a bearer token belongs to, the business of a visitor's, and where the request comes from. Nothing given: anybody.
struct Caller {
  Principal principal{};
  Uuid session{};
  Uuid tenant{};             // of a visitor
  std::string address{};
};

// As it stands on the wire, encoded: "/conversations/…?name=value".
std::string target_of(const Request&);
// What travels besides the body: "Name: value" each, the header above among them, and those of `also` (route::Webhook::headers).
std::vector<std::string> headers_to_forward(const Services&, const Request&, const Caller&, const std::vector<std::string_view>& also = {});
// Who has sent a request that carries the header; nothing when its mac is not right or its time is over.
std::optional<Caller> forwarded_caller(const Services&, const Request&);

}  // namespace millrace
