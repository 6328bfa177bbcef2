#include "gateways/channels/oauth1.hpp"

#include <algorithm>

#include "gateways/core/http.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/hmac_sha1.hpp"

namespace millrace::channel {

namespace {

// RFC 5849 §3.4.1.3.2: encoded first, sorted by their bytes then.
std::string normalised(const Form& own, const Form& parameters) {
  Form encoded;
  for (const auto* some : {&own, &parameters})
    for (const auto& [name, value] : *some) encoded.emplace_back(percent_encoded(name), percent_encoded(value));
  std::ranges::sort(encoded);
  std::string out;
  for (const auto& [name, value] : encoded) ((out += out.empty() ? "" : "&") += name + '=') += value;
  return out;
}

}  // namespace

std::string oauth1_authorization(const OAuth1Keys& keys, std::string_view method, std::string_view url, const Form& parameters, std::int64_t at_s, std::string_view nonce) {
  Form own{{"oauth_consumer_key", keys.consumer_key}, {"oauth_nonce", std::string(nonce)}, {"oauth_signature_method", "HMAC-SHA1"},
           {"oauth_timestamp", std::to_string(at_s)}, {"oauth_token", keys.token}, {"oauth_version", "1.0"}};
  const auto base = std::string(method) + '&' + percent_encoded(url) + '&' + percent_encoded(normalised(own, parameters));
  const auto mac = hmac_sha1(percent_encoded(keys.consumer_secret) + '&' + percent_encoded(keys.token_secret), base);
  own.emplace_back("oauth_signature", base64({reinterpret_cast<const char*>(mac.data()), mac.size()}));
  std::string header = "OAuth ";
  for (const auto& [name, value] : own) header += (header.ends_with(' ') ? "" : ", ") + name + "=\"" + percent_encoded(value) + '"';
  return header;
}

}  // namespace millrace::channel
