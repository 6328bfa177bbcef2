// Requests signed by OAuth 1.0a with HMAC-SHA1 (RFC 5849 §3): what services ask for whose tokens do not run out.
#pragma once

#include <cstdint>

#include "gateways/channels/form.hpp"

namespace millrace::channel {

struct OAuth1Keys { std::string consumer_key, consumer_secret, token, token_secret; };

// The value of Authorization. `url`: without its query; `parameters`: those of the query and of a form; a body of JSON has none. `at_s`: Unix time.
std::string oauth1_authorization(const OAuth1Keys&, std::string_view method, std::string_view url, const Form& parameters, std::int64_t at_s, std::string_view nonce);

}  // namespace millrace::channel
