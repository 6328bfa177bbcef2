// SMS and MMS by Twilio (www.twilio.com/docs/messaging): what comes in and what has become of what went out are forms to one address; signed as
// www.twilio.com/docs/usage/security says, over the address as Twilio knows it and the sorted parameters.
#include <algorithm>
#include <map>

#include "gateways/channels/adapter.hpp"
#include "gateways/channels/form.hpp"
#include "gateways/channels/json.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"
#include "schemas/hmac_sha1.hpp"

namespace millrace::channel {

namespace {

// "AC" or "PN" and 32 hex digits.
bool is_sid(std::string_view text, std::string_view kind) {
  return text.size() == 34 && text.starts_with(kind) && text.substr(2).find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

// E.164.
std::optional<std::string> account(const Fields& all) {
  const auto number = given(all, "phone_number"), token = given(all, "auth_token");
  if (number.size() < 8 || number.size() > 16 || number[0] != '+' || number.substr(1).find_first_not_of("0123456789") != number.npos) return {};
  if (!is_sid(given(all, "account_sid"), "AC") || !is_sid(given(all, "phone_number_sid"), "PN")) return {};
  if (token.size() < 16 || token.size() > 200 || token.find_first_not_of("0123456789abcdefABCDEF") != token.npos) return {};
  return std::string(number);
}

// A number is one person's wherever they write from it.
std::string scope(const std::string&) { return "phone"; }
std::string known_by(const std::string&) { return {}; }

std::string signature(std::string_view token, std::string text, const Form& form) {
  std::map<std::string, std::vector<std::string>> sorted;
  for (const auto& [name, value] : form) sorted[name].push_back(value);
  for (auto& [name, values] : sorted) {
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (const auto& value : values) (text += name) += value;
  }
  const auto mac = hmac_sha1(token, text);
  return base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

// With and without the port, by TLS and without: proxies on the way add and take these away, and what has been signed is the address that Twilio calls.
std::vector<std::string> spellings(const std::string& url) {
  const auto host = url.find("://") + 3;
  const auto path = std::min(url.find('/', host), url.size()), colon = std::min(url.find(':', host), path);
  const auto name = url.substr(host, colon - host), rest = url.substr(path);
  std::vector<std::string> all;
  for (const std::string scheme : {"https://", "http://"})
    for (const auto& port : {url.substr(colon, path - colon), std::string{}, std::string(scheme == "https://" ? ":443" : ":80")}) all.push_back(scheme + name + port + rest);
  return all;
}

bool verify(const Request& request, const Tie& tie) {
  const auto form = read_form(request.body);
  const auto said = request.header("x-twilio-signature");
  return form && std::ranges::any_of(spellings(tie.hook), [&](const std::string& url) { return equal_secrets(said, signature(given(tie.credentials, "auth_token"), url, *form)); });
}

std::string content_of(std::string_view type) {
  if (type.starts_with("image/")) return "photo";
  if (type.starts_with("audio/")) return "audio";
  return type.starts_with("video/") ? "video" : "document";
}

std::optional<Happened> fared(const Form& form) {
  using message::Delivery;
  const auto word = value_of(form, "MessageStatus");
  Fared fared{"status " + std::string(value_of(form, "MessageSid")) + " " + std::string(word), std::string(value_of(form, "MessageSid")), std::string(value_of(form, "To")), Delivery::sent, {}};
  if (word == "sent") fared.status = Delivery::sent;
  else if (word == "delivered") fared.status = Delivery::delivered;
  else if (word == "read") fared.status = Delivery::read;
  else if (word == "failed" || word == "undelivered") fared.status = Delivery::failed, fared.why = "sms." + std::string(value_of(form, "ErrorCode").empty() ? "failed" : value_of(form, "ErrorCode"));
  else return {};                            // on its way
  return fared;
}

std::vector<Happened> normalise(std::string_view body, const std::string& account) {
  const auto form = read_form(body);
  if (!form || value_of(*form, "MessageSid").empty()) return {};
  if (!value_of(*form, "MessageStatus").empty()) {
    auto one = fared(*form);
    return one ? std::vector<Happened>{std::move(*one)} : std::vector<Happened>{};
  }
  if (value_of(*form, "To") != account || value_of(*form, "From").empty()) return {};
  Heard heard;
  heard.message = value_of(*form, "MessageSid");
  heard.event = "message " + heard.message;
  heard.sender = value_of(*form, "From");
  heard.text = value_of(*form, "Body");
  if (const auto media = value_of(*form, "NumMedia"); !media.empty() && media != "0") heard.content = content_of(value_of(*form, "MediaContentType0"));
  if (heard.text.empty() && heard.content.empty()) heard.content = "unsupported";
  return {heard};
}

OutgoingCall call(const Tie& tie, std::string_view method, const std::string& path, const Form& form) {
  const auto sid = std::string(given(tie.credentials, "account_sid"));
  OutgoingCall call{std::string(method), tie.endpoint + "/2010-04-01/Accounts/" + sid + path,
                    {"Authorization: Basic " + base64(sid + ":" + std::string(given(tie.credentials, "auth_token")))}, write_form(form)};
  if (!form.empty()) call.headers.push_back("Content-Type: application/x-www-form-urlencoded");
  return call;
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) {
  return call(tie, "POST", "/Messages.json", {{"To", to}, {"From", tie.account}, {"Body", text}, {"StatusCallback", tie.hook}});
}
OutgoingCall subscribe(const Tie& tie) {
  return call(tie, "POST", "/IncomingPhoneNumbers/" + std::string(given(tie.credentials, "phone_number_sid")) + ".json", {{"SmsUrl", tie.hook}, {"SmsMethod", "POST"}});
}
OutgoingCall probe(const Tie& tie) { return call(tie, "GET", ".json", {}); }

// Codes: www.twilio.com/docs/api/errors. 20003: credentials; 21610: the recipient has said STOP. There is no idempotency key.
Meaning judge(const Came& came) {
  using How = Meaning::How;
  const Document answer{came.body};
  const bool json = answer.fault() == Document::Fault::none;
  if (came.status >= 200 && came.status < 300) {
    Meaning meaning{.how = How::succeeded};
    if (const auto sid = json ? text_of(answer.root(), "sid") : std::string{}; !sid.empty()) meaning.reference = sid;
    return meaning;
  }
  const auto code = json ? number_of(answer.root(), "code").value_or(0) : 0;
  if (came.status == 401 || came.status == 403 || code == 20003) return {.why = "sms.unauthorised", .for_good = true};
  if (code == 21610) return {.why = "sms.blocked", .for_good = true};
  return not_taken("sms", came);
}

}  // namespace

Adapter sms() {
  return {.platform = "sms",
          .channel = Channel::sms,
          .endpoint = "https://api.twilio.com",
          .wants = {"phone_number", "phone_number_sid", "account_sid", "auth_token"},
          .headers = {"x-twilio-signature"},
          .answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>",
          .answer_type = "text/xml",
          .account = &account,
          .scope = &scope,
          .verify = &verify,
          .normalise = &normalise,
          .known_by = &known_by,
          .send = &send,
          .subscribe = &subscribe,
          .probe = &probe,
          .judge = &judge};
}

}  // namespace millrace::channel
