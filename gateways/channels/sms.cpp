// SMS and MMS by Twilio (www.twilio.com/docs/messaging): what comes in and what has become of what went out are forms to one address.
#include "gateways/channels/twilio.hpp"

namespace millrace::channel {

namespace {

std::optional<std::string> account(const Fields& all) {
  return twilio::is_sid(given(all, "phone_number_sid"), "PN") ? twilio::account(all) : std::nullopt;
}

// A number is one person's wherever they write from it.
std::string scope(const std::string&) { return "phone"; }
std::string known_by(const std::string&) { return {}; }

std::vector<Happened> normalise(std::string_view body, const std::string& account) {
  const auto form = read_form(body);
  return form ? twilio::normalise("sms", *form, account) : std::vector<Happened>{};
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) { return twilio::send(tie.account, to, text, tie); }
OutgoingCall subscribe(const Tie& tie) {
  return twilio::call(tie, "POST", "/IncomingPhoneNumbers/" + std::string(given(tie.credentials, "phone_number_sid")) + ".json", {{"SmsUrl", tie.hook}, {"SmsMethod", "POST"}});
}
OutgoingCall probe(const Tie& tie) { return twilio::call(tie, "GET", ".json", {}); }
Meaning judge(const Came& came) { return twilio::judge("sms", came); }

}  // namespace

Adapter sms() {
  return {.platform = "sms",
          .channel = Channel::sms,
          .endpoint = "https://api.twilio.com",
          .wants = {"phone_number", "phone_number_sid", "account_sid", "auth_token"},
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
