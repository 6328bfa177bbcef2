#include "infra/egress/guard.hpp"

#include <charconv>
#include <stdexcept>

#include "domain/core/text.hpp"
#include "infra/egress/url.hpp"

namespace millrace {

namespace ip = boost::asio::ip;

namespace {

struct Network4 { std::uint32_t address; int bits; };

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) { return a << 24 | b << 16 | c << 8 | d; }

constexpr Network4 special[] = {
    {v4(0, 0, 0, 0), 8},       {v4(10, 0, 0, 0), 8},     {v4(100, 64, 0, 0), 10},  {v4(127, 0, 0, 0), 8},    {v4(169, 254, 0, 0), 16},
    {v4(172, 16, 0, 0), 12},   {v4(192, 0, 0, 0), 24},   {v4(192, 0, 2, 0), 24},   {v4(192, 31, 196, 0), 24}, {v4(192, 52, 193, 0), 24},
    {v4(192, 88, 99, 0), 24},  {v4(192, 168, 0, 0), 16}, {v4(192, 175, 48, 0), 24}, {v4(198, 18, 0, 0), 15},  {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24},  {v4(224, 0, 0, 0), 4},    {v4(240, 0, 0, 0), 4},
};

bool global(std::uint32_t address) {
  for (const auto& n : special)
    if ((address ^ n.address) >> (32 - n.bits) == 0) return false;
  return true;
}

std::uint32_t v4_at(const ip::address_v6::bytes_type& bytes, std::size_t at) { return v4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]); }

bool begins(const ip::address_v6::bytes_type& bytes, std::initializer_list<unsigned char> prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool global(const ip::address_v6& address) {
  const auto b = address.to_bytes();
  if (address.is_v4_mapped() || begins(b, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return global(v4_at(b, 12));
  if (begins(b, {0x20, 0x02})) return global(v4_at(b, 2));                                    // 6to4
  if ((b[0] & 0xe0) != 0x20) return false;                                                    // not of 2000::/3
  if (begins(b, {0x20, 0x01, 0x0d, 0xb8}) || begins(b, {0x3f, 0xff})) return false;           // documentation
  return !(begins(b, {0x20, 0x01}) && b[2] < 2);                                              // 2001::/23: Teredo and other protocols
}

std::string as_kept(std::string_view host) {
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  return in_lower_case(host);
}

std::string as_kept(std::string_view host, unsigned port) { return as_kept(host) + ':' + std::to_string(port); }

}  // namespace

bool publicly_routable(const ip::address& address) {
  return address.is_v4() ? global(address.to_v4().to_uint()) : global(address.to_v6());
}

EgressGuard::EgressGuard(const std::vector<std::string>& allowed, const std::string& own_url) : own_host_(as_kept(Url{own_url}.host())) {
  for (const auto& one : allowed) {
    const auto colon = one.rfind(':');
    unsigned port = 0;
    const auto* end = one.data() + one.size();
    const bool whole = colon != one.npos && colon > 0 && std::from_chars(one.data() + colon + 1, end, port).ptr == end && port > 0 && port < 65536;
    const bool bare_v6 = whole && one[0] != '[' && one.find(':') != colon;
    if (!whole || bare_v6) throw std::invalid_argument("'" + one + "' is no HOST:PORT, as api.example.org:8443, 10.0.0.7:80 or [fd00::7]:80");
    allowed_.insert(as_kept(one.substr(0, colon), port));
  }
}

bool EgressGuard::allows(std::string_view host, unsigned port) const { return allowed_.contains(as_kept(host, port)); }

bool EgressGuard::allows(const std::string& text) const {
  const Url url{text};
  return url.whole && allows(url.host(), url.port());
}

std::optional<std::string> EgressGuard::refusal(const std::string& text) const {
  const Url url{text};
  if (!url.whole) return "this is no URL";
  const auto scheme = url.part(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return "only http and https are called";
  if (!url.part(CURLUPART_USER).empty() || !url.part(CURLUPART_PASSWORD).empty())
    return "a URL with a name or password in it is not called";
  const auto host = url.host();
  const auto port = url.port();
  if (!own_host_.empty() && as_kept(host) == own_host_ && !allows(host, port)) return "this is where this house itself is reached";
  if (port != 80 && port != 443 && !allows(host, port))
    return "port " + std::to_string(port) + " is not called; the operator may allow it: --egress-allow " + host + ":" + std::to_string(port);
  return {};
}

}  // namespace millrace
