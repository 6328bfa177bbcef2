// Direct messages on X: delivered by the Account Activity API (docs.x.com/x-api/account-activity), signed as docs.x.com/x-api/webhooks/quickstart says,
// sent by docs.x.com/x-api/direct-messages/manage. Requests are signed by OAuth 1.0a: its tokens do not run out, those of OAuth 2.0 do in two hours.
// Where it delivers, and that it does for this account, is told by hand: both want the app's own token, or the id of a webhook that is not made yet.
#include <algorithm>

#include "gateways/channels/adapter.hpp"
#include "gateways/channels/json.hpp"
#include "gateways/channels/oauth1.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::channel {

namespace {

constexpr std::string_view digits = "0123456789", letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// A user's access token begins with the user's id: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb".
std::optional<std::string> account(const Fields& all) {
  const auto token = given(all, "access_token");
  const auto dash = token.find('-');
  const auto plain = [](std::string_view text) { return text.size() >= 8 && text.size() <= 200 && text.find_first_not_of(letters) == text.npos; };
  if (dash == token.npos || dash == 0 || dash > 19 || token.substr(0, dash).find_first_not_of(digits) != token.npos || !plain(token.substr(dash + 1))) return {};
  for (const auto* name : {"consumer_key", "consumer_secret", "access_token_secret"})
    if (!plain(given(all, name))) return {};
  return std::string(token.substr(0, dash));
}

// A person has one id for everybody.
std::string scope(const std::string&) { return "x"; }
std::string known_by(const std::string&) { return {}; }

std::string signature(std::string_view text, const Tie& tie) {
  const auto mac = hmac_sha256(given(tie.credentials, "consumer_secret"), text);
  return "sha256=" + base64(raw(mac));
}

bool verify(const Request& request, const Tie& tie) { return equal_secrets(request.header("x-twitter-webhooks-signature"), signature(request.body, tie)); }

// What is answered here is what a delivery of these very bytes would be signed with: nothing is answered that could be one. A token has no brace.
std::optional<std::string> challenged(const Request& request, const Tie& tie) {
  const auto token = request.param("crc_token");
  const auto good = [](char c) { return letters.find(c) != letters.npos || std::string_view("-_.=+/").find(c) != std::string_view::npos; };
  if (token.empty() || token.size() > 256 || !std::ranges::all_of(token, good)) return {};
  std::string answer;
  JsonWriter{answer}.begin_object().key("response_token").text(signature(token, tie)).end_object();
  return answer;
}

std::optional<Time> at(const Node& event) {
  const auto text = text_of(event, "created_timestamp");
  std::int64_t ms = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (wrong != std::errc{} || end != text.data() + text.size() || ms < 0 || ms > 100'000'000'000'000) return {};
  return at_micros(ms * 1'000);
}

// Media stand in the text as a link, too, behind what was said.
void read_content(const Node& data, Heard& heard) {
  heard.text = text_of(data, "text");
  if (const auto attachment = object_of(data, "attachment")) {
    const auto media = text_of(*attachment, "type") == "media" ? object_of(*attachment, "media") : std::nullopt;
    const auto type = media ? text_of(*media, "type") : text_of(*attachment, "type");
    heard.content = type == "animated_gif" ? "animation" : type == "photo" || type == "video" || type == "location" ? type : "unsupported";
    const auto link = media ? text_of(*media, "url") : std::string{};
    if (!link.empty() && heard.text.ends_with(link)) {
      heard.text.resize(heard.text.size() - link.size());
      heard.text.resize(heard.text.find_last_not_of(' ') + 1);
    }
  }
  if (heard.text.empty() && heard.content.empty()) heard.content = "unsupported";
}

std::vector<Happened> normalise(std::string_view body, const std::string& account) {
  std::vector<Happened> all;
  const Document document{body};
  if (document.fault() != Document::Fault::none || text_of(document.root(), "for_user_id") != account) return all;
  const auto users = object_of(document.root(), "users");
  each_of(document.root(), "direct_message_events", [&](const Node& event) {
    const auto message = text_of(event, "type") == "message_create" ? object_of(event, "message_create") : std::nullopt;
    const auto target = message ? object_of(*message, "target") : std::nullopt, data = message ? object_of(*message, "message_data") : std::nullopt;
    if (!target || !data || text_of(*target, "recipient_id") != account) return;                       // our own words, which are delivered as well
    Heard heard;
    heard.sender = text_of(*message, "sender_id");
    heard.message = text_of(event, "id");
    if (heard.sender.empty() || heard.sender == account || heard.message.empty()) return;
    heard.event = "message " + heard.message;
    heard.written_at = at(event);
    if (const auto user = users ? object_of(*users, heard.sender) : std::nullopt) {
      heard.sender_name = text_of(*user, "name");
      if (const auto handle = text_of(*user, "screen_name"); !handle.empty()) heard.sender_handle = "@" + handle;
    }
    read_content(*data, heard);
    all.push_back(std::move(heard));
  });
  each_of(document.root(), "direct_message_mark_read_events", [&](const Node& event) {
    const auto who = text_of(event, "sender_id"), message = text_of(event, "last_read_event_id");
    if (who.empty() || who == account || message.empty()) return;
    all.push_back(Fared{"status " + message + " read", message, who, message::Delivery::read, {}});
  });
  return all;
}

// A nonce is used once: no two requests are the same at the same microsecond.
OutgoingCall call(const Tie& tie, std::string_view method, const std::string& path, std::string body = {}) {
  const auto of = [&](std::string_view name) { return std::string(given(tie.credentials, name)); };
  const auto url = tie.endpoint + path;
  const auto us = tie.now.time_since_epoch().count();
  const auto mac = hmac_sha256(of("consumer_secret"), std::to_string(us) + ' ' + url + ' ' + body);
  const auto authorization = oauth1_authorization({of("consumer_key"), of("consumer_secret"), of("access_token"), of("access_token_secret")}, method, url, {}, us / 1'000'000, hexadecimal(raw(mac)).substr(0, 32));
  OutgoingCall call{std::string(method), url, {"Authorization: " + authorization}, std::move(body)};
  if (!call.body.empty()) call.headers.push_back("Content-Type: application/json");
  return call;
}

OutgoingCall send(const std::string& to, const std::string& text, const Tie& tie) {
  std::string body;
  JsonWriter{body}.begin_object().key("text").text(text).end_object();
  return call(tie, "POST", "/2/dm_conversations/with/" + percent_encoded(to) + "/messages", std::move(body));
}

OutgoingCall probe(const Tie& tie) { return call(tie, "GET", "/2/users/me"); }

// Problems: docs.x.com/x-api/fundamentals/response-codes-and-errors. A 403 is about the app when its type says so; else the person takes no messages
// from us. There is no idempotency key: what may have been taken is not sent again by itself.
Meaning judge(const Came& came) {
  const Document answer{came.body};
  const bool json = answer.fault() == Document::Fault::none && answer.root().kind() == Node::Kind::object;
  if (came.status >= 200 && came.status < 300) {
    Meaning meaning{.how = Meaning::How::succeeded};
    const auto data = json ? object_of(answer.root(), "data") : std::nullopt;
    if (const auto id = data ? text_of(*data, "dm_event_id") : std::string{}; !id.empty()) meaning.known_as = id;
    return meaning;
  }
  const auto type = json ? text_of(answer.root(), "type") : std::string{};
  const bool about_us = type.ends_with("/client-forbidden") || type.ends_with("/oauth1-permissions") || type.ends_with("/unsupported-authentication");
  if (came.status == 401 || (came.status == 403 && about_us)) return {.why = "x.unauthorised", .for_good = true};
  if (came.status == 403) return {.why = "x.blocked", .for_good = true};
  return not_taken("x", came);
}

}  // namespace

Adapter x() {
  return {.platform = "x",
          .channel = Channel::twitter,
          .endpoint = "https://api.x.com",
          .wants = {"access_token", "access_token_secret", "consumer_key", "consumer_secret"},
          .headers = {"x-twitter-webhooks-signature"},
          .told = Told::by_hand,
          .account = &account,
          .scope = &scope,
          .verify = &verify,
          .challenged = &challenged,
          .challenge_type = "application/json",
          .normalise = &normalise,
          .known_by = &known_by,
          .send = &send,
          .subscribe = &probe,                         // what is left to find out from here: whether the credentials are good
          .probe = &probe,
          .judge = &judge};
}

}  // namespace millrace::channel
