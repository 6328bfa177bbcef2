// What an outgoing webhook is signed with (Standard Webhooks, "v1": HMAC-SHA256).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/core/id.hpp"

namespace millrace::webhooks {

// "whsec_" and the key in base64; of the same bytes the same.
std::string secret_text(std::string_view key);
// "v1,<base64>", over id.timestamp.body; nothing when that is no secret.
std::optional<std::string> signature(std::string_view secret, std::string_view id, std::int64_t timestamp, std::string_view body);

}  // namespace millrace::webhooks
