// Updates as core.telegram.org/bots/api and core.telegram.org/bots/webhooks (Testing your bot with updates) show them.
#include <doctest/doctest.h>

#include "gateways/channels/adapter.hpp"

using namespace millrace;
using channel::Heard;
using How = Meaning::How;

namespace {

const channel::Adapter& telegram() { return *channel::adapter("telegram"); }
const channel::Tie tie{"123456", {{"bot_token", "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"}}, "https://api.telegram.org", "https://shop.example/hook", "secret"};

std::vector<Heard> heard(std::string_view json) {
  std::vector<Heard> all;
  for (const auto& one : telegram().normalise(json, "123456")) all.push_back(std::get<Heard>(one));
  return all;
}
std::string update(std::string_view content, std::string_view type = "private") {
  return R"({"update_id":10000,"message":{"date":1441645532,"chat":{"last_name":"Test Lastname","id":1111111,"type":")" + std::string(type) +
         R"(","first_name":"Test Firstname","username":"Testusername"},"message_id":1365,"from":{"last_name":"Test Lastname","id":1111111,"first_name":"Test Firstname","username":"Testusername"},)" +
         std::string(content) + "}}";
}

}  // namespace

TEST_CASE("telegram: a message with text") {
  const auto all = heard(update(R"("text":"/start")"));
  REQUIRE(all.size() == 1);
  const auto& h = all[0];
  CHECK(h.sender == "1111111");
  CHECK(h.sender_name == "Test Firstname Test Lastname");
  CHECK(h.sender_handle == "@Testusername");
  CHECK(h.message == "1111111/1365");
  CHECK(h.event == "message 1111111/1365");
  CHECK(h.written_at == at_micros(1'441'645'532'000'000));
  CHECK(h.text == "/start");
  CHECK(h.content.empty());
}

TEST_CASE("telegram: what is no text says what it is, with its caption") {
  const struct { std::string_view content, text, is; } cases[] = {
      {R"("photo":[{"file_id":"AgAC","file_unique_id":"A","width":90,"height":67}],"caption":"Look")", "Look", "photo"},
      {R"("voice":{"file_id":"AwcADAADbXXXXXXXXXXXGBdhD2l6_XX","duration":5,"mime_type":"audio/ogg","file_size":23000})", "", "voice"},
      {R"("audio":{"file_id":"AwADBAADbXXXXXXXXXXXGBdhD2l6_XX","duration":243,"mime_type":"audio/mpeg","file_size":3897500,"title":"Test music file"})", "", "audio"},
      {R"("animation":{"file_id":"a"},"document":{"file_id":"a"})", "", "animation"},
      {R"("document":{"file_id":"AwADBAADbXXXXXXXXXXXGBdhD2l6_XX","file_name":"Testfile.pdf","mime_type":"application/pdf","file_size":536392})", "", "document"},
      {R"("sticker":{"file_id":"a","emoji":"\ud83d\ude00"})", "", "sticker"},
      {R"("venue":{"title":"t"},"location":{"latitude":1.5,"longitude":2.5})", "", "location"},
      {R"("location":{"latitude":1.5,"longitude":2.5})", "", "location"},
      {R"("contact":{"phone_number":"1","first_name":"A"})", "", "contact"},
      {R"("new_thing":{})", "", "unsupported"},
  };
  for (const auto& [content, text, is] : cases) {
    CAPTURE(content);
    const auto all = heard(update(content));
    REQUIRE(all.size() == 1);
    CHECK(all[0].text == text);
    CHECK(all[0].content == is);
  }
}

TEST_CASE("telegram: what is no private message is nobody's, and what is no JSON is nothing") {
  CHECK(heard(update(R"("text":"hello")", "supergroup")).empty());
  for (const auto* body : {"", "{", "[]", "null", "7", R"({"update_id":1})", R"({"update_id":1,"message":7})", R"({"message":{"chat":{"id":"x","type":"private"},"message_id":1}})",
                           R"({"message":{"chat":{"id":1,"type":"private"}}})", R"({"update_id":10000,"callback_query":{"id":"4382bfdwdsb323b2d9"}})", "\xff\xfe\x00"})
    CHECK(heard(body).empty());
}

TEST_CASE("telegram: whose a token is, and what can be none") {
  CHECK(telegram().account({{"bot_token", "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"}}) == "123456");
  for (const auto* token : {"", ":", "123456", "123456:", "123456:short", "abc:ABC-DEF1234ghIkl", "123456:ABC DEF1234ghIkl", "123456:ABC/../DEF1234", "123456:ABC-DEF1234ghIkl?x"})
    CHECK_FALSE(telegram().account({{"bot_token", token}}));
  CHECK_FALSE(telegram().account({}));
}

TEST_CASE("telegram: a delivery comes with the secret, and with no other") {
  Request request;
  CHECK_FALSE(telegram().verify(request, tie));
  request.headers = {{"x-telegram-bot-api-secret-token", "Secret"}};
  CHECK_FALSE(telegram().verify(request, tie));
  request.headers = {{"x-telegram-bot-api-secret-token", "secret"}};
  CHECK(telegram().verify(request, tie));
}

TEST_CASE("telegram: what goes there") {
  const auto sent = telegram().send("1111111", "\"Hi\"\n", tie);
  CHECK(sent.method == "POST");
  CHECK(sent.url == "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/sendMessage");
  CHECK(sent.body == R"({"chat_id":"1111111","text":"\"Hi\"\n"})");
  CHECK(telegram().subscribe(tie).body == R"({"url":"https://shop.example/hook","secret_token":"secret","allowed_updates":["message","edited_message"]})");
  CHECK(telegram().probe(tie).url.ends_with("/getMe"));
}

TEST_CASE("telegram: what its answers mean") {
  const auto judged = [](Came came) { return telegram().judge(came); };
  const auto taken = judged({.status = 200, .body = R"({"ok":true,"result":{"message_id":1366,"chat":{"id":1111111}}})"});
  CHECK(taken.how == How::succeeded);
  CHECK(taken.reference == "1366");
  CHECK(judged({.status = 200, .body = R"({"ok":true,"result":true})"}).how == How::succeeded);
  CHECK(judged({.status = 200, .body = "not json"}).how == How::succeeded);
  for (const int none : {401, 404}) {
    CHECK(judged({.status = none}).why == "telegram.unauthorised");
    CHECK(judged({.status = none}).for_good);
  }
  CHECK(judged({.status = 403}).why == "telegram.blocked");
  CHECK(judged({.status = 400}).for_good);
  CHECK(judged({.status = 429}).how == How::failed);
  CHECK_FALSE(judged({.status = 429}).for_good);
  CHECK_FALSE(judged({.status = 429}).ailing);
  CHECK(judged({.status = 502}).how == How::unknown);
  CHECK(judged({.why = "cut", .sent = true}).how == How::unknown);
  CHECK(judged({.why = "unreachable"}).how == How::failed);
  CHECK_FALSE(judged({.why = "unreachable"}).for_good);
  CHECK(judged({.why = "refused_address"}).for_good);
}
