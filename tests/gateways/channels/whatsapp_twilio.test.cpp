// Forms as www.twilio.com/docs/messaging/guides/webhook-request and …/docs/whatsapp show them; senders as …/docs/whatsapp/api/senders; 63016 as …/docs/api/errors/63016.
#include <doctest/doctest.h>

#include "gateways/channels/adapter.hpp"

using namespace millrace;
using channel::Fared;
using channel::Heard;
using How = Meaning::How;
using message::Delivery;

namespace {

const channel::Adapter& whatsapp() { return *channel::adapter("whatsapp_twilio"); }
const channel::Tie tie{"+14155238886",
                       {{"phone_number", "+14155238886"}, {"sender_sid", "XE0123456789abcdef0123456789abcdef"}, {"account_sid", "AC0123456789abcdef0123456789abcdef"}, {"auth_token", "0123456789abcdef0123456789abcdef"}},
                       "https://api.twilio.com", "https://shop.example/hook", "unused"};
std::vector<channel::Happened> told(const std::string& form) { return whatsapp().normalise(form, "+14155238886"); }
const std::string from = "MessageSid=SM1&AccountSid=AC1&From=whatsapp%3A%2B16505551234&To=whatsapp%3A%2B14155238886&ProfileName=Sheena+N.&WaId=16505551234";

}  // namespace

TEST_CASE("whatsapp by twilio: who writes is who they are with Meta, and called as they call themselves") {
  const auto all = told(from + "&Body=1%2B1%3D2+%26+Gr%C3%BC%C3%9Fe&NumMedia=0&SmsStatus=received");
  REQUIRE(all.size() == 1);
  const auto& heard = std::get<Heard>(all[0]);
  CHECK(heard.sender == "16505551234");
  CHECK(heard.sender_name == "Sheena N.");
  CHECK(heard.message == "SM1");
  CHECK(heard.event == "message SM1");
  CHECK(heard.text == "1+1=2 & Grüße");
  CHECK(heard.content.empty());
  CHECK(whatsapp().channel == Channel::whatsapp);
  CHECK(whatsapp().scope("+14155238886") == channel::adapter("whatsapp")->scope("1"));
}

TEST_CASE("whatsapp by twilio: without WaId the address says who it is, with a number or without") {
  const auto sender = [](const std::string& address) { return std::get<Heard>(told("MessageSid=SM1&From=" + address + "&To=whatsapp%3A%2B14155238886&Body=x").at(0)).sender; };
  CHECK(sender("whatsapp%3A%2B16505551234") == "16505551234");
  CHECK(sender("whatsapp%3A%2B16505551234&WaId=%FF") == "16505551234");
  CHECK(sender("whatsapp%3AUS.13491208655302741918") == "US.13491208655302741918");
}

TEST_CASE("whatsapp by twilio: what is no text says what it is") {
  const struct { const char *form, *text, *is; } cases[] = {{"&Body=Look&NumMedia=1&MediaContentType0=image%2Fjpeg", "Look", "photo"}, {"&NumMedia=1&MediaContentType0=audio%2Fogg", "", "audio"},
                                                            {"&NumMedia=1&MediaContentType0=application%2Fpdf", "", "document"}, {"&Latitude=52.5&Longitude=13.4", "", "location"}, {"&NumMedia=0", "", "unsupported"}};
  for (const auto& [form, text, is] : cases) {
    CAPTURE(form);
    const auto all = told(from + form);
    REQUIRE(all.size() == 1);
    CHECK(std::get<Heard>(all[0]).text == text);
    CHECK(std::get<Heard>(all[0]).content == is);
  }
}

TEST_CASE("whatsapp by twilio: what is to another address, by SMS or no form is nothing") {
  for (const auto* none : {"", "{}", "%zz", "Body=x", "MessageSid=SM1&From=whatsapp%3A%2B1&To=whatsapp%3A%2B19999999999&Body=x", "MessageSid=SM1&From=%2B1&To=%2B14155238886&Body=x", "MessageSid=SM1&To=whatsapp%3A%2B14155238886&Body=x"})
    CHECK(told(none).empty());
}

