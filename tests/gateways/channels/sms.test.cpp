// The signature's vector is Twilio's own (www.twilio.com/docs/usage/security); forms as www.twilio.com/docs/messaging/guides/webhook-request and
// …/outbound-message-logging show them.
#include <doctest/doctest.h>

#include "gateways/channels/adapter.hpp"

using namespace millrace;
using channel::Fared;
using channel::Heard;
using How = Meaning::How;
using message::Delivery;

namespace {

const channel::Adapter& sms() { return *channel::adapter("sms"); }
channel::Tie tie(std::string hook = "https://shop.example/hook", std::string token = "0123456789abcdef0123456789abcdef") {
  return {"+15551234567",
          {{"phone_number", "+15551234567"}, {"phone_number_sid", "PN0123456789abcdef0123456789abcdef"}, {"account_sid", "AC0123456789abcdef0123456789abcdef"}, {"auth_token", std::move(token)}},
          "https://api.twilio.com", std::move(hook), "unused"};
}
Request signed_request(std::string body, std::string signature) {
  Request request;
  request.body = std::move(body);
  request.headers = {{"x-twilio-signature", std::move(signature)}};
  return request;
}

}  // namespace

TEST_CASE("sms: Twilio's own vector of a signature, and of the same address with its port") {
  const auto body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
  const auto request = signed_request(body, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
  CHECK(sms().verify(request, tie("https://mycompany.com/myapp.php?foo=1&bar=2", "12345")));
  CHECK(sms().verify(request, tie("https://mycompany.com:443/myapp.php?foo=1&bar=2", "12345")));
  CHECK_FALSE(sms().verify(request, tie("https://mycompany.com/myapp.php?foo=1&bar=3", "12345")));
  CHECK_FALSE(sms().verify(request, tie("https://mycompany.com/myapp.php?foo=1&bar=2", "12346")));
  CHECK_FALSE(sms().verify(signed_request(std::string(body) + "9", "RSOYDt4T1cUTdK1PDd93/VVr8B8="), tie("https://mycompany.com/myapp.php?foo=1&bar=2", "12345")));
  CHECK_FALSE(sms().verify(signed_request(body, ""), tie("https://mycompany.com/myapp.php?foo=1&bar=2", "12345")));
  CHECK_FALSE(sms().verify(signed_request("%zz", "RSOYDt4T1cUTdK1PDd93/VVr8B8="), tie("https://mycompany.com/myapp.php?foo=1&bar=2", "12345")));
}

TEST_CASE("sms: what somebody has sent, with pictures and without") {
  const auto all = sms().normalise("MessageSid=SM1&AccountSid=AC1&From=%2B491701234567&To=%2B15551234567&Body=1%2B1%3D2+%26+Gr%C3%BC%C3%9Fe&NumMedia=0&SmsStatus=received", "+15551234567");
  REQUIRE(all.size() == 1);
  const auto& heard = std::get<Heard>(all[0]);
  CHECK(heard.sender == "+491701234567");
  CHECK(heard.message == "SM1");
  CHECK(heard.event == "message SM1");
  CHECK(heard.text == "1+1=2 & Grüße");
  CHECK(heard.content.empty());
  CHECK(std::get<Heard>(sms().normalise("MessageSid=SM1&From=%2B1&To=%2B15551234567&Body=a%FFb", "+15551234567").at(0)).text == "a\xef\xbf\xbd" "b");
  const auto picture = sms().normalise("MessageSid=MM1&From=%2B1&To=%2B15551234567&Body=&NumMedia=1&MediaContentType0=image%2Fjpeg&MediaUrl0=https%3A%2F%2Fx", "+15551234567");
  REQUIRE(picture.size() == 1);
  CHECK(std::get<Heard>(picture[0]).content == "photo");
  for (const auto* none : {"", "Body=x", "MessageSid=SM1&From=%2B1&To=%2B19999999999&Body=x", "MessageSid=SM1&To=%2B15551234567&Body=x", "%zz", "{}", "MessageSid=SM%FF&From=%2B1&To=%2B15551234567&Body=x", "MessageSid=SM1&From=%FF&To=%2B15551234567&Body=x",
                           "MessageSid=SM1&MessageStatus=sent&To=%FF"}) CHECK(sms().normalise(none, "+15551234567").empty());
}

TEST_CASE("sms: what has become of what was sent") {
  const auto status = [](std::string_view word, std::string_view more = "") {
    return sms().normalise("MessageSid=SM1&SmsSid=SM1&MessageStatus=" + std::string(word) + "&To=%2B491701234567&From=%2B15551234567" + std::string(more), "+15551234567");
  };
  for (const auto* on_its_way : {"queued", "sending", "accepted", "scheduled", "of_next_year"}) CHECK(status(on_its_way).empty());
  const struct { std::string_view word, more; Delivery is; std::string_view why; } cases[] = {
      {"sent", "", Delivery::sent, ""}, {"delivered", "", Delivery::delivered, ""}, {"read", "", Delivery::read, ""},
      {"undelivered", "&ErrorCode=30003", Delivery::failed, "sms.30003"}, {"failed", "", Delivery::failed, "sms.failed"}};
  for (const auto& [word, more, is, why] : cases) {
    const auto all = status(word, more);
    REQUIRE(all.size() == 1);
    const auto& fared = std::get<Fared>(all[0]);
    CHECK(fared.status == is);
    CHECK(fared.why == why);
    CHECK(fared.recipient == "+491701234567");
    CHECK(fared.event == "status SM1 " + std::string(word));
  }
}

TEST_CASE("sms: what goes there, and what its answers mean") {
  const auto sent = sms().send("+491701234567", "1+1=2 & mehr", tie());
  CHECK(sent.url == "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json");
  CHECK(sent.body == "To=%2B491701234567&From=%2B15551234567&Body=1%2B1%3D2%20%26%20mehr&StatusCallback=https%3A%2F%2Fshop.example%2Fhook");
  CHECK(sent.headers.front() == "Authorization: Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjowMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg==");
  CHECK(sms().subscribe(tie()).url.ends_with("/IncomingPhoneNumbers/PN0123456789abcdef0123456789abcdef.json"));
  CHECK(sms().probe(tie()).method == "GET");
  const auto judged = [](Came came) { return sms().judge(came); };
  CHECK(judged({.status = 201, .body = R"({"sid":"SM1","status":"queued"})"}).reference == "SM1");
  CHECK(judged({.status = 401, .body = R"({"code":20003})"}).why == "sms.unauthorised");
  CHECK(judged({.status = 400, .body = R"({"code":21610})"}).why == "sms.blocked");
  CHECK(judged({.status = 400, .body = R"({"code":21211})"}).for_good);
  CHECK_FALSE(judged({.status = 429}).for_good);
  CHECK(judged({.status = 503}).how == How::unknown);
  CHECK(judged({.why = "timeout", .sent = true}).how == How::unknown);
}

TEST_CASE("sms: whose credentials they are, and what can be none") {
  const auto good = tie().credentials;
  CHECK(sms().account(good) == "+15551234567");
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"phone_number", "15551234567"}, {"phone_number", "+1 555"}, {"phone_number", "+1"}, {"phone_number_sid", "AC0123456789abcdef0123456789abcdef"}, {"account_sid", "AC"}, {"auth_token", "short"}, {"auth_token", ""}}) {
    auto bad = good;
    bad[name] = value;
    CHECK_FALSE(sms().account(bad));
  }
}
