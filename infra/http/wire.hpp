// A Response as HTTP/1.1 writes it. Pure; the server adds nothing to it.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "gateways/core/http.hpp"

namespace millrace {

// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110 §5.6.7).
std::string http_date(std::time_t);

struct Framing {
  bool close = false;      // say that the connection ends behind this response
  bool head = false;       // the answer to a HEAD: the length is said, the body is not sent
  bool secure = false;     // it goes over TLS: browsers are to take nothing else from now on (HSTS, RFC 6797)
};

// Appends status line and fields with the empty line. Content-Type, Content-Length, Date, `X-Content-Type-Options: nosniff` and
// `Cache-Control: no-store` are added unless the response names its own; control characters in a field become spaces, so that no
// value can begin a new field. 204 and 304 have no body.
void append_head(std::string& out, const Response&, std::string_view date, Framing);
bool has_body(const Response&, Framing);

}  // namespace millrace
