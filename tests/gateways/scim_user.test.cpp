// What a SCIM client's POST, PUT and PATCH make of a user, as RFC 7644 has it and as Entra ID and Okta spell it.
#include <doctest/doctest.h>

#include "gateways/identity/scim_user.hpp"

using namespace millrace;
using namespace millrace::scim;

namespace {

User ann() {
  User user;
  user.user_name = user.email = "ann@example.org";
  user.external_id = "e-1";
  user.display_name = "Ann";
  user.given_name = "Ann";
  user.family_name = "Arbor";
  user.role = "agent";
  user.known_as = "Annie";
  return user;
}

struct Done {
  User user;
  std::optional<Wrong> wrong;
};
Done patched(const std::string& operations) {
  const Document document{R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":)" + operations + "}"};
  REQUIRE_MESSAGE(document.fault() == Document::Fault::none, operations);
  Done done{ann(), {}};
  done.wrong = patch(done.user, document.root());
  return done;
}
User after(const std::string& operations) {
  const auto done = patched(operations);
  REQUIRE_MESSAGE(!done.wrong, operations << ": " << (done.wrong ? done.wrong->why : ""));
  return done.user;
}
std::optional<Wrong::What> wrong(const std::string& operations) {
  const auto done = patched(operations);
  return done.wrong ? std::optional{done.wrong->what} : std::nullopt;
}
Done put(const std::string& json, User user = {}) {
  const Document document{json};
  REQUIRE(document.fault() == Document::Fault::none);
  Done done{std::move(user), {}};
  done.wrong = replace(done.user, document.root());
  return done;
}

}  // namespace

TEST_CASE("Entra ID takes somebody away, and brings them back, in texts") {
  CHECK(!after(R"([{"op":"Replace","path":"active","value":"False"}])").active);
  CHECK(after(R"([{"op":"Replace","path":"active","value":"False"},{"op":"replace","path":"active","value":"True"}])").active);
}

TEST_CASE("Okta takes somebody away by an object without a path") {
  CHECK(!after(R"([{"op":"replace","value":{"active":false}}])").active);
}

TEST_CASE("names are changed one by one, and together") {
  const auto one = after(R"([{"op":"Add","path":"name.givenName","value":"Anna"},{"op":"Replace","path":"displayName","value":"Anna A."}])");
  CHECK(one.given_name == "Anna");
  CHECK(one.family_name == "Arbor");
  CHECK(one.display_name == "Anna A.");
  const auto all = after(R"([{"op":"replace","value":{"name":{"givenName":"Bea","familyName":"Born","formatted":"Bea Born"},"name.givenName":"Beate"}}])");
  CHECK(all.given_name == "Beate");
  CHECK(all.family_name == "Born");
}

TEST_CASE("of addresses and roles the one that is meant counts") {
  CHECK(after(R"([{"op":"Replace","path":"emails[type eq \"work\"].value","value":"new@example.org"}])").email == "new@example.org");
  CHECK(after(R"([{"op":"Replace","path":"emails[type eq \"home\"].value","value":"home@example.org"}])").email == "ann@example.org");
  CHECK(after(R"([{"op":"add","path":"emails","value":[{"value":"a@x.org","type":"home"},{"value":"b@x.org","type":"work"},{"value":"c@x.org","primary":true}]}])").email == "c@x.org");
  CHECK(after(R"([{"op":"Add","path":"roles[primary eq \"True\"].value","value":"manager"}])").role == "manager");
  CHECK(after(R"([{"op":"Add","path":"roles","value":[{"value":"client"}]}])").role == "client");
  CHECK(after(R"([{"op":"Add","value":{"emails[type eq \"work\"].value":"via@example.org"}}])").email == "via@example.org");
}

TEST_CASE("what is removed is said no more; what has to be there stays") {
  CHECK(!after(R"([{"op":"Remove","path":"externalId"}])").external_id);
  const auto nameless = after(R"([{"op":"remove","path":"name"},{"op":"remove","path":"displayName"}])");
  CHECK(!nameless.given_name);
  CHECK(!nameless.family_name);
  CHECK(!nameless.display_name);
  CHECK(wrong(R"([{"op":"remove","path":"userName"}])") == Wrong::What::value);
  CHECK(wrong(R"([{"op":"remove"}])") == Wrong::What::path);
}

TEST_CASE("what nobody keeps is let be; what there is not is told") {
  CHECK(after(R"([{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"R&D"},{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"},{"op":"replace","path":"title","value":"Boss"}])").same_entry(ann()));
  CHECK(wrong(R"([{"op":"add","path":"favouriteColour","value":"red"}])") == Wrong::What::path);
  CHECK(wrong(R"([{"op":"add","path":"emails[type eq","value":"red"}])") == Wrong::What::path);
}

TEST_CASE("what is no PATCH is told, and a value that is not as it must be") {
  CHECK(wrong("[]") == Wrong::What::syntax);
  CHECK(wrong("{}") == Wrong::What::syntax);
  CHECK(wrong("[1]") == Wrong::What::syntax);
  CHECK(wrong(R"([{"op":"move","path":"active","value":true}])") == Wrong::What::syntax);
  CHECK(wrong(R"([{"op":"replace","path":"active","value":"perhaps"}])") == Wrong::What::value);
  CHECK(wrong(R"([{"op":"replace","path":"active"}])") == Wrong::What::value);
  CHECK(wrong(R"([{"op":"replace","value":true}])") == Wrong::What::value);
  CHECK(wrong(R"([{"op":"replace","path":"userName","value":7}])") == Wrong::What::value);
  std::string many;
  for (int n = 0; n < 101; ++n) many += std::string(n ? "," : "") + R"({"op":"replace","path":"active","value":true})";
  CHECK(wrong("[" + many + "]") == Wrong::What::syntax);
}

TEST_CASE("a user that is posted or put is what it says: what it leaves out is not said any more, but for what it may do") {
  const auto made = put(R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"x","externalId":"00u1","userName":"bea@example.org","name":{"givenName":"Bea"},"emails":[{"primary":true,"value":"b@example.org","type":"work"}],"groups":[],"locale":"en-US","active":true,"anything":{"else":1}})");
  CHECK(!made.wrong);
  CHECK(made.user.user_name == "bea@example.org");
  CHECK(made.user.email == "b@example.org");
  CHECK(made.user.external_id == "00u1");
  const auto again = put(R"({"userName":"ann2@example.org","active":false})", ann());
  CHECK(!again.wrong);
  CHECK(again.user.email == "ann2@example.org");
  CHECK(!again.user.external_id);
  CHECK(!again.user.given_name);
  CHECK(again.user.role == "agent");
  CHECK(!again.user.active);
  for (const auto* json : {"[]", "{}", R"({"userName":""})", R"({"userName":1})", R"({"userName":"a","name":"b"})"}) CHECK_MESSAGE(put(json).wrong, json);
}

TEST_CASE("a user is shown with what the directory says, and a name that the team knows where it says none") {
  auto user = ann();
  user.display_name.reset();
  std::string text;
  JsonWriter out{text};
  write(out, user, 7, "/scim/v2/Users/1");
  const Document document{text};
  REQUIRE(document.fault() == Document::Fault::none);
  CHECK(text.find(R"("userName":"ann@example.org","name":{"formatted":"Annie","givenName":"Ann","familyName":"Arbor"},"displayName":"Annie","active":true)") != text.npos);
  CHECK(text.find(R"("version":"\"v7\"")") != text.npos);
  CHECK(values_of(user, "displayname")->all == std::vector<Value>{std::string("Annie")});
  CHECK(!values_of(user, "shoesize"));
}
