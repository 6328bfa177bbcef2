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
  inbox().given().as(staff(ann, Role::agent)).when(customer::Create{zoe, said("Zoë"), said("zoe@example.org"), said("+49 (30) 1234")})
      .then(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org"), about(zoe, "+49 (30) 1234")});
}
TEST_CASE("a customer needs something to be known by") {
  auto story = inbox().given();
  story.as(staff(ann, Role::agent)).when(customer::Create{zoe}).refused(customer::rule::customer_without_anything)
      .when(customer::Create{zoe, said(" ")}).refused(customer::rule::customer_name_invalid)
      .when(customer::Create{zoe, said("two\nlines")}).refused(customer::rule::customer_name_invalid)
      .when(customer::Create{zoe, {}, said("nobody")}).refused(customer::rule::customer_email_invalid)
      .when(customer::Create{zoe, {}, {}, said("call me")}).refused(customer::rule::customer_phone_invalid);
}
TEST_CASE("a customer is made once") {
  auto story = inbox().given(known(zoe));
  story.when(customer::Create{zoe, said("Zoë")}).refused(customer::rule::customer_exists).when(customer::RegisterVisitor{zoe}).refused(customer::rule::customer_exists);
}
TEST_CASE("a visitor is somebody new, whatever it says of itself") {
  auto story = inbox().given();
  story.as(anybody()).when(customer::RegisterVisitor{zoe, said("Ann"), {}}).then(Created{zoe, customer::CameBy::visitor, about(zoe, "Ann")});
  story.as(anybody()).when(customer::RegisterVisitor{named<Customer>("other"), {}, said("x")}).refused(customer::rule::customer_email_invalid);
}
TEST_CASE("a change of a customer leaves alone what it does not name, and clears what it sets to null") {
  auto story = inbox().given(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org")});
  story.when(customer::Change{zoe, said("Zoë Z."), MaybePersonal{}, {}}).then(Changed{zoe, about(zoe, "Zoë Z."), {}, {}, {Detail::email}});
  story.when(customer::Change{zoe}).then();
  story.when(customer::Change{zoe, {}, said("@")}).refused(customer::rule::customer_email_invalid);
  story.when(customer::Change{named<Customer>("nobody"), said("N")}).refused(customer::rule::no_such_customer);
}
TEST_CASE("a change of a customer to what is there already says nothing") {
  auto story = inbox().given(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org")});
  story.when(customer::Change{zoe, said("Zoë"), said("zoe@example.org"), MaybePersonal{}}).then()
      .when(customer::Change{zoe, said(" Zoe\u0308 "), said("Zoe@Example.org"), said("+49 30")}).then(Changed{zoe, {}, {}, about(zoe, "+49 30")})
      .when(customer::Change{zoe, said("ZOË"), {}, {}}).then(Changed{zoe, about(zoe, "ZOË"), {}, {}})
      .when(customer::Change{zoe, {}, said("zoe@example.com"), said("+49 30")}).then(Changed{zoe, {}, about(zoe, "zoe@example.com"), {}})
      .when(customer::Change{zoe, {}, {}, MaybePersonal{}}).then(Changed{zoe, {}, {}, {}, {Detail::phone}})
      .when(customer::Change{zoe, {}, {}, MaybePersonal{}}).then()
      .when(customer::Change{zoe, {}, {}, said("+49 30")}).then(Changed{zoe, {}, {}, about(zoe, "+49 30")});
}
TEST_CASE("a change leaves something that a customer is known by, as it was made with") {
  auto story = inbox().given(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoe@example.org")});
  const MaybePersonal none;
  story.when(customer::Change{zoe, none, none, none}).refused(customer::rule::customer_without_anything)
      .when(customer::Change{zoe, none, none, said("+49 30")}).then(Changed{zoe, {}, {}, about(zoe, "+49 30"), {Detail::name, Detail::email}})
      .when(customer::Change{zoe, {}, {}, none}).refused(customer::rule::customer_without_anything)
      .when(customer::Change{zoe, none, none, {}}).then();
  inbox().given(known(zoe)).when(customer::Change{zoe, none, none, none}).then();
}
TEST_CASE("a phone number is kept in ASCII, without what does not show") {
  auto story = inbox().given();
  story.as(staff(ann, Role::agent)).when(customer::Create{zoe, {}, {}, said("\u202a＋49  (30)\u00a01234\u202c ")})
      .then(Created{zoe, customer::CameBy::agent, {}, {}, about(zoe, "+49 (30) 1234")})
      .when(customer::Change{zoe, {}, {}, said(" +49 (30) 1234")}).then();
}
TEST_CASE("tags are a set") {
  auto story = inbox().given(known(zoe));
  story.when(customer::Tag{zoe, {"vip", "vip", "late"}}).then(Tagged{zoe, {"vip", "late"}, {"vip", "late"}, {}})
      .when(customer::Tag{zoe, {"vip"}}).then()
      .when(customer::Tag{zoe, {"new"}, {{"late", "unknown"}}}).then(Tagged{zoe, {"vip", "new"}, {"new"}, {"late"}})
      .when(customer::Tag{zoe, {""}}).refused(customer::rule::tag_invalid)
      .when(customer::Tag{zoe, {std::string(51, 'x')}}).refused(customer::rule::tag_invalid);
  std::vector<std::string> many;
  for (int n = 0; n < 31; ++n) many.push_back("t" + std::to_string(n));
  story.when(customer::Tag{zoe, many}).refused(customer::rule::tag_invalid);
  story.when(customer::Tag{named<Customer>("nobody"), {"vip"}}).refused(customer::rule::no_such_customer);
}
TEST_CASE("spellings of a tag that differ in case, width, composition or space are one tag, as it was written first") {
  auto story = inbox().given(known(zoe));
  story.when(customer::Tag{zoe, {"  VIP  gold ", "vip gold", "Cafe\u0301"}}).then(Tagged{zoe, {"VIP gold", "Café"}, {"VIP gold", "Café"}, {}})
      .when(customer::Tag{zoe, {"Vip\u00a0Gold", "ＣＡＦÉ"}}).then()
      .when(customer::Tag{zoe, {"vip gold"}, {{"VIP GOLD"}}}).then()
      .when(customer::Tag{zoe, {}, {{" vip GOLD"}}}).then(Tagged{zoe, {"Café"}, {}, {"VIP gold"}})
      .when(customer::Tag{zoe, {"\u200b"}}).refused(customer::rule::tag_invalid)
      .when(customer::Tag{zoe, {"a\u0001b"}}).refused(customer::rule::tag_invalid);
}
TEST_CASE("a tag is written as somebody in the business wrote it first, on whatever") {
  const auto max = named<Customer>("max");
  inbox().given(known(zoe), known(max), opened(), conversation::Tagged{talk, {"VIP"}, {"VIP"}, {}})
      .when(customer::Tag{zoe, {"vip"}}).then(Tagged{zoe, {"VIP"}, {"VIP"}, {}})
      .when(customer::Tag{zoe, {}, {{"Vip"}}}).then(Tagged{zoe, {}, {}, {"VIP"}})
      .when(customer::Tag{max, {"vIP"}}).then(Tagged{max, {"VIP"}, {"VIP"}, {}});
}
TEST_CASE("of a tag that an earlier release kept in two spellings the first stays, and both go together") {
  auto story = inbox().given(known(zoe), Tagged{zoe, {"VIP", "late", "vip"}, {"VIP", "late", "vip"}, {}});
  story.when(customer::Tag{zoe, {"vip"}}).then()
      .when(customer::Tag{zoe, {"new"}}).then(Tagged{zoe, {"VIP", "late", "new"}, {"new"}, {}});
  inbox().given(known(zoe), Tagged{zoe, {"VIP", "late", "vip"}, {"VIP", "late", "vip"}, {}})
      .when(customer::Tag{zoe, {}, {{"Vip"}}}).then(Tagged{zoe, {"late"}, {}, {"VIP", "vip"}});
}
TEST_CASE("a customer's address is kept in its one form, and a name without what does not show at its ends") {
  auto story = inbox().given();
  story.as(staff(ann, Role::agent)).when(customer::Create{zoe, said(" Zoe\u0308\u200b"), said("\u00a0Zo\u00cb@BÜCHER.example ")})
      .then(Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "zoë@xn--bcher-kva.example")})
      .when(customer::Change{zoe, {}, said("Zoe@Example.ORG")}).then(Changed{zoe, {}, about(zoe, "zoe@example.org")})
      .when(customer::Change{zoe, {}, said("a@b..de")}).refused(customer::rule::customer_email_invalid);
}
TEST_CASE("a note about a customer names its author and is sealed with the customer") {
  auto story = inbox().given(known(zoe));
  story.as(staff(bob, Role::agent)).when(customer::Note{zoe, said("pays late")})
      .then(NoteAdded{zoe, fresh<CustomerNote>(), bob, about(zoe, "pays late")})
      .when(customer::Note{zoe, said("\n")}).refused(customer::rule::note_invalid)
      .when(customer::Note{named<Customer>("nobody"), said("x")}).refused(customer::rule::no_such_customer);
}
