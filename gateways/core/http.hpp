// Requests and responses as plain values. No vendor of HTTP is named outside infra/http.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

struct Request {
  std::string method;                                        // "POST", upper case
  std::string path;                                          // decoded once, without the query: "/conversations/…"
  std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string peer;                                          // address of the other side, for limits; of IPv6 the network of one site

  // The first value of that header or parameter; empty when there is none.
  std::string_view header(std::string_view lower_case_name) const;
  std::string_view param(std::string_view name) const;
};

// A piece of a body.
struct Stretch {
  std::size_t at = 0, size = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // besides Content-Length, Date and the security headers
  std::string body;
  std::string content_type = "application/json";
  Stretch offset = {};                                       // of the body: where it goes on on its channel, which moves with every record
};

// In whose pages a frame of ours stands, as the frame says it with what it sends.
inline constexpr std::string_view embedder_header = "millrace-embedder";

// On which other site the page stands that a browser sends this from, as an origin; "null" when the browser does not tell. Empty: it is a
// page of this house, in no frame of others', or no browser.
std::string_view other_site_of(const Request&);

// Whether whoever accepts that rather takes JSON than HTML (RFC 9110 §12.5.1); without a preference HTML.
bool prefers_json(std::string_view accept);

// RFC 3986: all but unreserved characters, and those of `keep`, as %XX.
std::string percent_encoded(std::string_view text, std::string_view keep = {});

}  // namespace millrace
