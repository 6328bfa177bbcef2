#include <doctest/doctest.h>

#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/businesses.hpp"
#include "projections/identity/members.hpp"
#include "projections/identity/sessions.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using account::Accounts;
using session::Sessions;
using business::Businesses;
using member::Members;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::session(), commands::member()}),
                           {&lookup_of<Accounts>(), &lookup_of<Sessions>(), &lookup_of<Businesses>(), &lookup_of<Members>()}};
  return house;
}
const auto ann = named<Member>("ann");
const auto annas = named<Account>("ann's account");
const auto phone = named<Session>("phone");

template <class F, class K>
std::shared_ptr<const typename F::Row> row(const Story& story, const Id<K>& id) { return find_row<F>(story.rows(), tenant(), id); }

std::vector<std::string> said(const Projection& p, const void* before, const void* after) {
  std::vector<Change> changes;
  p.publish(Nothing{}, tenant(), before, after, {3, 7}, changes);
  std::vector<std::string> out;
  for (const auto& c : changes)
    out.push_back(c.channel + (c.op == Change::Op::upsert ? " upsert " : " remove ") + c.resource + " " + c.row);
  return out;
}

}  // namespace

TEST_CASE("a member's row goes from invited to active to removed, and keeps the name of who has left") {
  const member::Invited invited{ann, about(ann, "ann@example.org"), name_of(Role::agent), {}, {}, 1, start};
  const member::Joined joined{ann, annas, about(ann, "Ann"), name_of(Role::agent), {}, {}};
  auto r = row<Members>(house().given(invited), ann);
  REQUIRE(r);
  CHECK(r->status == member::MemberStatus::invited);
  CHECK(r->email->value == "ann@example.org");
  CHECK(r->expires_at == start);
  CHECK(r->business_id.value == tenant());

  r = row<Members>(house().given(invited, joined, member::AccessChanged{ann, annas, name_of(Role::agent), {"team_invite"}, {"customers_edit", "team_view"}}), ann);
  REQUIRE(r);
  CHECK(r->status == member::MemberStatus::active);
  CHECK(r->account_id == annas);
  CHECK(r->role == "agent");
  CHECK(member::permissions_of(*r) == std::vector<std::string>{"conversations_close", "conversations_reply", "conversations_view_all",
                                                       "conversations_view_assigned", "customers_view", "integrations.view", "team_invite",
                                                       "tickets.assign", "tickets.create", "tickets.edit", "tickets.view"});
  CHECK_FALSE(r->expires_at);

  r = row<Members>(house().given(joined, member::Removed{ann, annas}), ann);
  REQUIRE(r);
  CHECK(r->status == member::MemberStatus::removed);
  CHECK(r->name->value == "Ann");
}

TEST_CASE("a member shows where the invitation went that somebody took up from another address, as whichever member they joined") {
  const auto own = about(ann, "ann@example.org"), asked = about(ann, "sales@example.org");
  const member::Joined joined{ann, annas, about(ann, "Ann"), name_of(Role::agent), {}, {}, own, true, asked};
  const auto shown = [](const std::shared_ptr<const member::MemberRow>& row) { return row && row->invited_email ? row->invited_email->value : ""; };
  CHECK(shown(row<Members>(house().given(joined), ann)) == "sales@example.org");
  CHECK(shown(row<Members>(house().given(joined, member::Removed{ann, annas}, joined), ann)) == "sales@example.org");
  // A fact of an earlier release does not say it, and the row does where the invitation was its own.
  auto silent = joined;
  silent.invited_email.reset();
  const member::Invited invited{ann, about(ann, "sales@example.org"), name_of(Role::agent), {}, {}, 1, start};
  CHECK(shown(row<Members>(house().given(invited, silent), ann)) == "sales@example.org");
  CHECK(shown(row<Members>(house().given(silent), ann)) == "");
}

TEST_CASE("the team and the businesses of an account list those who are there") {
  const auto members = projections::members();
  const auto places = [&](member::MemberStatus status) {
    member::MemberRow r{};
    r.id = ann, r.status = status, r.account_id = annas, r.joined_at = start;
    return std::pair{members.indexes[0].place(&r), members.indexes[1].place(&r)};
  };
  CHECK(places(member::MemberStatus::active) == std::pair{std::optional{to_rfc3339(start)},
                                                  std::optional{std::string(annas.value.raw()) + to_rfc3339(start)}});
  CHECK(places(member::MemberStatus::invited).first);
  CHECK_FALSE(places(member::MemberStatus::invited).second);
  for (const auto gone : {member::MemberStatus::expired, member::MemberStatus::removed}) {
    CHECK_FALSE(places(gone).first);
    CHECK_FALSE(places(gone).second);
  }
}

TEST_CASE("the team hears of its members, and each member of their own permissions") {
  const auto members = projections::members();
  member::MemberRow r{};
  r.id = ann, r.business_id = {tenant()}, r.status = member::MemberStatus::invited;
  const auto team = "team:" + to_string(tenant()), own = "member:" + to_string(tenant()) + ":" + to_string(ann);
  const auto is = [&] { return " upsert member {\"id\":\"" + to_string(ann) + "\",\"business_id\":\"" + to_string(tenant()) + "\""; };
  const auto gone = " remove member {\"id\":\"" + to_string(ann) + "\"}";

  const auto first = said(members, nullptr, &r);
  REQUIRE(first.size() == 1);
  CHECK(first[0].starts_with(team + is()));
  CHECK(first[0].ends_with(R"("version":3,"position":7})"));

  member::MemberRow active = r, removed = r;
  active.status = member::MemberStatus::active, removed.status = member::MemberStatus::removed;
  const auto joined = said(members, &r, &active);
  REQUIRE(joined.size() == 2);
  CHECK(joined[0].starts_with(team + is()));
  CHECK(joined[1].starts_with(own + is()));

  CHECK(said(members, &active, &removed) == std::vector{team + gone, own + gone});
  CHECK(said(members, &removed, &removed).empty());
}

