// WhatsApp by Twilio (www.twilio.com/docs/whatsapp): forms as those of SMS, with addresses "whatsapp:+…"; a sender of WhatsApp has an address to deliver
// to of its own (…/docs/whatsapp/api/senders). People are known as Meta knows them (WaId), so that they are the same by either way.
#include <algorithm>

#include "gateways/channels/twilio.hpp"
#include "schemas/json/writer.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace::channel {

namespace {

constexpr std::string_view scheme = "whatsapp:";
constexpr std::string_view api = "https://api.twilio.com", messaging = "https://messaging.twilio.com";

std::optional<std::string> account(const Fields& all) {
  return twilio::is_sid(given(all, "sender_sid"), "XE") ? twilio::account(all) : std::nullopt;
}

std::string scope(const std::string&) { return "whatsapp"; }
std::string known_by(const std::string&) { return {}; }

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }
// "whatsapp:+16505551234" is "16505551234"; who shows no number is an id without a plus.
std::string person(std::string_view address) {
  if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  if (address.starts_with('+') && is_number(address.substr(1))) address.remove_prefix(1);
  return std::string(address);
}
std::string address(const std::string& person) { return std::string(scheme) + (is_number(person) ? "+" : "") + person; }

std::vector<Happened> normalise(std::string_view body, const std::string& account) {
  const auto form = read_form(body);
  auto all = form ? twilio::normalise("whatsapp_twilio", *form, std::string(scheme) + account) : std::vector<Happened>{};
  for (auto& one : all) {
    if (auto* fared = std::get_if<Fared>(&one)) {
      fared->recipient = person(fared->recipient);
      continue;
    }
    auto& heard = std::get<Heard>(one);
    const auto id = value_of(*form, "WaId");
    heard.sender = is_number(id) ? std::string(id) : person(heard.sender);
    heard.sender_name = nfc(value_of(*form, "ProfileName"));
    if (!value_of(*form, "Latitude").empty()) heard.content = "location";
  }
  return all;
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) { return twilio::send(std::string(scheme) + tie.account, address(to), text, tie); }

// Senders are at another host than messages; a simulator has both at one.
std::string sender_url(const Tie& tie) {
  return (tie.endpoint == api ? std::string(messaging) : tie.endpoint) + "/v2/Channels/Senders/" + std::string(given(tie.credentials, "sender_sid"));
}
OutgoingCall subscribe(const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("webhook").begin_object().key("callback_url").text(tie.hook).key("callback_method").text("POST")
      .key("status_callback_url").text(tie.hook).key("status_callback_method").text("POST").end_object().end_object();
  return twilio::call(tie, "POST", sender_url(tie), "application/json", std::move(body));
}
OutgoingCall probe(const Tie& tie) { return twilio::call(tie, "GET", sender_url(tie), {}, {}); }
Meaning judge(const Came& came) { return twilio::judge("whatsapp_twilio", came); }

}  // namespace

Adapter whatsapp_twilio() {
  return {.platform = "whatsapp_twilio",
          .channel = Channel::whatsapp,
          .endpoint = api,
          .wants = {"phone_number", "sender_sid", "account_sid", "auth_token"},
          .headers = {"x-twilio-signature"},
          .answer = twilio::no_twiml,
          .answer_type = twilio::twiml_type,
          .account = &account,
          .scope = &scope,
          .verify = &twilio::verify,
          .normalise = &normalise,
          .known_by = &known_by,
          .send = &send,
          .subscribe = &subscribe,
          .probe = &probe,
          .judge = &judge};
}

}  // namespace millrace::channel
