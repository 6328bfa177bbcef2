#include "infra/runtime/admin_gate.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cctype>

#include "gateways/core/problem.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace ip = boost::asio::ip;

namespace {

// Without its port and the brackets of IPv6.
std::string name_of(std::string_view host) {
  if (host.starts_with('[')) return std::string{host.substr(1, host.find(']') - 1)};
  std::string name{host.substr(0, host.find(':'))};
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

// A name that anybody may have pointed here is none of ours. An address is where the caller has really gone.
bool is_ours(std::string_view host, const std::string& listens_on) {
  const auto name = name_of(host);
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  boost::system::error_code no;
  const auto asked = ip::make_address(name, no);
  if (no) return false;
  const auto own = ip::make_address(listens_on, no);
  return asked.is_loopback() || (!no && (asked == own || own.is_unspecified()));
}

}  // namespace

std::optional<Response> AdminGate::refusal(const Request& request, AdminNeeds needs) const {
  const auto host = request.header("host");
  if (!is_ours(host, address))
    return problem(rule::admin_host, "Ask for localhost, or for the address that --admin-address names.");
  if (const auto origin = request.header("origin"); !origin.empty() && origin != "http://" + std::string(host))
    return problem(rule::admin_origin);
  if (needs == AdminNeeds::nothing || equal_secrets(request.header("authorization"), "Bearer " + token)) return {};
  if (needs == AdminNeeds::token_or_link && equal_secrets(request.param("token"), token)) return {};
  auto response = problem(rule::admin_token, "Authorization: Bearer, and what run/admin.token in its data directory holds.");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace millrace