TEST_CASE("the team sees who is available, and when the others last were") {
  const member::Joined joined{ann, annas, about(ann, "Ann"), name_of(Role::agent), {}, {}};
  const auto members = projections::members();
  const auto listed = [&](const member::MemberRow& r) { return members.indexes[3].place(&r).has_value(); };
  auto r = row<Members>(house().given(joined), ann);
  CHECK((!r->available && !r->available_since && !r->last_seen_at && !listed(*r)));
  r = row<Members>(house().given(joined, member::WentAvailable{ann, start}), ann);
  CHECK((r->available && r->available_since == start && !r->last_seen_at && listed(*r)));
  const auto later = start + std::chrono::hours(1);
  r = row<Members>(house().given(joined, member::WentAvailable{ann, start}, member::WentAway{ann, later}), ann);
  CHECK((!r->available && !r->available_since && r->last_seen_at == later && !listed(*r)));
  r = row<Members>(house().given(joined, member::WentAvailable{ann, start}, member::Removed{ann, annas}), ann);
  CHECK((!r->available && r->last_seen_at && !listed(*r)));
}

TEST_CASE("a session has a row while it is open, and its person hears of it") {
  auto story = house().given(session::Opened{phone, annas, about(annas, "Firefox"), start, about(annas, "192.0.2.7")},
                             session::Refreshed{phone, annas, 2, start + std::chrono::minutes(5)});
  const auto r = row<Sessions>(story, phone);
  REQUIRE(r);
  CHECK(r->device->value == "Firefox");
  CHECK(r->address->value == "192.0.2.7");
  CHECK(r->opened_at == start);
  CHECK(r->refreshed_at == start + std::chrono::minutes(5));
  const auto sessions = projections::sessions();
  CHECK(sessions.indexes[0].place(&*r) == std::string(annas.value.raw()) + to_rfc3339(start));
  const auto changes = said(sessions, nullptr, &*r);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].starts_with("user:" + to_string(annas) + " upsert session {\"id\":\"" + to_string(phone)));
  CHECK(said(sessions, &*r, nullptr) ==
        std::vector{"user:" + to_string(annas) + " remove session {\"id\":\"" + to_string(phone) + "\"}"});

  for (const auto& over : {AnyFact::of(session::Closed{phone, annas}), AnyFact::of(session::Revoked{phone, annas})})
    CHECK_FALSE(row<Sessions>(house().given(session::Opened{phone, annas, {}, start}, over), phone));
}

TEST_CASE("an account's row never holds its password, and its person hears of a new name") {
  auto story = house().given(account::SignedUp{annas, about(annas, "ann@example.org"), about(annas, "Ann"), about(annas, "$argon2id$")},
                             account::Renamed{annas, about(annas, "Anna")});
  const auto r = row<Accounts>(story, annas);
  REQUIRE(r);
  CHECK(to_json(*r) == "{\"id\":\"" + to_string(annas) + R"(","email":"ann@example.org","name":"Anna","created_at":")" +
                           to_rfc3339(start) + R"(","email_verified":false,"new_email":null,"new_email_until":null})");
  const auto changes = said(projections::accounts(), nullptr, &*r);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].starts_with("user:" + to_string(annas) + " upsert user {"));
}

TEST_CASE("an account's row follows its address, and shows the new one while that waits for its links") {
  const account::SignedUp signed_up{annas, about(annas, "ann@example.org"), about(annas, "Ann"), about(annas, "$argon2id$")};
  const account::EmailChangeRequested asked{annas, about(annas, "ann@example.org"), about(annas, "ann@example.net"), 2, start};
  auto r = row<Accounts>(house().given(signed_up, account::EmailVerified{annas}, asked), annas);
  CHECK((r->email_verified && r->email.value == "ann@example.org" && r->new_email->value == "ann@example.net" && r->new_email_until == start));
  const account::EmailChanged changed{annas, about(annas, "ann@example.org"), about(annas, "ann@example.net")};
  r = row<Accounts>(house().given(signed_up, asked, account::EmailChangeConfirmed{annas, 2, true}, changed), annas);
  CHECK((r->email_verified && r->email.value == "ann@example.net" && !r->new_email && !r->new_email_until));
  r = row<Accounts>(house().given(signed_up, asked, account::PasswordChanged{annas, about(annas, "$argon2id$"), 2}), annas);
  CHECK((r->email.value == "ann@example.org" && !r->new_email && !r->email_verified));
  CHECK_FALSE(row<Accounts>(house().given(signed_up, account::Deleted{annas, about(annas, "ann@example.org")}), annas));
}

TEST_CASE("a business's row follows its name and keeps its slug") {
  const auto acme = named<Business>("acme");
  auto story = house().given(business::Founded{acme, "Acme", "acme", named<Widget>("w")}, business::Renamed{acme, "Acme Inc."});
  const auto r = row<Businesses>(story, acme);
  REQUIRE(r);
  CHECK(r->name == "Acme Inc.");
  CHECK(r->slug == "acme");
  CHECK(r->created_at == start);
  CHECK(r->widget_origins.empty());
  auto named_sites = house().given(business::Founded{acme, "Acme", "acme", named<Widget>("w")},
                                   business::WidgetOriginsSet{acme, named<Widget>("w"), {"https://acme.example"}},
                                   business::WidgetOriginsSet{acme, named<Widget>("other"), {}});
  CHECK(row<Businesses>(named_sites, acme)->widget_origins == std::vector<std::string>{"https://acme.example"});
}
