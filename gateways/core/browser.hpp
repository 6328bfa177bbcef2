// People who sign in with a browser: their tokens lie in cookies that no script can read, and become the bearer tokens that everything
// behind this knows. The house's own pages say `Millrace-Session: cookie` when they sign up, log in, refresh and log out; the answer
// then has no tokens in it but sets
//
//   __Host-millrace-access, __Host-millrace-refresh   HttpOnly
//   __Host-millrace-csrf                              to be said again as X-CSRF-Token with whatever changes something
//
// all Secure, SameSite=Strict, of this host alone (RFC 6265bis, draft-ietf-httpbis-rfc6265bis §4.1.3): browsers take them over TLS, and from
// loopback. The last is an HMAC of the session, so nobody can plant one of their own (OWASP: signed double-submit cookie). What another
// site's page has made the browser send is refused by what the browser says of it (Fetch Metadata, w3.org/TR/fetch-metadata).
// Pure; any thread.
#pragma once

#include <memory>
#include <variant>

#include "gateways/core/http.hpp"
#include "gateways/core/services.hpp"

namespace millrace {

// The request as all else knows it, with the tokens of its cookies; without cookies of ours, or with a token of its own, as it came. Else
// why it is refused.
std::variant<std::shared_ptr<const Request>, Response> from_browser(const Services&, std::shared_ptr<const Request>);
// The cookie of that name; empty: there is none.
std::string_view cookie_of(const Request&, std::string_view name);
// Whether the answer is for one that keeps its tokens in cookies; then it goes through `to_browser`.
bool keeps_cookies(const Request&);
// Tokens move from the body into cookies; where there are none, though all went well, or nobody is signed in, the cookies go.
Response to_browser(const Services&, Response);

}  // namespace millrace
