// The signature of a request is the vector of docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature, at the three addresses that its editions
// have had; the answer to a challenge and payloads as docs.x.com/x-api/webhooks/quickstart and …/account-activity show them.
#include <doctest/doctest.h>

#include "gateways/channels/adapter.hpp"
#include "gateways/channels/oauth1.hpp"
#include "gateways/core/record_view.hpp"
#include "schemas/digest.hpp"

using namespace millrace;
using channel::Fared;
using channel::Heard;
using How = Meaning::How;
using message::Delivery;

namespace {

const channel::Adapter& x() { return *channel::adapter("x"); }
const channel::Fields keys{{"consumer_key", "xvz1evFS4wEEPTGEFPHBog"}, {"consumer_secret", "z3ZX4v7mAAUGykl3EcmkqbartmuW8VFOOzCloLx9Q45P0hLrFu"},
                           {"access_token", "4337869213-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"}, {"access_token_secret", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"}};
channel::Tie tie(std::int64_t at_us = 1'318'622'958'000'000) { return {"4337869213", keys, "https://api.x.com", "https://shop.example/hook", "unused", at_micros(at_us)}; }

std::string delivery(std::string_view events, std::string_view account = "4337869213") {
  return R"({"for_user_id":")" + std::string(account) + R"(",)" + std::string(events) +
         R"(,"apps":{"13090192":{"id":"13090192","name":"FuriousCamperTestApp1"}},"users":{"3001969357":{"id":"3001969357","created_timestamp":"1422556069340","name":"Jordan Brinks","screen_name":"furiouscamper","protected":false}}})";
}
std::string said(std::string_view data, std::string_view by = "3001969357", std::string_view to = "4337869213", std::string_view type = "message_create") {
  return R"("direct_message_events":[{"type":")" + std::string(type) + R"(","id":"954491830116155396","created_timestamp":"1516403560557","message_create":{"target":{"recipient_id":")" + std::string(to) +
         R"("},"sender_id":")" + std::string(by) + R"(","source_app_id":"13090192","message_data":)" + std::string(data) + "}}]";
}
std::vector<channel::Happened> heard(const std::string& events) { return x().normalise(delivery(events), "4337869213"); }

Request asked(std::string token) {
  Request request;
  request.query = {{"crc_token", std::move(token)}};
  return request;
}

}  // namespace