TEST_CASE("whatsapp by twilio: what has become of what was sent; 63016 is the window") {
  const auto status = [](const std::string& word, const std::string& more = "") { return told("MessageSid=SM1&SmsSid=SM1&MessageStatus=" + word + "&To=whatsapp%3A%2B16505551234&From=whatsapp%3A%2B14155238886" + more); };
  for (const auto* on_its_way : {"queued", "sending", "accepted"}) CHECK(status(on_its_way).empty());
  const struct { const char *word, *more; Delivery is; const char* why; } cases[] = {{"sent", "", Delivery::sent, ""}, {"delivered", "", Delivery::delivered, ""}, {"read", "", Delivery::read, ""},
      {"failed", "&ErrorCode=63016", Delivery::failed, "whatsapp_twilio.window_closed"}, {"undelivered", "&ErrorCode=63024", Delivery::failed, "whatsapp_twilio.63024"}, {"failed", "", Delivery::failed, "whatsapp_twilio.failed"}};
  for (const auto& [word, more, is, why] : cases) {
    const auto all = status(word, more);
    REQUIRE(all.size() == 1);
    const auto& fared = std::get<Fared>(all[0]);
    CHECK(fared.status == is);
    CHECK(fared.why == why);
    CHECK(fared.recipient == "16505551234");
  }
}

TEST_CASE("whatsapp by twilio: what goes there, and what its answers mean") {
  const auto sent = whatsapp().send("16505551234", "Hi", tie);
  CHECK(sent.url == "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json");
  CHECK(sent.body == "To=whatsapp%3A%2B16505551234&From=whatsapp%3A%2B14155238886&Body=Hi&StatusCallback=https%3A%2F%2Fshop.example%2Fhook");
  CHECK(whatsapp().send("US.13491208655302741918", "Hi", tie).body.starts_with("To=whatsapp%3AUS.13491208655302741918&"));
  const auto subscribed = whatsapp().subscribe(tie);
  CHECK(subscribed.method == "POST");
  CHECK(subscribed.url == "https://messaging.twilio.com/v2/Channels/Senders/XE0123456789abcdef0123456789abcdef");
  CHECK(subscribed.body == R"({"webhook":{"callback_url":"https://shop.example/hook","callback_method":"POST","status_callback_url":"https://shop.example/hook","status_callback_method":"POST"}})");
  CHECK(subscribed.headers.back() == "Content-Type: application/json");
  CHECK(whatsapp().probe(tie).method == "GET");
  auto elsewhere = tie;
  elsewhere.endpoint = "http://127.0.0.1:8090/whatsapp_twilio";
  CHECK(whatsapp().probe(elsewhere).url == "http://127.0.0.1:8090/whatsapp_twilio/v2/Channels/Senders/XE0123456789abcdef0123456789abcdef");
  const auto judged = [](Came came) { return whatsapp().judge(came); };
  CHECK(judged({.status = 201, .body = R"({"sid":"SM1","status":"queued"})"}).reference == "SM1");
  CHECK(judged({.status = 202, .body = R"({"sid":"XE1"})"}).how == How::succeeded);
  CHECK(judged({.status = 401, .body = R"({"code":20003})"}).why == "whatsapp_twilio.unauthorised");
  CHECK(judged({.status = 400, .body = R"({"code":63016})"}).why == "whatsapp_twilio.window_closed");
  CHECK(judged({.status = 400, .body = R"({"code":63016})"}).for_good);
  CHECK_FALSE(judged({.status = 400, .body = R"({"code":63018})"}).for_good);
  CHECK(judged({.status = 400, .body = R"({"code":63007})"}).for_good);
  CHECK_FALSE(judged({.status = 429}).for_good);
  CHECK(judged({.status = 503}).how == How::unknown);
}

TEST_CASE("whatsapp by twilio: whose credentials they are, and what can be none") {
  CHECK(whatsapp().account(tie.credentials) == "+14155238886");
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{{"sender_sid", "PN0123456789abcdef0123456789abcdef"}, {"sender_sid", ""}, {"phone_number", "whatsapp:+14155238886"}, {"account_sid", "AC"}, {"auth_token", "x"}}) {
    auto bad = tie.credentials;
    bad[name] = value;
    CHECK_FALSE(whatsapp().account(bad));
  }
}
