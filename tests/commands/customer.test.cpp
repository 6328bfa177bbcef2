#include <doctest/doctest.h>

#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
using customer::Changed;
using customer::Created;
using customer::Detail;
using customer::NoteAdded;
using customer::Tagged;

TEST_CASE("a customer is made with what is known about the person, sealed under that person's key") {
  inbox().given().as(member(ann, Role::agent)).when(CreateCustomer{zoe, said("Zoë"), said("zoe@example.org"), said("+49 (30) 1234")})
      .then(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org"), about(zoe, "+49 (30) 1234")});
}
TEST_CASE("a customer needs something to be known by") {
  auto story = inbox().given();
  story.as(member(ann, Role::agent)).when(CreateCustomer{zoe}).refused(rule::customer_without_anything)
      .when(CreateCustomer{zoe, said(" ")}).refused(rule::customer_name_invalid)
      .when(CreateCustomer{zoe, said("two\nlines")}).refused(rule::customer_name_invalid)
      .when(CreateCustomer{zoe, {}, said("nobody")}).refused(rule::customer_email_invalid)
      .when(CreateCustomer{zoe, {}, {}, said("call me")}).refused(rule::customer_phone_invalid);
}
TEST_CASE("a customer is made once") {
  auto story = inbox().given(known(zoe));
  story.when(CreateCustomer{zoe, said("Zoë")}).refused(rule::customer_exists).when(RegisterVisitor{zoe}).refused(rule::customer_exists);
}
TEST_CASE("a visitor is somebody new, whatever it says of itself") {
  auto story = inbox().given();
  story.as(anybody()).when(RegisterVisitor{zoe, said("Ann"), {}}).then(Created{zoe, customer::CameBy::visitor, about(zoe, "Ann")});
  story.as(anybody()).when(RegisterVisitor{named<Customer>("other"), {}, said("x")}).refused(rule::customer_email_invalid);
}
TEST_CASE("a change of a customer leaves alone what it does not name, and clears what it sets to null") {
  auto story = inbox().given(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org")});
  story.when(ChangeCustomer{zoe, said("Zoë Z."), MaybePersonal{}, {}}).then(Changed{zoe, about(zoe, "Zoë Z."), {}, {}, {Detail::email}});
  story.when(ChangeCustomer{zoe}).then();
  story.when(ChangeCustomer{zoe, {}, said("@")}).refused(rule::customer_email_invalid);
  story.when(ChangeCustomer{named<Customer>("nobody"), said("N")}).refused(rule::no_such_customer);
}
TEST_CASE("a change of a customer to what is there already says nothing") {
  auto story = inbox().given(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org")});
  story.when(ChangeCustomer{zoe, said("Zoë"), said("zoe@example.org"), MaybePersonal{}}).then()
      .when(ChangeCustomer{zoe, said(" Zoe\u0308 "), said("Zoe@Example.org"), said("+49 30")}).then(Changed{zoe, {}, {}, about(zoe, "+49 30")})
      .when(ChangeCustomer{zoe, said("ZOË"), {}, {}}).then(Changed{zoe, about(zoe, "ZOË"), {}, {}})
      .when(ChangeCustomer{zoe, {}, said("zoe@example.com"), said("+49 30")}).then(Changed{zoe, {}, about(zoe, "zoe@example.com"), {}})
      .when(ChangeCustomer{zoe, {}, {}, MaybePersonal{}}).then(Changed{zoe, {}, {}, {}, {Detail::phone}})
      .when(ChangeCustomer{zoe, {}, {}, MaybePersonal{}}).then()
      .when(ChangeCustomer{zoe, {}, {}, said("+49 30")}).then(Changed{zoe, {}, {}, about(zoe, "+49 30")});
}
TEST_CASE("a change leaves something that a customer is known by, as it was made with") {
  auto story = inbox().given(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org")});
  const MaybePersonal none;
  story.when(ChangeCustomer{zoe, none, none, none}).refused(rule::customer_without_anything)
      .when(ChangeCustomer{zoe, none, none, said("+49 30")}).then(Changed{zoe, {}, {}, about(zoe, "+49 30"), {Detail::name, Detail::email}})
      .when(ChangeCustomer{zoe, {}, {}, none}).refused(rule::customer_without_anything)
      .when(ChangeCustomer{zoe, none, none, {}}).then();
  inbox().given(known(zoe)).when(ChangeCustomer{zoe, none, none, none}).then();
}
TEST_CASE("a phone number is kept in ASCII, without what does not show") {
  auto story = inbox().given();
  story.as(member(ann, Role::agent)).when(CreateCustomer{zoe, {}, {}, said("\u202a＋49  (30)\u00a01234\u202c ")})
      .then(Created{zoe, customer::CameBy::agent, {}, {}, about(zoe, "+49 (30) 1234")})
      .when(ChangeCustomer{zoe, {}, {}, said(" +49 (30) 1234")}).then();
}
TEST_CASE("tags are a set") {
  auto story = inbox().given(known(zoe));
  story.when(TagCustomer{zoe, {"vip", "vip", "late"}}).then(Tagged{zoe, {"vip", "late"}, {"vip", "late"}, {}})
      .when(TagCustomer{zoe, {"vip"}}).then()
      .when(TagCustomer{zoe, {"new"}, {{"late", "unknown"}}}).then(Tagged{zoe, {"vip", "new"}, {"new"}, {"late"}})
      .when(TagCustomer{zoe, {""}}).refused(rule::tag_invalid)
      .when(TagCustomer{zoe, {std::string(51, 'x')}}).refused(rule::tag_invalid);
  std::vector<std::string> many;
  for (int n = 0; n < 31; ++n) many.push_back("t" + std::to_string(n));
  story.when(TagCustomer{zoe, many}).refused(rule::tag_invalid);
  story.when(TagCustomer{named<Customer>("nobody"), {"vip"}}).refused(rule::no_such_customer);
}
TEST_CASE("spellings of a tag that differ in case, width, composition or space are one tag, as it was written first") {
  auto story = inbox().given(known(zoe));
  story.when(TagCustomer{zoe, {"  VIP  gold ", "vip gold", "Cafe\u0301"}}).then(Tagged{zoe, {"VIP gold", "Café"}, {"VIP gold", "Café"}, {}})
      .when(TagCustomer{zoe, {"Vip\u00a0Gold", "ＣＡＦÉ"}}).then()
      .when(TagCustomer{zoe, {"vip gold"}, {{"VIP GOLD"}}}).then()
      .when(TagCustomer{zoe, {}, {{" vip GOLD"}}}).then(Tagged{zoe, {"Café"}, {}, {"VIP gold"}})
      .when(TagCustomer{zoe, {"\u200b"}}).refused(rule::tag_invalid)
      .when(TagCustomer{zoe, {"a\u0001b"}}).refused(rule::tag_invalid);
}
TEST_CASE("a tag is written as somebody in the business wrote it first, on whatever") {
  const auto max = named<Customer>("max");
  inbox().given(known(zoe), known(max), opened(), conversation::Tagged{talk, {"VIP"}, {"VIP"}, {}})
      .when(TagCustomer{zoe, {"vip"}}).then(Tagged{zoe, {"VIP"}, {"VIP"}, {}})
      .when(TagCustomer{zoe, {}, {{"Vip"}}}).then(Tagged{zoe, {}, {}, {"VIP"}})
      .when(TagCustomer{max, {"vIP"}}).then(Tagged{max, {"VIP"}, {"VIP"}, {}});
}
TEST_CASE("of a tag that an earlier release kept in two spellings the first stays, and both go together") {
  auto story = inbox().given(known(zoe), Tagged{zoe, {"VIP", "late", "vip"}, {"VIP", "late", "vip"}, {}});
  story.when(TagCustomer{zoe, {"vip"}}).then()
      .when(TagCustomer{zoe, {"new"}}).then(Tagged{zoe, {"VIP", "late", "new"}, {"new"}, {}});
  inbox().given(known(zoe), Tagged{zoe, {"VIP", "late", "vip"}, {"VIP", "late", "vip"}, {}})
      .when(TagCustomer{zoe, {}, {{"Vip"}}}).then(Tagged{zoe, {"late"}, {}, {"VIP", "vip"}});
}
TEST_CASE("a customer's address is kept in its one form, and a name without what does not show at its ends") {
  auto story = inbox().given();
  story.as(member(ann, Role::agent)).when(CreateCustomer{zoe, said(" Zoe\u0308\u200b"), said("\u00a0Zo\u00cb@BÜCHER.example ")})
      .then(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoë@xn--bcher-kva.example")})
      .when(ChangeCustomer{zoe, {}, said("Zoe@Example.ORG")}).then(Changed{zoe, {}, about(zoe, "zoe@example.org")})
      .when(ChangeCustomer{zoe, {}, said("a@b..de")}).refused(rule::customer_email_invalid);
}
TEST_CASE("a note about a customer names its author and is sealed with the customer") {
  auto story = inbox().given(known(zoe));
  story.as(member(bob, Role::agent)).when(NoteCustomer{zoe, said("pays late")})
      .then(NoteAdded{zoe, fresh<CustomerNote>(), bob, about(zoe, "pays late")})
      .when(NoteCustomer{zoe, said("\n")}).refused(rule::note_invalid)
      .when(NoteCustomer{named<Customer>("nobody"), said("x")}).refused(rule::no_such_customer);
}
