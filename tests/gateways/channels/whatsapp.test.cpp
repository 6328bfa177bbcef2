// Payloads as developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples shows them; the signature as
// developers.facebook.com/docs/graph-api/webhooks/getting-started says, over the bytes with their escapes.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "gateways/channels/adapter.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"

using namespace millrace;
using channel::Fared;
using channel::Heard;
using How = Meaning::How;
using message::Delivery;

namespace {

const channel::Adapter& whatsapp() { return *channel::adapter("whatsapp"); }
const channel::Tie tie{"106540352242922", {{"phone_number_id", "106540352242922"}, {"access_token", "EAAG-a-token"}, {"app_secret", "an-app-secret"}},
                       "https://graph.facebook.com", "https://shop.example/hook", "our verify token"};

std::string delivery(std::string_view value, std::string_view number = "106540352242922") {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":")" +
         std::string(number) + R"("},)" + std::string(value) + R"(},"field":"messages"}]}]})";
}
std::string said(std::string_view content) {
  return delivery(R"("contacts":[{"profile":{"name":"Sheena Nelson"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=","timestamp":"1749416383",)" +
                  std::string(content) + "}]");
}
std::vector<channel::Happened> all(const std::string& body) { return whatsapp().normalise(body, tie.account); }
Heard heard(std::string_view content) {
  const auto happened = all(said(content));
  REQUIRE(happened.size() == 1);
  return std::get<Heard>(happened[0]);
}

}  // namespace

TEST_CASE("whatsapp: a text message") {
  const auto h = heard(R"("type":"text","text":{"body":"Does it come in another color?"})");
  CHECK(h.sender == "16505551234");
  CHECK(h.sender_name == "Sheena Nelson");
  CHECK(h.message == "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=");
  CHECK(h.event == "message " + h.message);
  CHECK(h.written_at == at_micros(1'749'416'383'000'000));
  CHECK(h.text == "Does it come in another color?");
  CHECK(h.content.empty());
}

TEST_CASE("whatsapp: what is no text says what it is, with what was written to it") {
  const struct { std::string_view content, text, is; } cases[] = {
      {R"("type":"image","image":{"caption":"Taj Mahal","mime_type":"image/jpeg","sha256":"SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=","id":"1003383421387256"})", "Taj Mahal", "photo"},
      {R"("type":"audio","audio":{"mime_type":"audio/ogg; codecs=opus","id":"1","voice":true})", "", "audio"},
      {R"("type":"video","video":{"mime_type":"video/mp4","id":"1"})", "", "video"},
      {R"("type":"document","document":{"filename":"a.pdf","id":"1","caption":"The bill"})", "The bill", "document"},
      {R"("type":"sticker","sticker":{"id":"1","animated":false})", "", "sticker"},
      {R"("type":"location","location":{"latitude":37.44,"longitude":-122.16,"name":"Philz"})", "", "location"},
      {R"("type":"contacts","contacts":[{"name":{"formatted_name":"B"}}])", "", "contact"},
      {R"("type":"reaction","reaction":{"message_id":"wamid.x","emoji":"\ud83d\udc4d"})", "\U0001F44D", "reaction"},
      {R"("type":"button","button":{"payload":"p","text":"Unsubscribe"})", "Unsubscribe", ""},
      {R"("type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"priority_express","title":"Priority Mail Express"}})", "Priority Mail Express", ""},
      {R"("type":"unsupported","errors":[{"code":131051,"title":"Message type unknown"}])", "", "unsupported"},
      {R"("type":"order","order":{"catalog_id":"1"})", "", "unsupported"},
      {R"("type":"text","text":7)", "", "unsupported"},
  };
  for (const auto& [content, text, is] : cases) {
    CAPTURE(content);
    const auto h = heard(content);
    CHECK(h.text == text);
    CHECK(h.content == is);
  }
}

TEST_CASE("whatsapp: statuses, with the reason of a failure") {
  const auto statuses = all(delivery(R"("statuses":[{"id":"wamid.a","status":"sent","timestamp":"1750263773","recipient_id":"16505551234"},{"id":"wamid.a","status":"delivered","timestamp":"1","recipient_id":"16505551234"},
      {"id":"wamid.a","status":"read","timestamp":"1","recipient_id":"16505551234"},{"id":"wamid.b","status":"failed","timestamp":"1","recipient_id":"16505551234","errors":[{"code":131047,"title":"Re-engagement message"}]},
      {"id":"wamid.c","status":"of next year","recipient_id":"1"},{"status":"sent"}])"));
  REQUIRE(statuses.size() == 4);
  const Delivery expected[] = {Delivery::sent, Delivery::delivered, Delivery::read, Delivery::failed};
  for (std::size_t n = 0; n < 4; ++n) CHECK(std::get<Fared>(statuses[n]).status == expected[n]);
  CHECK(std::get<Fared>(statuses[0]).event == "status wamid.a sent");
  CHECK(std::get<Fared>(statuses[0]).recipient == "16505551234");
  CHECK(std::get<Fared>(statuses[3]).why == "whatsapp.window_closed");
}

