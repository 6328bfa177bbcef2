#include "gateways/channels/twilio.hpp"

#include <algorithm>
#include <map>

#include "gateways/channels/json.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"
#include "schemas/hmac_sha1.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace::channel {

namespace {

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

// A form may hold any bytes: names of things are of ASCII without blanks, or they are none.
bool plain(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

std::string content_of(std::string_view type) {
  if (type.starts_with("image/")) return "photo";
  if (type.starts_with("audio/")) return "audio";
  return type.starts_with("video/") ? "video" : "document";
}

// 63016: free text outside the 24 hours after what the person has said last.
std::string reason(const std::string& platform, std::string_view code) { return platform + (!plain(code) ? ".failed" : code == "63016" ? ".window_closed" : "." + std::string(code)); }

std::optional<Happened> fared(const std::string& platform, const Form& form) {
  using message::Delivery;
  const auto word = value_of(form, "MessageStatus");
  Fared fared{"status " + std::string(value_of(form, "MessageSid")) + " " + std::string(word), std::string(value_of(form, "MessageSid")), std::string(value_of(form, "To")), Delivery::sent, {}};
  if (word == "sent") fared.status = Delivery::sent;
  else if (word == "delivered") fared.status = Delivery::delivered;
  else if (word == "read") fared.status = Delivery::read;
  else if (word == "failed" || word == "undelivered") fared.status = Delivery::failed, fared.why = reason(platform, value_of(form, "ErrorCode"));
  else return {};                            // on its way
  if (!plain(fared.recipient)) return {};
  return fared;
}

}  // namespace

bool twilio::is_sid(std::string_view text, std::string_view kind) {
  return text.size() == 34 && text.starts_with(kind) && text.substr(2).find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

std::optional<std::string> twilio::account(const Fields& all) {
  const auto number = given(all, "phone_number"), token = given(all, "auth_token");
  if (number.size() < 8 || number.size() > 16 || number[0] != '+' || number.substr(1).find_first_not_of("0123456789") != number.npos) return {};
  if (!is_sid(given(all, "account_sid"), "AC")) return {};
  if (token.size() < 16 || token.size() > 200 || token.find_first_not_of("0123456789abcdefABCDEF") != token.npos) return {};
  return std::string(number);
}

bool twilio::verify(const Request& request, const Tie& tie) {
  const auto form = read_form(request.body);
  const auto said = request.header("x-twilio-signature");
  return form && std::ranges::any_of(spellings(tie.hook), [&](const std::string& url) { return equal_secrets(said, signature(given(tie.credentials, "auth_token"), url, *form)); });
}

std::vector<Happened> twilio::normalise(const std::string& platform, const Form& form, std::string_view address) {
  if (!plain(value_of(form, "MessageSid"))) return {};
  if (!value_of(form, "MessageStatus").empty()) {
    auto one = fared(platform, form);
    return one ? std::vector<Happened>{std::move(*one)} : std::vector<Happened>{};
  }
  if (value_of(form, "To") != address || !plain(value_of(form, "From"))) return {};
  Heard heard;
  heard.message = value_of(form, "MessageSid");
  heard.event = "message " + heard.message;
  heard.sender = value_of(form, "From");
  heard.text = nfc(value_of(form, "Body"));
  if (const auto media = value_of(form, "NumMedia"); !media.empty() && media != "0") heard.content = content_of(value_of(form, "MediaContentType0"));
  if (heard.text.empty() && heard.content.empty()) heard.content = "unsupported";
  return {heard};
}

OutgoingCall twilio::call(const Tie& tie, std::string_view method, std::string url, std::string_view type, std::string body) {
  const auto sid = std::string(given(tie.credentials, "account_sid"));
  OutgoingCall call{std::string(method), std::move(url), {"Authorization: Basic " + base64(sid + ":" + std::string(given(tie.credentials, "auth_token")))}, std::move(body)};
  if (!call.body.empty()) call.headers.push_back("Content-Type: " + std::string(type));
  return call;
}

OutgoingCall twilio::call(const Tie& tie, std::string_view method, const std::string& path, const Form& form) {
  return call(tie, method, tie.endpoint + "/2010-04-01/Accounts/" + std::string(given(tie.credentials, "account_sid")) + path, "application/x-www-form-urlencoded", write_form(form));
}

OutgoingCall twilio::send(const std::string& from, const std::string& to, const std::string& text, const Tie& tie) {
  return call(tie, "POST", "/Messages.json", {{"To", to}, {"From", from}, {"Body", text}, {"StatusCallback", tie.hook}});
}

// 20003: credentials; 21610: the recipient has said STOP; 63018, 63038: more than WhatsApp takes of this number. There is no idempotency key.
Meaning twilio::judge(const std::string& platform, const Came& came) {
  const Document answer{came.body};
  const bool json = answer.fault() == Document::Fault::none && answer.root().kind() == Node::Kind::object;
  if (came.status >= 200 && came.status < 300) {
    Meaning meaning{.how = Meaning::How::succeeded};
    if (const auto sid = json ? text_of(answer.root(), "sid") : std::string{}; !sid.empty()) meaning.reference = sid;
    return meaning;
  }
  const auto code = json ? number_of(answer.root(), "code").value_or(0) : 0;
  if (came.status == 401 || came.status == 403 || code == 20003) return {.why = platform + ".unauthorised", .for_good = true};
  if (code == 21610) return {.why = platform + ".blocked", .for_good = true};
  if (code == 63016) return {.why = platform + ".window_closed", .for_good = true};
  if (code == 63018 || code == 63038) return {.why = platform + ".not_now"};
  return not_taken(platform, came);
}

}  // namespace millrace::channel
