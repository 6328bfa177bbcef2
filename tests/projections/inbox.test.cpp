#include <doctest/doctest.h>

#include "projections/inbox/conversations.hpp"
#include "projections/core/told_again.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/messages.hpp"
#include "projections/inbox/read_markers.hpp"
#include "tests/support/inbox.hpp"
#include "tests/support/laws.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
namespace c = millrace::conversation;
using message::Delivery;
using conversation::Conversations;
using conversation::conversation_json;
using message::Messages;
using customer::Customers;
using customer::CustomerNotes;
using member::MemberNames;
using member::Members;
using read_marker::ReadMarkers;

namespace {

const House& read_side() {
  static const House house{join({commands::later(), commands::business(), commands::member(), commands::customer(),
                                 commands::conversation(), commands::message(), commands::read_marker(), commands::imports()}),
                           {&lookup_of<Conversations>(), &lookup_of<Messages>(), &lookup_of<Customers>(), &lookup_of<CustomerNotes>(),
                            &lookup_of<ReadMarkers>(), &lookup_of<Members>(), &lookup_of<MemberNames>()}};
  return house;
}
template <class F, class K>
typename F::Row row(const Story& story, const Id<K>& id) {
  const auto found = find_row<F>(story.rows(), tenant(), id);
  REQUIRE(found);
  return *found;
}
template <class F>
Said at(Duration after, F fact) { return happened(start + after, std::move(fact)); }
message::Appended note(const Id<Message>& id, std::int64_t no, const std::string& text) {
  auto said = replied(id, no, text);
  said.kind = message::Kind::note;
  return said;
}
const auto third = named<Message>("third");

// channel → operation and row of what one change says.
std::map<std::string, std::string> published(const Projection& p, const void* before, const void* after, const Rows& rows = Nothing{}) {
  std::vector<Change> changes;
  p.publish(rows, tenant(), before, after, {3, 7}, changes);
  std::map<std::string, std::string> out;
  for (const auto& change : changes) {
    CHECK(out.count(change.channel) == 0);
    out[change.channel] = (change.op == Change::Op::upsert ? "upsert " : "remove ") + change.row;
  }
  return out;
}
const std::string town = to_string(tenant());

// A member writes into an imported conversation.
Id<Message> inbox_live_after(Story& story, const Id<Conversation>& id) {
  const auto live = named<Message>("live");
  story.as(staff(ann, Role::owner)).live().when(message::Send{live, id, said("now")}).accepted();
  return live;
}

}  // namespace