TEST_CASE("x: requests are signed as the vendor's own example is") {
  const channel::OAuth1Keys of{"xvz1evFS4wEEPTGEFPHBog", "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"};
  const channel::Form parameters{{"status", "Hello Ladies + Gentlemen, a signed OAuth request!"}, {"include_entities", "true"}};
  const auto header = [&](const char* url) { return oauth1_authorization(of, "POST", url, parameters, 1'318'622'958, "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"); };
  CHECK(header("https://api.twitter.com/1/statuses/update.json") ==
        "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", "
        "oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", oauth_version=\"1.0\", oauth_signature=\"tnnArxj06cWHq44gCs1OSKk%2FjLY%3D\"");
  CHECK(header("https://api.twitter.com/1.1/statuses/update.json").ends_with("oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\""));
  CHECK(header("https://api.x.com/1.1/statuses/update.json").ends_with("oauth_signature=\"Ls93hJiZbQ3akF3HF3x1Bz8%2FzU4%3D\""));
}

TEST_CASE("x: a challenge is answered, and with nothing that a delivery could be signed with") {
  CHECK(x().challenged(asked("9b4507b3-9040-4669-9ca3-6b94edb50553"), tie()) == R"({"response_token":"sha256=Cytd4Sq+NvEcV3MMrXxWJGJx5A+y/lXzzU2Maartkx8="})");
  CHECK(x().challenge_type == "application/json");
  for (const auto* forged : {"", R"({"for_user_id":"4337869213"})", "{}", "a b", "a\nb", "\xc3\xa9"}) CHECK_FALSE(x().challenged(asked(forged), tie()));
  CHECK_FALSE(x().challenged(asked(std::string(257, 'a')), tie()));
  CHECK_FALSE(x().challenged(Request{}, tie()));
}

TEST_CASE("x: a delivery is signed over the bytes as they came") {
  const auto body = delivery(said(R"({"text":"Hello World!"})"));
  const auto mac = hmac_sha256("z3ZX4v7mAAUGykl3EcmkqbartmuW8VFOOzCloLx9Q45P0hLrFu", body);
  Request request;
  request.body = body;
  CHECK_FALSE(x().verify(request, tie()));
  request.headers = {{"x-twitter-webhooks-signature", "sha256=" + base64(raw(mac))}};
  CHECK(x().verify(request, tie()));
  request.body += " ";
  CHECK_FALSE(x().verify(request, tie()));
  request.body = body;
  request.headers = {{"x-twitter-webhooks-signature", base64(raw(mac))}};
  CHECK_FALSE(x().verify(request, tie()));
}

TEST_CASE("x: a message, by whom and when") {
  const auto all = heard(said(R"({"text":"Hello World!","entities":{"hashtags":[],"symbols":[],"user_mentions":[],"urls":[]}})"));
  REQUIRE(all.size() == 1);
  const auto& one = std::get<Heard>(all[0]);
  CHECK(one.sender == "3001969357");
  CHECK(one.sender_name == "Jordan Brinks");
  CHECK(one.sender_handle == "@furiouscamper");
  CHECK(one.message == "954491830116155396");
  CHECK(one.event == "message 954491830116155396");
  CHECK(one.written_at == at_micros(1'516'403'560'557'000));
  CHECK(one.text == "Hello World!");
  CHECK(one.content.empty());
  CHECK(x().scope("4337869213") == "x");
  CHECK(x().channel == Channel::twitter);
}

TEST_CASE("x: media say what they are, and their link is not what was said") {
  const struct { std::string_view data, text, is; } cases[] = {
      {R"({"text":"Look https://t.co/aB1","attachment":{"type":"media","media":{"id":1,"type":"photo","url":"https://t.co/aB1"}}})", "Look", "photo"},
      {R"({"text":"https://t.co/aB1","attachment":{"type":"media","media":{"type":"video","url":"https://t.co/aB1"}}})", "", "video"},
      {R"({"text":" https://t.co/aB1","attachment":{"type":"media","media":{"type":"animated_gif","url":"https://t.co/aB1"}}})", "", "animation"},
      {R"({"text":"see https://t.co/zZ9","attachment":{"type":"media","media":{"type":"photo","url":"https://t.co/aB1"}}})", "see https://t.co/zZ9", "photo"},
      {R"({"text":"","attachment":{"type":"location"}})", "", "location"},
      {R"({"text":"","attachment":{"type":"hologram"}})", "", "unsupported"},
      {R"({})", "", "unsupported"},
  };
  for (const auto& [data, text, is] : cases) {
    CAPTURE(data);
    const auto all = heard(said(data));
    REQUIRE(all.size() == 1);
    CHECK(std::get<Heard>(all[0]).text == text);
    CHECK(std::get<Heard>(all[0]).content == is);
  }
}

TEST_CASE("x: our own words, those of another account and what is no message are not heard") {
  CHECK(heard(said(R"({"text":"ours"})", "4337869213", "3001969357")).empty());
  CHECK(heard(said(R"({"text":"to ourselves"})", "4337869213")).empty());
  CHECK(heard(said(R"({"text":"to somebody else"})", "3001969357", "1")).empty());
  CHECK(heard(said(R"({"text":"x"})", "3001969357", "4337869213", "message_edit")).empty());
  CHECK(x().normalise(delivery(said(R"({"text":"x"})"), "1"), "4337869213").empty());
  for (const auto* body : {"", "{", "[]", "null", R"({"for_user_id":"4337869213"})", R"({"for_user_id":"4337869213","direct_message_events":[7,{},{"type":"message_create"}]})",
                           R"({"for_user_id":"4337869213","direct_message_events":[{"type":"message_create","id":"1","message_create":{"target":{"recipient_id":"4337869213"},"message_data":{"text":"x"}}}]})",
                           R"({"for_user_id":"4337869213","tweet_create_events":[{"id":1}]})"})
    CHECK(x().normalise(body, "4337869213").empty());
}

TEST_CASE("x: what somebody has read") {
  const auto read = [](std::string_view by) {
    return heard(R"("direct_message_mark_read_events":[{"created_timestamp":"1516403560557","sender_id":")" + std::string(by) + R"(","target":{"recipient_id":"4337869213"},"last_read_event_id":"963085315333238788"}])");
  };
  REQUIRE(read("3001969357").size() == 1);
  const auto fared = std::get<Fared>(read("3001969357")[0]);
  CHECK(fared.message == "963085315333238788");
  CHECK(fared.recipient == "3001969357");
  CHECK(fared.status == Delivery::read);
  CHECK(fared.event == "status 963085315333238788 read");
  CHECK(read("4337869213").empty());                     // by us
}

TEST_CASE("x: what goes there is signed with the time, and never twice alike") {
  const auto sent = x().send("3001969357", "\"Hi\"\n", tie());
  CHECK(sent.method == "POST");
  CHECK(sent.url == "https://api.x.com/2/dm_conversations/with/3001969357/messages");
  CHECK(sent.body == R"({"text":"\"Hi\"\n"})");
  CHECK(sent.headers[0].starts_with("Authorization: OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", oauth_nonce=\""));
  CHECK(sent.headers[0].find("oauth_timestamp=\"1318622958\"") != std::string::npos);
  CHECK(sent.headers[0].find("z3ZX4v7m") == std::string::npos);
  CHECK(sent.headers[0] == x().send("3001969357", "\"Hi\"\n", tie()).headers[0]);
  CHECK(sent.headers[0] != x().send("3001969357", "\"Hi\"\n", tie(1'318'622'958'000'001)).headers[0]);
  CHECK(sent.headers[0] != x().send("3001969357", "\"Ho\"\n", tie()).headers[0]);
  CHECK(x().send("../1", "x", tie()).url.ends_with("/with/..%2F1/messages"));
  CHECK(x().probe(tie()).url == "https://api.x.com/2/users/me");
  CHECK(x().probe(tie()).method == "GET");
  CHECK(x().told == channel::Told::by_hand);
}

TEST_CASE("x: what its answers mean") {
  const auto judged = [](Came came) { return x().judge(came); };
  CHECK(judged({.status = 201, .body = R"({"data":{"dm_conversation_id":"3001969357-4337869213","dm_event_id":"1146654567674912769"}})"}).known_as == "1146654567674912769");
  CHECK(judged({.status = 200, .body = "not json"}).how == How::succeeded);
  CHECK(judged({.status = 401, .body = R"({"title":"Unauthorized","type":"about:blank","status":401})"}).why == "x.unauthorised");
  CHECK(judged({.status = 403, .body = R"({"title":"Client Forbidden","type":"https://api.twitter.com/2/problems/client-forbidden"})"}).why == "x.unauthorised");
  CHECK(judged({.status = 403, .body = R"({"type":"https://api.twitter.com/2/problems/oauth1-permissions"})"}).why == "x.unauthorised");
  const auto blocked = judged({.status = 403, .body = R"({"detail":"You do not have permission to DM one or more participants.","type":"about:blank","title":"Forbidden","status":403})"});
  CHECK(blocked.why == "x.blocked");
  CHECK(blocked.for_good);
  CHECK(judged({.status = 400}).for_good);
  CHECK(judged({.status = 429}).why == "x.not_now");
  CHECK_FALSE(judged({.status = 429}).for_good);
  CHECK(judged({.status = 503}).how == How::unknown);
  CHECK(judged({.why = "cut", .sent = true}).how == How::unknown);
  CHECK(judged({.why = "unreachable"}).how == How::failed);
}

TEST_CASE("x: whose credentials they are, and what can be none") {
  CHECK(x().account(keys) == "4337869213");
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"access_token", "GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"}, {"access_token", "-GmHxMAgYyLbNEtIKZeRN"}, {"access_token", "12a-GmHxMAgYyLbNEtIKZeRN"}, {"access_token", "12345678901234567890-GmHxMAgYyLbN"},
           {"access_token", "12-short"}, {"consumer_key", ""}, {"consumer_secret", "with a blank in it"}, {"access_token_secret", "short"}}) {
    auto bad = keys;
    bad[name] = value;
    CAPTURE(value);
    CHECK_FALSE(x().account(bad));
  }
}
