// The one gate that everything goes through which somebody else has had a word in: where a call may go. What is not publicly routable
// is refused, unless the operator has allowed that host and port; the address is judged when the socket is made, so that no name can
// change its mind in between.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Anything but what IANA's special-purpose registries keep from being global (RFC 6890): this host, private and shared networks,
// loopback, link-local with the metadata services, documentation, benchmarks, multicast, reserved. An IPv6 address that carries an IPv4
// one (mapped, NAT64, 6to4, Teredo) is judged by that, and only the networks that are given out (2000::/3) are public at all.
bool publicly_routable(const boost::asio::ip::address&);

class EgressGuard {
 public:
  EgressGuard() = default;
  // "HOST:PORT" each, an IPv6 address in brackets; throws std::invalid_argument that says what is wrong. `own_url`: where this house is
  // reached: it does not call itself.
  explicit EgressGuard(const std::vector<std::string>& allowed, const std::string& own_url = {});

  // Why that URL is not even looked up; nothing for one that may be. Only http and https, without a name or password in it, to ports 80
  // and 443 or one that is allowed, and not to this house.
  std::optional<std::string> refusal(const std::string& url) const;
  // Whether the operator has allowed that host and port, whatever its address.
  bool allows(std::string_view host, unsigned port) const;
  bool allows(const std::string& url) const;

 private:
  std::set<std::string> allowed_;            // "host:port", lower case
  std::string own_host_;                     // lower case; empty: not known
};

}  // namespace millrace
