// WhatsApp by Meta's Cloud API (developers.facebook.com/docs/whatsapp/cloud-api): webhooks of the field `messages`, POST /{phone number id}/messages,
// and webhook_configuration, by which one number has a callback of its own. Signatures: X-Hub-Signature-256 over the bytes as they came.
#include <algorithm>

#include "gateways/channels/meta.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::channel {

namespace {

// A phone number, or the id that stands for one: the same whichever number of the business they write to.
std::string scope(const std::string&) { return "whatsapp"; }
std::string known_by(const std::string&) { return {}; }

std::optional<Time> at(const Node& object) {
  const auto text = text_of(object, "timestamp");
  std::int64_t s = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), s);
  if (wrong != std::errc{} || end != text.data() + text.size() || s < 0 || s > 100'000'000'000) return {};
  return at_micros(s * 1'000'000);
}

// What was said, and what it is besides.
void read_content(const Node& message, Heard& heard) {
  const auto type = text_of(message, "type");
  const auto body = object_of(message, type);
  if (type == "text" && body) heard.text = text_of(*body, "body");
  else if (type == "button" && body) heard.text = text_of(*body, "text");
  else if (type == "reaction" && body) heard.text = text_of(*body, "emoji"), heard.content = "reaction";
  else if (type == "interactive" && body) {
    for (const auto* kind : {"button_reply", "list_reply"})
      if (const auto reply = object_of(*body, kind)) heard.text = text_of(*reply, "title");
  } else {
    heard.content = type == "image" ? "photo" : type == "contacts" ? "contact" : type;
    if (body) heard.text = text_of(*body, "caption");
  }
  static constexpr std::string_view known[] = {"", "photo", "voice", "audio", "video", "document", "sticker", "location", "contact", "reaction"};
  if (std::ranges::find(known, heard.content) == std::end(known) || (heard.text.empty() && heard.content.empty())) heard.content = "unsupported";
}

void read_messages(const Node& value, std::vector<Happened>& all) {
  std::map<std::string, std::string> names;
  each_of(value, "contacts", [&](const Node& contact) {
    if (const auto profile = object_of(contact, "profile")) names[text_of(contact, "wa_id")] = text_of(*profile, "name");
  });
  each_of(value, "messages", [&](const Node& message) {
    Heard heard;
    heard.sender = text_of(message, "from");
    heard.message = text_of(message, "id");
    if (heard.sender.empty() || heard.message.empty()) return;
    heard.event = "message " + heard.message;
    heard.sender_name = names[heard.sender];
    heard.written_at = at(message);
    read_content(message, heard);
    all.push_back(std::move(heard));
  });
}

void read_statuses(const Node& value, std::vector<Happened>& all) {
  using message::Delivery;
  static const std::map<std::string, Delivery, std::less<>> known{
      {"sent", Delivery::sent}, {"delivered", Delivery::delivered}, {"read", Delivery::read}, {"played", Delivery::read}, {"failed", Delivery::failed}};
  each_of(value, "statuses", [&](const Node& status) {
    const auto word = text_of(status, "status");
    const auto found = known.find(word);
    Fared fared;
    fared.message = text_of(status, "id");
    if (found == known.end() || fared.message.empty()) return;
    fared.event = "status " + fared.message + " " + word;
    fared.recipient = text_of(status, "recipient_id");
    fared.status = found->second;
    if (found->second == Delivery::failed) {
      fared.why = "whatsapp.failed";
      each_of(status, "errors", [&](const Node& error) {
        if (const auto code = number_of(error, "code")) fared.why = *code == 131047 ? "whatsapp.window_closed" : "whatsapp." + std::to_string(*code);
      });
    }
    all.push_back(std::move(fared));
  });
}

std::vector<Happened> normalise(std::string_view body, const std::string& account) {
  std::vector<Happened> all;
  const Document document{body};
  if (document.fault() != Document::Fault::none || text_of(document.root(), "object") != "whatsapp_business_account") return all;
  each_of(document.root(), "entry", [&](const Node& entry) {
    each_of(entry, "changes", [&](const Node& change) {
      const auto value = object_of(change, "value");
      const auto metadata = value ? object_of(*value, "metadata") : std::nullopt;
      if (!metadata || text_of(change, "field") != "messages" || text_of(*metadata, "phone_number_id") != account) return;
      read_messages(*value, all);
      read_statuses(*value, all);
    });
  });
  return all;
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("messaging_product").text("whatsapp").key("recipient_type").text("individual").key("to").text(to)
      .key("type").text("text").key("text").begin_object().key("body").text(text).end_object().end_object();
  return meta::call(tie, "POST", tie.account + "/messages", std::move(body));
}

OutgoingCall subscribe(const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("webhook_configuration").begin_object().key("override_callback_uri").text(tie.hook)
      .key("verify_token").text(tie.hook_secret).end_object().end_object();
  return meta::call(tie, "POST", tie.account, std::move(body));
}

OutgoingCall probe(const Tie& tie) { return meta::call(tie, "GET", tie.account + "?fields=display_phone_number"); }

// Error codes: developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes. There is no idempotency key: what may have been taken is not
// sent again by itself.
Meaning judge(const Came& came) {
  if (came.status < 200 || came.status >= 300)
    return meta::refused("whatsapp", came, [](std::int64_t code) -> std::optional<Meaning> {
      if (code == 131047) return Meaning{.why = "whatsapp.window_closed", .for_good = true};
      if (code == 80007 || code == 130429 || code == 131048 || code == 131056) return Meaning{.why = "whatsapp.not_now"};
      return {};
    });
  Meaning meaning{.how = Meaning::How::succeeded};
  const Document answer{came.body};
  if (answer.fault() == Document::Fault::none) each_of(answer.root(), "messages", [&](const Node& message) { meaning.known_as = text_of(message, "id"); });
  return meaning;
}

}  // namespace

Adapter whatsapp() {
  return {.platform = "whatsapp",
          .channel = Channel::whatsapp,
          .endpoint = "https://graph.facebook.com",
          .wants = {"phone_number_id", "access_token", "app_secret"},
          .headers = {"x-hub-signature-256"},
          .account = [](const Fields& all) { return meta::account(all, "phone_number_id"); },
          .scope = &scope,
          .verify = &meta::verify,
          .challenged = &meta::challenged,
          .normalise = &normalise,
          .known_by = &known_by,
          .send = &send,
          .subscribe = &subscribe,
          .probe = &probe,
          .judge = &judge};
}

}  // namespace millrace::channel
