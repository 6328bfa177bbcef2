#include <doctest/doctest.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/business/asks.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/registration/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using registration::Registered;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::account(), commands::session(), commands::registration(),
                                 commands::business(), commands::member()})};
  return house;
}
const auto ann = named<Account>("ann");
const auto acme = named<Registration>("acme");
const Id<Business> acme_itself{acme.value};

account::SignedUp ann_signed_up() { return {ann, about(ann, "ann@example.org"), about(ann, "Ann"), about(ann, "phc")}; }
Registered registered(std::string_view id, std::string slug) {
  return {named<Registration>(id), ann, "Somewhere", std::move(slug), named<Widget>("w"), named<Member>("m")};
}
registration::Register register_acme(std::string name = "Acme Ltd.") { return {acme, std::move(name), about(ann, "Ann"), about(ann, "ann@example.org")}; }
business::Found found_acme(std::string slug = "acme-ltd") {
  return {acme_itself, "Acme Ltd.", std::move(slug), fresh<Widget>(1), fresh<Member>(2), ann, about(ann, "Ann"), start + std::chrono::hours{1}, about(ann, "ann@example.org")};
}

}  // namespace

TEST_CASE("a business is registered under a slug of its own and handed over to its own tenant") {
  house().given(ann_signed_up()).as(user(ann)).when(register_acme()).then(
      Registered{acme, ann, "Acme Ltd.", "acme-ltd", fresh<Widget>(1), fresh<Member>(2)}, handoff(acme.value, found_acme()));
}

TEST_CASE("a slug that is taken is counted on") {
  house()
      .given(ann_signed_up(), registered("1", "acme-ltd"), registered("2", "acme-ltd-2"), registered("3", "acme-ltd-4"))
      .as(user(ann))
      .when(register_acme())
      .then(Registered{acme, ann, "Acme Ltd.", "acme-ltd-3", fresh<Widget>(1), fresh<Member>(2)},
            handoff(acme.value, found_acme("acme-ltd-3")));
}

TEST_CASE("a slug is what is left of a name in an address") {
  CHECK(slug_of("Acme Ltd.") == "acme-ltd");
  CHECK(slug_of("  --24/7--  ") == "24-7");
  CHECK(slug_of("☕ ☕") == "business");
  CHECK(slug_of(std::string(47, 'a') + " b") == std::string(47, 'a'));
  CHECK(slug_of(std::string(100, 'a')).size() == 48);
}

TEST_CASE("a slug keeps the letters that are not of ASCII, as one writes them in it") {
  CHECK(slug_of("Peña") == "pena");
  CHECK(slug_of("Straßenfest Über Köln") == "strassenfest-uber-koln");
  CHECK(slug_of("Işık") == "isik");
  CHECK(slug_of("Søren Œuvre Łódź") == "soren-oeuvre-lodz");
  CHECK(slug_of("Кофейня") == "kofejna");
  CHECK(slug_of("北京") == "bei-jing");
}

TEST_CASE("a business is called by its name without what does not show at its ends") {
  auto story = house().given(ann_signed_up());
  story.as(user(ann)).when(register_acme("\u200b Cafe\u0301 \u00a0"));
  CHECK(story.facts<Registered>().at(0).name == "Café");
}

TEST_CASE("a business needs a founder with an account, a name, and an id of its own") {
  house().given().as(user(ann)).when(register_acme()).refused(registration::rule::founder_unknown);
  house().given(ann_signed_up()).as(anybody()).when(register_acme()).refused(registration::rule::founder_unknown);
  house().given(ann_signed_up()).as(visitor(ann)).when(register_acme()).refused(registration::rule::founder_unknown);
  house().given(ann_signed_up()).as(user(ann)).when(register_acme("")).refused(registration::rule::business_name_invalid);
  house().given(ann_signed_up(), registered("acme", "x")).as(user(ann)).when(register_acme()).refused(registration::rule::business_exists);
}