TEST_CASE("a conversation's row says who wrote last, and how long the first answer took") {
  auto story = read_side().given(at(0s, opened()), at(0s, wrote(hello, 1, "hello")), at(60s, note(third, 2, "a hard one")),
                                 at(90s, replied(answer, 3, "hi")));
  const auto r = row<Conversations>(story, talk);
  CHECK(r.status == c::Status::open);
  CHECK(r.last_no == 3);
  CHECK(r.total_messages == 2);
  CHECK(r.preview_id == answer);
  CHECK(conversation_json(story.rows(), tenant(), r, {}).find("\"preview\":\"hi\"") != std::string::npos);
  CHECK(r.last_customer_message_at == start);
  CHECK(r.last_agent_message_at == start + 90s);
  CHECK(r.last_activity_at == start + 90s);
  CHECK(r.first_response_s == 90);
  CHECK_FALSE(r.waiting_since);
}
TEST_CASE("a note answers nobody") {
  const auto r = row<Conversations>(read_side().given(at(0s, opened()), at(0s, wrote(hello, 1, "hello")), at(60s, note(answer, 2, "hm"))), talk);
  CHECK(r.waiting_since == start);
  CHECK_FALSE(r.first_response_s);
  CHECK_FALSE(r.last_agent_message_at);
  CHECK(r.preview_id == hello);
}
TEST_CASE("one that is resolved, closed or archived does not wait; a member who opens it again finds it waiting as before") {
  for (const auto* done : {"resolved", "closed"}) {
    auto story = read_side().given(founded(), known(zoe), at(0s, opened()), at(0s, wrote(hello, 1, "hello")));
    CHECK(row<Conversations>(story, talk).waiting_since == start);
    story.as(staff(ann, Role::manager)).when(c::ChangeStatus{talk, done}).accepted();
    CHECK_FALSE(row<Conversations>(story, talk).waiting_since);
    story.when(c::ChangeStatus{talk, "open"}).accepted();
    CHECK(row<Conversations>(story, talk).waiting_since == start);
  }
  CHECK_FALSE(row<Conversations>(read_side().given(at(0s, opened()), at(0s, wrote(hello, 1, "hello")), at(1s, c::Archived{talk, {}})), talk).waiting_since);
}
TEST_CASE("an answered one that is opened again waits for nobody, and neither does one that its customer opens before they have written") {
  auto story = read_side().given(founded(), known(zoe), at(0s, opened()), at(0s, wrote(hello, 1, "hello")), at(60s, replied(answer, 2, "hi")), at(90s, c::Resolved{talk, {}}));
  story.as(staff(ann, Role::manager)).when(c::ChangeStatus{talk, "open"}).accepted();
  CHECK_FALSE(row<Conversations>(story, talk).waiting_since);
  const auto thanked = read_side().given(at(0s, opened()), at(0s, wrote(hello, 1, "thanks")), at(9s, c::Resolved{talk, {}}), at(99s, c::Reopened{talk, zoe, widget, {}}),
                                         at(99s, wrote(third, 2, "hello again")));
  CHECK(row<Conversations>(thanked, talk).waiting_since == start + 99s);
}
TEST_CASE("the first resolution counts, and opening again takes only the mark away") {
  auto story = read_side().given(at(0s, opened()), at(10s, c::Resolved{talk, {}}), at(20s, c::Reopened{talk, zoe, widget, {}}));
  auto r = row<Conversations>(story, talk);
  CHECK(r.status == c::Status::open);
  CHECK_FALSE(r.resolved_at);
  CHECK(r.resolution_s == 10);
  CHECK(r.last_activity_at == start + 20s);
  const auto again = read_side().given(at(0s, opened()), at(10s, c::Resolved{talk, {}}), at(20s, c::Reopened{talk, zoe, widget, {}}),
                                       at(99s, c::Resolved{talk, {}}));
  r = row<Conversations>(again, talk);
  CHECK(r.resolution_s == 10);
  CHECK(r.resolved_at == start + 99s);
}
TEST_CASE("a deleted message loses its text everywhere, and is not unread") {
  auto story = read_side().given(at(0s, opened()), at(0s, wrote(hello, 1, "secret")), at(5s, message::Deleted{hello, talk, 1}));
  const auto r = row<Conversations>(story, talk);
  CHECK(r.deleted == std::vector<std::int64_t>{1});
  CHECK_FALSE(r.preview_id);
  CHECK(conversation_json(story.rows(), tenant(), r, {}).find("\"preview\":null") != std::string::npos);
  CHECK(read_marker::unread(r.last_no, 0, r.imported, r.deleted) == 0);
  const auto m = row<Messages>(story, hello);
  CHECK_FALSE(m.text);
  CHECK(m.deleted_at == start + 5s);
}
TEST_CASE("`read` before `delivered` fills both times, and a late lower status is not shown") {
  auto story = read_side().given(at(0s, opened()), at(0s, replied(answer, 1, "hi")), at(9s, message::DeliveryChanged{answer, Delivery::read}),
                                 at(12s, message::DeliveryChanged{answer, Delivery::delivered}));
  const auto m = row<Messages>(story, answer);
  CHECK(m.status == Delivery::read);
  CHECK(m.read_at == start + 9s);
  CHECK(m.delivered_at == start + 9s);
}
TEST_CASE("an imported conversation is resolved, unread by nobody, and sorted by what happened when") {
  const auto once = start - 1000h;
  auto story = read_side().given();
  story.as(staff(ann, Role::owner)).imported()
      .when(imports::Load{named<Import>("i"), Channel::twitter,
                                {{"7", {{"a", once, imports::From::client, said("@zoe"), said("help")},
                                        {"b", once + 2h, imports::From::agent, said("Acme"), said("done")},
                                        {"c", once - 1h, imports::From::client, said("@zoe"), said("earlier")}}}}})
      .accepted();
  const auto r = row<Conversations>(story, fresh<Conversation>(2));
  CHECK(r.status == c::Status::resolved);
  CHECK(r.created_at == once - 1h);
  CHECK(r.last_activity_at == once + 2h);
  CHECK(r.resolved_at == once + 2h);
  CHECK_FALSE(r.first_response_s);
  CHECK(r.preview_at == once + 2h);
  CHECK(read_marker::unread(r.last_no, 0, r.imported, r.deleted) == 0);
  const auto who = row<Customers>(story, r.customer_id);
  CHECK(who.name->value == "@zoe");
  CHECK(who.conversations == 1);
  CHECK(who.last_contact_at == once);
  CHECK(row<Messages>(story, fresh<Message>(3)).origin == Origin::import);
  CHECK_FALSE(r.waiting_since);
  story.live().when(c::ChangeStatus{r.id, "open"}).accepted();
  CHECK_FALSE(row<Conversations>(story, r.id).waiting_since);   // it was answered where it took place
}
TEST_CASE("an imported conversation without an answer waits from when a member opens it, not for years") {
  auto story = read_side().given();
  story.as(staff(ann, Role::owner)).imported().when(imports::Load{named<Import>("i"), Channel::twitter, {{"7", {{"a", start - 1000h, imports::From::client, said("@zoe"), said("help")}}}}}).accepted();
  story.live().when(c::ChangeStatus{fresh<Conversation>(2), "open"}).accepted();
  const auto r = row<Conversations>(story, fresh<Conversation>(2));
  REQUIRE(r.waiting_since);
  CHECK(*r.waiting_since >= start);
}
TEST_CASE("the preview is the newest reply that is left, however many of the newest are deleted") {
  auto story = read_side().given(founded(), known(zoe), at(0s, opened()), at(0s, wrote(hello, 1, "one")), at(1s, wrote(answer, 2, "two")), at(2s, note(third, 3, "hm")),
                                 at(3s, wrote(named<Message>("last"), 4, "four")));
  const auto preview = [&] { return row<Conversations>(story, talk).preview_id; };
  story.as(staff(ann, Role::manager)).when(message::Delete{named<Message>("last")}).accepted();
  CHECK(preview() == answer);
  CHECK(conversation_json(story.rows(), tenant(), row<Conversations>(story, talk), {}).find("\"preview\":\"two\"") != std::string::npos);
  story.when(message::Delete{answer}).accepted();
  CHECK(preview() == hello);
  story.when(message::Delete{hello}).accepted();
  CHECK_FALSE(preview());
  story.as(visitor(zoe)).when(message::Receive{named<Message>("new"), zoe, widget, said("anybody?")}).accepted();
  CHECK(preview() == named<Message>("new"));
}
TEST_CASE("history that comes in later than what it is older than is neither the preview nor unread, and stands in its place") {
  const auto once = start - 1000h;
  using imports::From;
  auto story = read_side().given(founded());
  const auto load = [&](std::string key, Time at, const char* text) {
    return imports::Load{named<Import>("load " + key), Channel::twitter, {{"7", {{key, at, From::client, said("@zoe"), said(text)}}}}};
  };
  story.as(staff(ann, Role::owner)).imported().when(load("b", once, "newer")).accepted();
  const auto id = fresh<Conversation>(2);
  story.when(load("a", once - 10h, "older")).accepted();
  auto r = row<Conversations>(story, id);
  CHECK(conversation_json(story.rows(), tenant(), r, {}).find("\"preview\":\"newer\"") != std::string::npos);
  CHECK(r.last_activity_at == once);
  CHECK(r.created_at == once - 10h);
  CHECK(row<Customers>(story, r.customer_id).customer_since == once - 10h);

  const auto live = inbox_live_after(story, id);
  story.imported().as(staff(ann, Role::owner)).when(load("c", once + 1h, "in between")).accepted();
  r = row<Conversations>(story, id);
  CHECK(r.preview_id == live);
  CHECK(r.last_no == 4);
  CHECK(read_marker::unread(r.last_no, 0, r.imported, r.deleted) == 1);
  std::vector<std::pair<std::string, std::string>> thread;
  for (const auto& m : {fresh<Message>(3), fresh<Message>(4), live, fresh<Message>(5)}) {
    const auto said = row<Messages>(story, m);
    thread.emplace_back(message::thread_place(id, said.created_at, said.no), said.text->value);
  }
  std::sort(thread.begin(), thread.end());
  std::vector<std::string> texts;
  for (const auto& [place, text] : thread) texts.push_back(text);
  CHECK(texts == std::vector<std::string>{"older", "newer", "in between", "now"});
}
TEST_CASE("a customer's row follows its changes, and keeps when it last wrote") {
  auto story = read_side().given(at(0s, customer::Created{zoe, customer::CameBy::agent, about(zoe, "Zoë"), about(zoe, "z@example.org"), {}}),
                                 customer::Changed{zoe, {}, {}, about(zoe, "+1 555"), {customer::Detail::email}},
                                 customer::Tagged{zoe, {"vip"}, {"vip"}, {}}, opened(), at(9s, wrote(hello, 1, "hello")), at(20s, replied(answer, 2, "hi")));
  const auto r = row<Customers>(story, zoe);
  CHECK(r.name->value == "Zoë");
  CHECK_FALSE(r.email);
  CHECK(r.phone->value == "+1 555");
  CHECK(r.tags == std::vector<std::string>{"vip"});
  CHECK(r.conversations == 1);
  CHECK(r.last_contact_at == start + 9s);
}
TEST_CASE("a row shows a tag once that an earlier release kept in two spellings") {
  auto story = read_side().given(at(0s, customer::Created{zoe, customer::CameBy::agent, about(zoe, "Zoë")}), opened(),
                                 customer::Tagged{zoe, {"VIP", "late", "vip"}, {"VIP", "late", "vip"}, {}},
                                 conversation::Tagged{talk, {"Refund", "REFUND"}, {"Refund", "REFUND"}, {}});
  CHECK(row<Customers>(story, zoe).tags == std::vector<std::string>{"VIP", "late"});
  CHECK(row<Conversations>(story, talk).tags == std::vector<std::string>{"Refund"});
}
TEST_CASE("a conversation is said to the inbox, to itself and to whom it is assigned, and taken from whom it was") {
  conversation::ConversationRow was{}, is{};
  was.id = is.id = talk;
  was.assigned_to = ann;
  is.assigned_to = bob;
  const auto heard = published(projections::conversations(), &was, &is);
  REQUIRE(heard.size() == 4);
  const auto row = heard.at("inbox:" + town);
  CHECK(row.find("upsert ") == 0);
  CHECK(row.find("\"version\":3,\"position\":7}") != std::string::npos);
  CHECK(heard.at("conversation:" + town + ":" + to_string(talk)) == row);
  CHECK(heard.at("inbox:" + town + ":" + to_string(bob)) == row);
  CHECK(heard.at("inbox:" + town + ":" + to_string(ann)) == "remove {\"id\":\"" + to_string(talk) + "\"}");
}
TEST_CASE("a visitor hears replies, and nothing of notes or numbers") {
  message::MessageRow m{};
  m.id = answer, m.conversation_id = talk, m.customer_id = zoe, m.no = 4, m.text = about(zoe, "hi"), m.member_id = ann;
  m.author = message::Author::agent;
  const auto story = read_side().given(member::Joined{ann, named<Account>("ann's account"), about(ann, "Ann"), name_of(Role::agent), {}, {}});
  auto heard = published(projections::messages(), nullptr, &m, story.rows());
  REQUIRE(heard.size() == 2);
  const auto seen = heard.at("visitor:" + town + ":" + to_string(zoe));
  CHECK(seen.find(R"("agent":{"name":"Ann"})") != std::string::npos);
  CHECK(seen.find(to_string(ann)) == std::string::npos);
  CHECK(heard.at("conversation:" + town + ":" + to_string(talk)).find(R"("member_name":"Ann")") != std::string::npos);
  CHECK(seen.find("\"no\":") == std::string::npos);
  CHECK(heard.at("conversation:" + town + ":" + to_string(talk)).find("\"no\":4") != std::string::npos);
  m.kind = message::Kind::note;
  heard = published(projections::messages(), nullptr, &m);
  CHECK(heard.size() == 1);
  CHECK(heard.count("visitor:" + town + ":" + to_string(zoe)) == 0);
  CHECK_FALSE(projections::messages().indexes[1].place(&m));
}
TEST_CASE("who missed what was said is not told the text of a message that has been deleted since, nor a preview of it") {
  const auto member_of = [](const Id<Message>& id) { return "\"id\":\"" + to_string(id) + "\""; };
  const auto change = [](const std::string& resource, const std::string& row) {
    return R"({"resource":")" + resource + R"(","op":"upsert","row":)" + row + "}";
  };
  const auto said = [](const std::string& changes) { return R"({"changes":[)" + changes + R"(],"position":7})"; };
  const auto again = [](const Story& story, const std::string& data) {
    return told_again({projections::conversations(), projections::messages(), projections::customers()}, story.rows(), tenant(), data);
  };
  const auto hers = change("message", "{" + member_of(hello) + R"(,"text":"my card is 4111"})");
  const auto other = change("message", "{" + member_of(answer) + R"(,"text":"é, )" + to_string(hello) + R"("})");
  const auto preview = change("conversation", R"({"id":")" + to_string(talk) + R"(","preview_id":")" + to_string(hello) + R"(","preview":"my card is 4111"})");
  const auto later = change("conversation", R"({"id":")" + to_string(talk) + R"(","preview_id":")" + to_string(answer) + R"(","preview":"hi"})");
  const auto gone = change("message", "{" + member_of(hello) + R"(,"text":null,"deleted_at":"2026-01-05T01:00:00Z"})");
  const auto customer = change("customer", R"({"id":")" + to_string(hello) + R"(","text":"x"})");

  auto story = read_side().given(known(zoe), opened(), wrote(hello, 1, "my card is 4111"), replied(answer, 2, "hi"));
  const auto all = said(hers + "," + other + "," + preview + "," + later + "," + customer);
  CHECK(again(story, all) == all);
  const auto deleted = read_side().given(known(zoe), opened(), wrote(hello, 1, "my card is 4111"), replied(answer, 2, "hi"), message::Deleted{hello, talk, 1});
  CHECK(again(deleted, all) == said(other + "," + later + "," + customer));
  CHECK(again(deleted, said(hers)) == said(""));
  CHECK(again(deleted, said(gone)) == said(gone));
}
TEST_CASE("a thread stands in the order in which it was written, and what was written at once in that of its numbers") {
  CHECK(message::thread_place(talk, start, 10) < message::thread_place(talk, start + 1s, 2));
  CHECK(message::thread_place(talk, start, 2) < message::thread_place(talk, start, 10));
  CHECK(message::thread_place(talk, start, 255) < message::thread_place(talk, start, 256));
  CHECK(message::thread_place(talk, start, 9).substr(0, 16) == talk.value.raw());
}
TEST_CASE("the laws hold for every fold of the inbox") {
  const auto side = join({commands::customer(), commands::conversation(), commands::message(), commands::read_marker(), commands::imports()});
  const std::vector<Projection> views{projections::conversations(), projections::messages(), projections::customers(),
                                      projections::customer_notes(), projections::read_markers(), projections::members(), projections::member_names()};
  auto folds = side.folds;
  for (const auto& view : views) folds.push_back(view.fold);
  for (std::uint64_t seed = 11; seed <= 12; ++seed) {
    CAPTURE(seed);
    check_laws(folds, views, seed, 200);
  }
}
