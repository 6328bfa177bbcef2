// Where calls may go: a URL that is let through is read by the library that calls it as what it looked like, and no way of writing an address
// inside makes it public.
#include "infra/egress/url.hpp"

#include <algorithm>

#include "infra/egress/guard.hpp"
#include "tests/fuzz/target.hpp"

using namespace millrace;

namespace {

const EgressGuard guard{{"api.example.org:8443"}, "https://desk.example.org"};

void addresses(std::string_view bytes) {
  boost::asio::ip::address_v4::bytes_type four{};
  std::copy_n(bytes.begin(), 4, four.begin());
  const boost::asio::ip::address_v4 v4{four};
  const bool outside = publicly_routable(v4);
  CLAIM(publicly_routable(make_address_v6(boost::asio::ip::v4_mapped, v4)) == outside);
  if (v4.is_loopback() || v4.is_multicast() || v4.is_unspecified()) CLAIM(!outside);
  if (bytes.size() < 16) return;
  boost::asio::ip::address_v6::bytes_type sixteen{};
  std::copy_n(bytes.begin(), 16, sixteen.begin());
  const boost::asio::ip::address_v6 v6{sixteen};
  if (v6.is_loopback() || v6.is_link_local() || v6.is_multicast() || v6.is_unspecified() || (sixteen[0] & 0xfe) == 0xfc) CLAIM(!publicly_routable(v6));
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.size() >= 4) addresses(input);
  const std::string text(input);
  if (guard.refusal(text)) return;
  const Url url{text};
  CLAIM(url.whole && !url.host().empty());
  CLAIM(url.part(CURLUPART_USER).empty() && url.part(CURLUPART_PASSWORD).empty());
  const auto scheme = url.part(CURLUPART_SCHEME);
  CLAIM(scheme == "http" || scheme == "https");
  CLAIM(url.port() == 80 || url.port() == 443 || url.port() == 8443);
  auto host = url.host();
  std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return std::tolower(c); });
  CLAIM(host != "desk.example.org" && host != "desk.example.org.");
}