TEST_CASE("whatsapp: what is of another number, of another field or no JSON is nothing") {
  CHECK(all(delivery(R"("messages":[{"from":"1","id":"wamid.a","timestamp":"1","type":"text","text":{"body":"x"}}])", "999")).empty());
  for (const auto* body : {"", "{", "[]", "7", "null", R"({"object":"page"})", R"({"object":"whatsapp_business_account","entry":7})", R"({"object":"whatsapp_business_account","entry":[7,{"changes":[{}]}]})", "\xff\xfe"})
    CHECK(all(body).empty());
}

TEST_CASE("whatsapp: many at once are many") {
  const auto two = R"("messages":[{"from":"1","id":"wamid.a","timestamp":"1","type":"text","text":{"body":"one"}},{"from":"2","id":"wamid.b","timestamp":"x","type":"text","text":{"body":"two"}}])";
  const auto happened = all(delivery(two));
  REQUIRE(happened.size() == 2);
  CHECK(std::get<Heard>(happened[1]).text == "two");
  CHECK_FALSE(std::get<Heard>(happened[1]).written_at);
}

TEST_CASE("whatsapp: a delivery is signed with the app's secret, over the bytes as they came") {
  const std::string body = R"({"text":"\u00e4\u00f6\u00fc"})";
  Request request;
  request.body = body;
  const auto mac = hmac_sha256("an-app-secret", body);
  request.headers = {{"x-hub-signature-256", "sha256=" + hexadecimal(raw(mac))}};
  CHECK(whatsapp().verify(request, tie));
  request.body = "{\"text\":\"\u00e4\u00f6\u00fc\"}";
  CHECK_FALSE(whatsapp().verify(request, tie));
  request.body = body;
  request.headers.clear();
  CHECK_FALSE(whatsapp().verify(request, tie));
}

TEST_CASE("whatsapp: the question whether we listen is answered to whoever knows our token") {
  Request request;
  request.query = {{"hub.mode", "subscribe"}, {"hub.verify_token", "our verify token"}, {"hub.challenge", "1158201444"}};
  CHECK(whatsapp().challenged(request, tie) == "1158201444");
  request.query[1].second = "another";
  CHECK_FALSE(whatsapp().challenged(request, tie));
}

TEST_CASE("whatsapp: what goes there, and what its answers mean") {
  const auto sent = whatsapp().send("16505551234", "Hi \"you\"", tie);
  CHECK(sent.url == "https://graph.facebook.com/v21.0/106540352242922/messages");
  CHECK(sent.body == R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"16505551234","type":"text","text":{"body":"Hi \"you\""}})");
  CHECK(sent.headers.front() == "Authorization: Bearer EAAG-a-token");
  CHECK(whatsapp().subscribe(tie).body == R"({"webhook_configuration":{"override_callback_uri":"https://shop.example/hook","verify_token":"our verify token"}})");
  CHECK(whatsapp().probe(tie).method == "GET");
  const auto judged = [](Came came) { return whatsapp().judge(came); };
  const auto taken = judged({.status = 200, .body = R"({"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],"messages":[{"id":"wamid.a"}]})"});
  CHECK(taken.how == How::succeeded);
  CHECK(taken.known_as == "wamid.a");
  CHECK_FALSE(taken.reference);
  CHECK(judged({.status = 401, .body = R"({"error":{"message":"Error validating access token","type":"OAuthException","code":190}})"}).why == "whatsapp.unauthorised");
  CHECK(judged({.status = 400, .body = R"({"error":{"code":131047}})"}).why == "whatsapp.window_closed");
  CHECK_FALSE(judged({.status = 400, .body = R"({"error":{"code":130429}})"}).for_good);
  CHECK(judged({.status = 400, .body = R"({"error":{"code":100}})"}).why == "whatsapp.refused");
  CHECK(judged({.status = 500}).how == How::unknown);
  CHECK(judged({.why = "cut", .sent = true}).how == How::unknown);
  CHECK(judged({.why = "unreachable"}).how == How::failed);
}

TEST_CASE("whatsapp: whose credentials they are, and what can be none") {
  channel::Fields good = tie.credentials;
  CHECK(whatsapp().account(good) == "106540352242922");
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"phone_number_id", ""}, {"phone_number_id", "+15550783881"}, {"phone_number_id", "1/../2"}, {"access_token", "a b c d e f g h"}, {"access_token", "EAAG\r\nX: y"}, {"app_secret", ""}}) {
    auto bad = good;
    bad[name] = value;
    CHECK_FALSE(whatsapp().account(bad));
  }
}
