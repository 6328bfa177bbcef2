// What Meta's services have in common (developers.facebook.com/docs/graph-api): credentials, signatures over the bytes as they came, the question
// whether we listen, errors.
#pragma once

#include <functional>

#include "gateways/channels/adapter.hpp"
#include "gateways/channels/json.hpp"

namespace millrace::channel::meta {

inline constexpr std::string_view version = "/v21.0/";

// An id of digits under that name, beside a token and an app's secret that look like some; else nothing.
std::optional<std::string> account(const Fields&, std::string_view name);

// X-Hub-Signature-256: HMAC-SHA-256 with the app's secret.
bool verify(const Request&, const Tie&);
// hub.mode=subscribe, our token, and a challenge that is said back.
std::optional<std::string> challenged(const Request&, const Tie&);

// With the access token; to a path below the version.
OutgoingCall call(const Tie&, std::string_view method, std::string_view path, std::string body = {});

// What an answer means that does not say yes: by its code, where that says something everywhere. `first` knows codes of the platform.
Meaning refused(const std::string& platform, const Came&, const std::function<std::optional<Meaning>(std::int64_t code)>& first = {});

}  // namespace millrace::channel::meta
