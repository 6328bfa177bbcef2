#include "infra/main/urls.hpp"

#include <unistd.h>

namespace millrace {

namespace {
std::string scheme(const ServeOptions& o) { return o.tls_certificate.empty() ? "http://" : "https://"; }
}  // namespace

std::string host_and_port(const std::string& address, int port) {
  const auto host = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

std::string url_of(const ServeOptions& o, int port) { return scheme(o) + host_and_port(o.address, port); }

std::string endpoint_of(const ServeOptions& o) {
  if (!o.endpoint.empty() || o.journal != "kafka" || o.port == 0) return o.endpoint;
  if (o.address != "0.0.0.0" && o.address != "::") return url_of(o, o.port);
  char host[256] = "127.0.0.1";
  ::gethostname(host, sizeof host - 1);
  return scheme(o) + host_and_port(host, o.port);
}

}  // namespace millrace
