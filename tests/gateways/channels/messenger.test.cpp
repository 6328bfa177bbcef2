// Payloads as developers.facebook.com/docs/messenger-platform/reference/webhook-events and …/instagram-platform/webhooks show them.
#include <doctest/doctest.h>

#include "gateways/channels/adapter.hpp"

using namespace millrace;
using channel::Fared;
using channel::Heard;
using How = Meaning::How;
using message::Delivery;

namespace {

const channel::Adapter& of(std::string_view platform) { return *channel::adapter(platform); }
std::string delivery(std::string_view object, std::string_view events, std::string_view account = "682498302938465") {
  return R"({"object":")" + std::string(object) + R"(","entry":[{"id":")" + std::string(account) + R"(","time":1458692752478,"messaging":[)" + std::string(events) + "]}]}";
}
std::string event(std::string_view content) {
  return R"({"sender":{"id":"7482918"},"recipient":{"id":"682498302938465"},"timestamp":1458692752478,)" + std::string(content) + "}";
}
std::vector<channel::Happened> page(const std::string& events) { return of("facebook").normalise(delivery("page", events), "682498302938465"); }
const channel::Tie tie{"682498302938465", {{"page_id", "682498302938465"}, {"access_token", "a-page-token"}, {"app_secret", "an-app-secret"}}, "https://graph.facebook.com", {}, "ours"};

}  // namespace

TEST_CASE("messenger: a message, with the sender's id at this page") {
  const auto all = page(event(R"("message":{"mid":"m_mid.1457764197618:41d102a3e1ae206a38","text":"hello, world!"})"));
  REQUIRE(all.size() == 1);
  const auto& heard = std::get<Heard>(all[0]);
  CHECK(heard.sender == "7482918");
  CHECK(heard.message == "m_mid.1457764197618:41d102a3e1ae206a38");
  CHECK(heard.text == "hello, world!");
  CHECK(heard.written_at == at_micros(1'458'692'752'478'000));
  CHECK(of("facebook").scope("682498302938465") == "facebook:682498302938465");
}

TEST_CASE("messenger: attachments say what they are; our own words come back and are not heard") {
  const struct { std::string_view type, is; } cases[] = {{"image", "photo"}, {"audio", "audio"}, {"video", "video"}, {"file", "document"}, {"location", "location"}, {"fallback", "unsupported"}};
  for (const auto& [type, is] : cases) {
    const auto all = page(event(R"("message":{"mid":"m_1","attachments":[{"type":")" + std::string(type) + R"(","payload":{"url":"https://x"}}]})"));
    REQUIRE(all.size() == 1);
    CHECK(std::get<Heard>(all[0]).content == is);
  }
  CHECK(page(event(R"("message":{"mid":"m_1","is_echo":true,"app_id":1517776481860111,"text":"ours"})")).empty());
  const auto button = page(event(R"("postback":{"mid":"m_2","title":"Get started","payload":"P"})"));
  REQUIRE(button.size() == 1);
  CHECK(std::get<Heard>(button[0]).text == "Get started");
}

TEST_CASE("messenger: what was delivered, and what was read") {
  const auto all = page(event(R"("delivery":{"mids":["m_1","m_2",7],"watermark":1458668856253})") + "," + event(R"("read":{"watermark":1458668856253})"));
  REQUIRE(all.size() == 2);
  CHECK(std::get<Fared>(all[1]).message == "m_2");
  CHECK(std::get<Fared>(all[1]).status == Delivery::delivered);
  const auto seen = of("instagram").normalise(delivery("instagram", event(R"("read":{"mid":"m_9"})")), "682498302938465");
  REQUIRE(seen.size() == 1);
  CHECK(std::get<Fared>(seen[0]).status == Delivery::read);
}

TEST_CASE("messenger: what is of another page or object, or no JSON, is nothing") {
  const auto said = event(R"("message":{"mid":"m_1","text":"x"})");
  CHECK(of("facebook").normalise(delivery("page", said, "1"), "682498302938465").empty());
  CHECK(of("facebook").normalise(delivery("instagram", said), "682498302938465").empty());
  for (const auto* body : {"", "{", "[]", "7", R"({"object":"page"})", R"({"object":"page","entry":[{"id":"682498302938465","messaging":[7,{}]}]})"}) CHECK(of("facebook").normalise(body, "682498302938465").empty());
}

TEST_CASE("messenger: what goes there, and what its answers mean") {
  const auto sent = of("facebook").send("7482918", "Hi", tie);
  CHECK(sent.url == "https://graph.facebook.com/v21.0/682498302938465/messages");
  CHECK(sent.body == R"({"recipient":{"id":"7482918"},"messaging_type":"RESPONSE","message":{"text":"Hi"}})");
  const auto judged = [](Came came) { return of("facebook").judge(came); };
  CHECK(judged({.status = 200, .body = R"({"recipient_id":"7482918","message_id":"m_3"})"}).known_as == "m_3");
  CHECK(judged({.status = 400, .body = R"({"error":{"code":10,"error_subcode":2018278}})"}).why == "facebook.window_closed");
  CHECK(judged({.status = 400, .body = R"({"error":{"code":551}})"}).why == "facebook.blocked");
  CHECK(judged({.status = 400, .body = R"({"error":{"code":190}})"}).why == "facebook.unauthorised");
  CHECK(judged({.status = 400, .body = R"({"error":{"code":613}})"}).why == "facebook.not_now");
  CHECK(judged({.status = 500}).how == How::unknown);
  CHECK(of("instagram").judge({.why = "cut", .sent = true}).why == "instagram.cut");
  CHECK(of("instagram").told == channel::Told::by_hand_with_token);
}
