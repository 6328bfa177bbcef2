// Where connections and requests come from, for limits: how many each address holds, and what proxies of ours say. Thread-safe.
// Private to server.cpp.
#pragma once

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include "gateways/core/problem.hpp"
#include "infra/http/server.hpp"

namespace millrace::http_server {

// By what one site is known that has many addresses: an IPv4 address; of IPv6 the 64 bits of its network.
inline std::string site_of(boost::asio::ip::address address) {
  namespace ip = boost::asio::ip;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address.is_v4() ? address.to_string() : ip::make_network_v6(address.to_v6(), 64).canonical().to_string();
}

inline Response too_many_connections() {
  auto response = problem(rule::too_many_connections);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

class Addresses {
 public:
  // Throws std::runtime_error when a proxy is no address.
  void set(const HttpOptions& options) {
    most_ = options.connections_per_address;
    most_strangers_ = options.strangers_per_address;
    for (const auto& proxy : options.trusted_proxies) {
      boost::system::error_code error;
      const auto address = boost::asio::ip::make_address(proxy, error);
      if (error) throw std::runtime_error("\"" + proxy + "\" is not the IP address of a proxy");
      proxies_.push_back(site_of(address));
    }
  }

  // Whether one more connection from there is welcome; it counts until it leaves. Proxies hold connections for many.
  bool enter(const std::string& site) {
    if (!most_ || is_proxy(site)) return true;
    const std::lock_guard lock(mutex_);
    return ++held_[site] <= most_;
  }
  void leave(const std::string& site) {
    if (!most_ || is_proxy(site)) return;
    const std::lock_guard lock(mutex_);
    if (const auto it = held_.find(site); it != held_.end() && --it->second == 0) held_.erase(it);
  }

  // The same for WebSockets whose peer has not said who it is yet; it counts, when it is welcome, until it is known.
  bool knock(const std::string& site) {
    const std::lock_guard lock(mutex_);
    if (strangers_[site] >= most_strangers_ && !is_proxy(site)) return false;
    ++strangers_[site];
    return true;
  }
  void known(const std::string& site) {
    const std::lock_guard lock(mutex_);
    if (const auto it = strangers_.find(site); --it->second == 0) strangers_.erase(it);
  }

  // Where a request comes from that this peer has sent: of what a proxy says the last that is no proxy of ours. What stands before
  // that anybody may have written.
  std::string of(const std::string& peer, const Request& request) const {
    auto site = peer;
    for (auto header = request.headers.rbegin(); header != request.headers.rend() && is_proxy(site); ++header) {
      if (header->first != "x-forwarded-for") continue;
      for (std::string_view rest = header->second; !rest.empty() && is_proxy(site);) {
        const auto comma = rest.rfind(',');
        auto one = comma == rest.npos ? rest : rest.substr(comma + 1);
        rest = comma == rest.npos ? std::string_view{} : rest.substr(0, comma);
        while (one.starts_with(' ')) one.remove_prefix(1);
        while (one.ends_with(' ')) one.remove_suffix(1);
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(one, error);
        if (error) return site;
        site = site_of(address);
      }
    }
    return site;
  }

 private:
  bool is_proxy(const std::string& site) const { return std::find(proxies_.begin(), proxies_.end(), site) != proxies_.end(); }

  int most_ = 0, most_strangers_ = 0;
  std::vector<std::string> proxies_;
  std::mutex mutex_;
  std::unordered_map<std::string, int> held_, strangers_;
};

}  // namespace millrace::http_server
