// Telegram's Bot API (core.telegram.org/bots/api): Update, setWebhook, sendMessage, getMe. People write to a bot in private chats; what is
// said in groups is kept as it was delivered, and nobody's message here.
#include "gateways/channels/adapter.hpp"
#include "gateways/channels/json.hpp"
#include "schemas/digest.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::channel {

namespace {

// "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11": the bot's id, which is public, and its secret.
std::optional<std::string> account(const Fields& all) {
  const auto token = given(all, "bot_token");
  const auto colon = token.find(':');
  constexpr std::string_view digits = "0123456789", letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  if (colon == token.npos || colon == 0 || colon > 20 || token.size() - colon < 10 || token.size() > 200) return {};
  if (token.substr(0, colon).find_first_not_of(digits) != token.npos || token.substr(colon + 1).find_first_not_of(letters) != token.npos) return {};
  return std::string(token.substr(0, colon));
}

// A person has one id for all bots.
std::string scope(const std::string&) { return "telegram"; }

// Messages are numbered in each chat.
std::string known_by(const std::string& chat) { return chat + "/"; }

bool verify(const Request& request, const Tie& tie) {
  return equal_secrets(request.header("x-telegram-bot-api-secret-token"), tie.hook_secret);
}

// Message: what else than a text it is. An animation comes as a document, too.
std::string content_of(const Node& message) {
  for (const std::string_view kind : {"photo", "voice", "video", "video_note", "audio", "animation", "document", "sticker", "location", "venue", "contact", "poll", "dice"})
    if (message.find(kind)) return kind == "venue" ? "location" : std::string(kind);
  return {};
}

std::vector<Happened> normalise(std::string_view body, const std::string&) {
  const Document update{body};
  if (update.fault() != Document::Fault::none || update.root().kind() != Node::Kind::object) return {};
  const auto message = object_of(update.root(), "message");
  const auto chat = message ? object_of(*message, "chat") : std::nullopt;
  const auto chat_id = chat ? number_of(*chat, "id") : std::nullopt, id = message ? number_of(*message, "message_id") : std::nullopt;
  if (!chat_id || !id || text_of(*chat, "type") != "private") return {};
  Heard heard;
  heard.sender = std::to_string(*chat_id);
  heard.message = known_by(heard.sender) + std::to_string(*id);
  heard.event = "message " + heard.message;
  heard.sender_name = text_of(*chat, "first_name");
  if (const auto last = text_of(*chat, "last_name"); !last.empty()) heard.sender_name += (heard.sender_name.empty() ? "" : " ") + last;
  if (const auto handle = text_of(*chat, "username"); !handle.empty()) heard.sender_handle = "@" + handle;
  if (const auto at = number_of(*message, "date")) heard.written_at = at_micros(*at * 1'000'000);
  heard.content = content_of(*message);
  heard.text = text_of(*message, "text");
  if (heard.text.empty()) heard.text = text_of(*message, "caption");
  if (heard.text.empty() && heard.content.empty()) heard.content = "unsupported";
  return {heard};
}

OutgoingCall call(const Tie& tie, std::string_view method, std::string body) {
  return {"POST", tie.endpoint + "/bot" + std::string(given(tie.credentials, "bot_token")) + "/" + std::string(method),
          {"Content-Type: application/json"}, std::move(body)};
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("chat_id").text(to).key("text").text(text).end_object();
  return call(tie, "sendMessage", std::move(body));
}

OutgoingCall subscribe(const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("url").text(tie.hook).key("secret_token").text(tie.hook_secret)
      .key("allowed_updates").begin_array().text("message").text("edited_message").end_array().end_object();
  return call(tie, "setWebhook", std::move(body));
}

OutgoingCall probe(const Tie& tie) { return call(tie, "getMe", "{}"); }

// A token that is none is answered 404 or 401 ("Not Found", "Unauthorized"), somebody who has blocked the bot 403. The Bot API knows no key of
// a request: what may have been taken is not sent again by itself.
Meaning judge(const Came& came) {
  using How = Meaning::How;
  if (came.status >= 200 && came.status < 300) {
    Meaning meaning{.how = How::succeeded};
    const Document answer{came.body};
    const auto result = answer.fault() == Document::Fault::none && answer.root().kind() == Node::Kind::object ? object_of(answer.root(), "result") : std::nullopt;
    if (const auto id = result ? number_of(*result, "message_id") : std::nullopt) meaning.reference = std::to_string(*id);
    return meaning;
  }
  if (came.status == 401 || came.status == 404) return {.why = "telegram.unauthorised", .for_good = true};
  if (came.status == 403) return {.why = "telegram.blocked", .for_good = true};
  return not_taken("telegram", came);
}

}  // namespace

Adapter telegram() {
  return {.platform = "telegram",
          .channel = Channel::telegram,
          .endpoint = "https://api.telegram.org",
          .wants = {"bot_token"},
          .headers = {"x-telegram-bot-api-secret-token"},
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