TEST_CASE("a business is founded with its owner, once") {
  const auto owner = fresh<Member>(2);
  const auto then = start + std::chrono::hours{1};
  house().given().as(system()).at(then + std::chrono::seconds{5}).when(found_acme()).then(
      happened(then, business::Founded{acme_itself, "Acme Ltd.", "acme-ltd", fresh<Widget>(1)}),
      happened(then, member::Joined{owner, ann, about(owner, "Ann"), name_of(Role::owner), {}, {}, about(owner, "ann@example.org")}));
  house().given(business::Founded{acme_itself, "Acme", "acme", {}}).as(system()).when(found_acme()).then();
}

TEST_CASE("a business is renamed and keeps its slug") {
  house().given(business::Founded{acme_itself, "Acme", "acme", {}}).as(user(ann)).when(business::Change{acme_itself, "Acme Inc."}).then(
      business::Renamed{acme_itself, "Acme Inc."});
  house().given(business::Founded{acme_itself, "Acme", "acme", {}}).as(user(ann)).when(business::Change{acme_itself, " "}).refused(
      registration::rule::business_name_invalid);
  house().given().as(user(ann)).when(business::Change{acme_itself, "Acme"}).refused(business::rule::no_such_business);
}

TEST_CASE("a business that is called what it is called already says nothing") {
  const business::Founded founded{{tenant()}, "Acme", "acme", named<Widget>("w")};
  house().given(founded, member::Joined{named<Member>("m"), ann, about(named<Member>("m"), "Ann"), name_of(Role::owner), {}, {}})
      .as(staff(named<Member>("m"), Role::owner)).when(business::Change{{tenant()}, "Acme"}).then()
      .when(business::Change{{tenant()}, "Acme Two"}).then(business::Renamed{{tenant()}, "Acme Two"})
      .when(business::Change{{tenant()}, "Acme Two"}).then()
      .when(business::Change{{tenant()}, "\xe3\x80\x80"}).refused(registration::rule::business_name_invalid);
}

namespace {

using Origins = std::vector<std::string>;
const auto widget = named<Widget>("w");
business::Change sites(std::optional<Origins> named) { return {.id = {tenant()}, .widget_origins = std::move(named)}; }
business::WidgetOriginsSet set_to(Origins named) { return {{tenant()}, widget, std::move(named)}; }

}  // namespace

TEST_CASE("the sites that may show the widget are kept as browsers name them, each once; saying them again says nothing") {
  const business::Founded founded{{tenant()}, "Acme", "acme", widget};
  house().given(founded).as(staff(named<Member>("m"), Role::owner))
      .when(sites(Origins{"HTTPS://Shop.Example:443/", "https://*.acme.example", "http://localhost:3000", "https://shop.example"}))
      .then(set_to({"https://shop.example", "https://*.acme.example", "http://localhost:3000"}))
      .when(sites(Origins{"https://shop.example", "https://*.acme.example", "http://localhost:3000"})).then()
      .when(sites(Origins{})).then(set_to({}))
      .when(sites({})).then();
  house().given(founded, set_to({"https://shop.example"})).as(staff(named<Member>("m"), Role::owner)).when(sites({})).then(set_to({}));
}

TEST_CASE("a name and sites that change together are one record; what names no site changes neither") {
  const business::Founded founded{{tenant()}, "Acme", "acme", widget};
  auto both = sites(Origins{"https://acme.example"});
  both.name = "Acme Two";
  house().given(founded).as(staff(named<Member>("m"), Role::owner)).when(both).then(business::Renamed{{tenant()}, "Acme Two"}, set_to({"https://acme.example"}));
  both.widget_origins = Origins{"https://acme.example", "acme.example"};
  house().given(founded).as(staff(named<Member>("m"), Role::owner)).when(both).refused(business::rule::widget_origin_invalid);
}

TEST_CASE("sites of another widget are not this one's") {
  const business::Founded founded{{tenant()}, "Acme", "acme", widget};
  house().given(founded, business::WidgetOriginsSet{{tenant()}, named<Widget>("other"), {"https://acme.example"}})
      .as(staff(named<Member>("m"), Role::owner)).when(sites(Origins{})).then();
}
