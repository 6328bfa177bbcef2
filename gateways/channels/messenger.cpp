// Messenger and Instagram, which Meta delivers in one form (developers.facebook.com/docs/messenger-platform/webhooks, …/instagram-platform/webhooks):
// `messaging` of each entry. People have an id of their own at each account. Where it delivers is told in the app's own pages, by hand; the account
// is subscribed to the app from here.
#include "gateways/channels/meta.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::channel {

namespace {

std::string scope_of(std::string_view platform, const std::string& account) { return std::string(platform) + ":" + account; }
std::string known_by(const std::string&) { return {}; }

void read_message(const Node& event, const Node& message, const std::string& sender, std::vector<Happened>& all) {
  const auto echo = message.find("is_echo");
  Heard heard;
  heard.message = text_of(message, "mid");
  if (heard.message.empty() || (echo && echo->kind() == Node::Kind::boolean && echo->boolean())) return;   // our own words
  heard.sender = sender;
  heard.event = "message " + heard.message;
  if (const auto ms = number_of(event, "timestamp")) heard.written_at = at_micros(*ms * 1'000);
  heard.text = text_of(message, "text");
  if (heard.text.empty()) heard.text = text_of(message, "title");                                        // of a postback: the button's
  each_of(message, "attachments", [&](const Node& attachment) {
    const auto type = text_of(attachment, "type");
    heard.content = type == "image" ? "photo" : type == "file" ? "document" : type == "audio" || type == "video" || type == "location" ? type : "unsupported";
  });
  if (heard.text.empty() && heard.content.empty()) heard.content = "unsupported";
  all.push_back(std::move(heard));
}

void fared(const std::string& mid, const std::string& recipient, message::Delivery status, std::string_view word, std::vector<Happened>& all) {
  if (!mid.empty()) all.push_back(Fared{"status " + mid + " " + std::string(word), mid, recipient, status, {}});
}

std::vector<Happened> normalise(std::string_view object, std::string_view body, const std::string& account) {
  std::vector<Happened> all;
  const Document document{body};
  if (document.fault() != Document::Fault::none || text_of(document.root(), "object") != object) return all;
  each_of(document.root(), "entry", [&](const Node& entry) {
    if (text_of(entry, "id") != account) return;
    each_of(entry, "messaging", [&](const Node& event) {
      const auto from = object_of(event, "sender");
      const auto sender = from ? text_of(*from, "id") : std::string{};
      if (sender.empty()) return;
      if (const auto message = object_of(event, "message")) read_message(event, *message, sender, all);
      if (const auto postback = object_of(event, "postback")) read_message(event, *postback, sender, all);
      if (const auto read = object_of(event, "read")) fared(text_of(*read, "mid"), sender, message::Delivery::read, "read", all);
      const auto delivery = object_of(event, "delivery");
      const auto mids = delivery ? member_of(*delivery, "mids", Node::Kind::list) : std::nullopt;
      if (mids) mids->elements([&](const Node& mid) {
        if (mid.kind() == Node::Kind::text) fared(std::string(mid.text()), sender, message::Delivery::delivered, "delivered", all);
      });
    });
  });
  return all;
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("recipient").begin_object().key("id").text(to).end_object().key("messaging_type").text("RESPONSE")
      .key("message").begin_object().key("text").text(text).end_object().end_object();
  return meta::call(tie, "POST", tie.account + "/messages", std::move(body));
}

// Codes: developers.facebook.com/docs/messenger-platform/error-codes. 10: outside the window; 551: the person takes no messages.
Meaning judge(const std::string& platform, const Came& came) {
  if (came.status < 200 || came.status >= 300)
    return meta::refused(platform, came, [&](std::int64_t code) -> std::optional<Meaning> {
      if (code == 10) return Meaning{.why = platform + ".window_closed", .for_good = true};
      if (code == 551) return Meaning{.why = platform + ".blocked", .for_good = true};
      return {};
    });
  Meaning meaning{.how = Meaning::How::succeeded};
  const Document answer{came.body};
  if (const auto id = answer.fault() == Document::Fault::none ? text_of(answer.root(), "message_id") : std::string{}; !id.empty()) meaning.known_as = id;
  return meaning;
}

}  // namespace

Adapter messenger() {
  return {.platform = "facebook",
          .channel = Channel::facebook,
          .endpoint = "https://graph.facebook.com",
          .wants = {"page_id", "access_token", "app_secret"},
          .headers = {"x-hub-signature-256"},
          .told = Told::by_hand_with_token,
          .account = [](const Fields& all) { return meta::account(all, "page_id"); },
          .scope = [](const std::string& account) { return scope_of("facebook", account); },
          .verify = &meta::verify,
          .challenged = &meta::challenged,
          .normalise = [](std::string_view body, const std::string& account) { return normalise("page", body, account); },
          .known_by = &known_by,
          .send = &send,
          .subscribe = [](const Tie& tie) { return meta::call(tie, "POST", tie.account + "/subscribed_apps?subscribed_fields=messages,messaging_postbacks,message_deliveries"); },
          .probe = [](const Tie& tie) { return meta::call(tie, "GET", tie.account + "?fields=name"); },
          .judge = [](const Came& came) { return judge("facebook", came); }};
}

Adapter instagram() {
  return {.platform = "instagram",
          .channel = Channel::instagram,
          .endpoint = "https://graph.instagram.com",
          .wants = {"account_id", "access_token", "app_secret"},
          .headers = {"x-hub-signature-256"},
          .told = Told::by_hand_with_token,
          .account = [](const Fields& all) { return meta::account(all, "account_id"); },
          .scope = [](const std::string& account) { return scope_of("instagram", account); },
          .verify = &meta::verify,
          .challenged = &meta::challenged,
          .normalise = [](std::string_view body, const std::string& account) { return normalise("instagram", body, account); },
          .known_by = &known_by,
          .send = &send,
          .subscribe = [](const Tie& tie) { return meta::call(tie, "POST", tie.account + "/subscribed_apps?subscribed_fields=messages,messaging_postbacks,messaging_seen"); },
          .probe = [](const Tie& tie) { return meta::call(tie, "GET", tie.account + "?fields=username"); },
          .judge = [](const Came& came) { return judge("instagram", came); }};
}

}  // namespace millrace::channel
