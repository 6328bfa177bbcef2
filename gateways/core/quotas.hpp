// How many requests each may make in a minute: an address before anybody knows who asks, then whoever asks, and all of a business together.
// Whoever is beyond hears 429 and when to come again; all hear how they stand (draft-ietf-httpapi-ratelimit-headers-10: RateLimit-Policy,
// RateLimit). Of this process: each process counts for itself. Sans-I/O, bounded in memory; the caller locks and tells the time.
#pragma once

#include "gateways/core/call.hpp"
#include "gateways/core/limits.hpp"

namespace millrace {

// Requests a minute, and as many at once; 0: any number.
struct QuotaOptions {
  int of_person = 100;                       // a person or a visitor, of each route; or an API key without a limit of its own, of all together
  int of_business = 6'000;                   // its people and services together, and its visitors together
  int of_address = 6'000;
};

class Quotas {
 public:
  explicit Quotas(QuotaOptions);

  // Nothing: it may. A request that is refused has cost nothing.
  std::optional<Response> knock(const std::string& address, Time now);
  struct Standing {
    std::optional<Response> refused;
    std::vector<std::pair<std::string, std::string>> headers;      // for whatever is answered
  };
  // `own`: of an API key that has a limit of its own, else 0.
  Standing take(const Call&, std::int64_t own, Time now);

 private:
  struct Policy {
    std::string_view name;
    Rate& rate;
    std::string key;
    int a_minute;
  };
  std::vector<Policy> policies(const Call&, std::int64_t own);

  const QuotaOptions options_;
  Rate addresses_, persons_, businesses_;
};

}  // namespace millrace
