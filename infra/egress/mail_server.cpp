#include "infra/egress/mail_server.hpp"

#include <boost/asio/ip/address.hpp>
#include <stdexcept>

#include "infra/egress/url.hpp"

namespace millrace {

namespace {

// By what is written: what a name points to may be anybody's tomorrow.
bool here(std::string host) {
  if (host == "localhost") return true;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  boost::system::error_code no;
  const auto address = boost::asio::ip::make_address(host, no);
  return !no && address.is_loopback();
}

}  // namespace

MailServer mail_server(const std::string& text, std::string user, std::string password) {
  const Url url{text, CURLU_NON_SUPPORT_SCHEME};
  const auto scheme = url.part(CURLUPART_SCHEME), host = url.host();
  if (!url.whole || (scheme != "smtp" && scheme != "smtps") || host.empty())
    throw std::invalid_argument("'" + text + "' is no smtp://HOST[:PORT] or smtps://HOST[:PORT]");
  const auto path = url.part(CURLUPART_PATH);
  if (!url.part(CURLUPART_USER).empty() || (path != "/" && !path.empty()))
    throw std::invalid_argument("a mail server's URL has neither name nor path: smtp://HOST[:PORT]; the name goes with --mail-user");
  auto port = url.part(CURLUPART_PORT);
  if (port.empty()) port = scheme == "smtps" ? "465" : "587";
  return {scheme + "://" + host + ":" + port, std::move(user), std::move(password), {}, !here(host)};
}

}  // namespace millrace
