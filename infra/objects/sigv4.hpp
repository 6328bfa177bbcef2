// AWS Signature Version 4: how a request says who sends it. Pure; the published vectors are its tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/core/time.hpp"

namespace millrace::sigv4 {

struct Credentials { std::string access_key_id, secret_access_key, session_token; };

struct Request {
  std::string method;
  std::string path = "/";                                             // as it is sent: encoded
  std::vector<std::pair<std::string, std::string>> query = {};        // as they are meant: not encoded
  std::vector<std::pair<std::string, std::string>> headers = {};      // names in lower case; all of them are signed
  std::string payload_sha256;                                         // hex
};

struct Scope {
  Time at;
  std::string region, service = "s3";
};

// Of everything but A–Z, a–z, 0–9 and "-_.~".
enum class Slash { kept, encoded };
std::string uri_encoded(std::string_view, Slash = Slash::encoded);
// "a=1&b=2", in the order that is signed.
std::string query_string(const Request&);
std::string amz_date(Time);                                           // "20130524T000000Z"

// The value of the header Authorization. The headers must have host and x-amz-date.
std::string authorization(const Credentials&, const Scope&, const Request&);

}  // namespace millrace::sigv4
