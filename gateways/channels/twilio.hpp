// What is the same of all that Twilio carries (www.twilio.com/docs/messaging): credentials, forms that come signed to one address (…/docs/usage/security),
// Messages, error codes (…/docs/api/errors).
#pragma once

#include "gateways/channels/adapter.hpp"
#include "gateways/channels/form.hpp"

namespace millrace::channel::twilio {

// `kind` and 32 hex digits: "AC…".
bool is_sid(std::string_view text, std::string_view kind);
// The number, in E.164, beside an account and a token that look like some; else nothing.
std::optional<std::string> account(const Fields&);

// X-Twilio-Signature: HMAC-SHA-1 over the address as Twilio knows it and the sorted parameters.
bool verify(const Request&, const Tie&);

// What a form tells of what was sent to `address`, and of what went out from there; people are their addresses. Reasons begin with `platform`.
std::vector<Happened> normalise(const std::string& platform, const Form&, std::string_view address);

// With the account's token; to a path below its own.
OutgoingCall call(const Tie&, std::string_view method, const std::string& path, const Form&);
// … to any URL, with a body of that type.
OutgoingCall call(const Tie&, std::string_view method, std::string url, std::string_view type, std::string body);
OutgoingCall send(const std::string& from, const std::string& to, const std::string& text, const Tie&);

Meaning judge(const std::string& platform, const Came&);

inline constexpr std::string_view no_twiml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>", twiml_type = "text/xml";

}  // namespace millrace::channel::twilio
