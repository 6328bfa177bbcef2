#include "infra/egress/mail_server.hpp"

#include <curl/curl.h>

#include <boost/asio/ip/address.hpp>
#include <memory>
#include <stdexcept>

namespace millrace {

namespace {

std::string part_of(CURLU* url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

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
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url{curl_url(), &curl_url_cleanup};
  const bool whole = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  const auto scheme = part_of(url.get(), CURLUPART_SCHEME), host = part_of(url.get(), CURLUPART_HOST);
  if (!whole || (scheme != "smtp" && scheme != "smtps") || host.empty())
    throw std::invalid_argument("'" + text + "' is no smtp://HOST[:PORT] or smtps://HOST[:PORT]");
  const auto path = part_of(url.get(), CURLUPART_PATH);
  if (!part_of(url.get(), CURLUPART_USER).empty() || (path != "/" && !path.empty()))
    throw std::invalid_argument("a mail server's URL has neither name nor path: smtp://HOST[:PORT]; the name goes with --mail-user");
  auto port = part_of(url.get(), CURLUPART_PORT);
  if (port.empty()) port = scheme == "smtps" ? "465" : "587";
  return {scheme + "://" + host + ":" + port, std::move(user), std::move(password), !here(host)};
}

}  // namespace millrace
