#include "commands/inbox/conversation/asks.hpp"

#include "commands/inbox/conversation/lookups.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/amends.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/core/lists.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/channels.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/inbox/messages.hpp"
#include "schemas/public/inbox/conversation.hpp"

namespace millrace {

namespace {

using conversation::ConversationRow;
using conversation::Conversations;
using conversation::Names;
using conversation::Preview;

std::string thread_channel(const Call& call, const Uuid& id) { return channels::conversation.of(call.tenant, {id}); }

Response opened(const Call&, const Committed& record) {
  const auto row = row_made<Conversations>(record, Key(record.commit.subject));
  const auto silent = [](JsonWriter& out) { add_members(out, Preview{}); };
  return made(row_json(*row, stamp_of(record), silent), record.commit.subject_version, "/conversations/" + to_string(record.commit.subject));
}

struct NewStatus {
  std::optional<conversation::Status> status;
};
BOOST_DESCRIBE_STRUCT(NewStatus, (), (status))

// {id, version, status} beside the usual fields, when it has changed.
Response status_changed(const Call& call, const Committed& record) {
  auto response = changed(call, record);
  using conversation::Status;
  NewStatus now;
  auto& status = now.status;
  for (const auto& fact : record.facts) {
    if (fact.as<conversation::Reopened>()) status = Status::open;
    if (fact.as<conversation::MadePending>()) status = Status::pending;
    if (fact.as<conversation::Resolved>()) status = Status::resolved;
    if (fact.as<conversation::Closed>()) status = Status::closed;
    if (fact.as<conversation::Archived>()) status = Status::archived;
  }
  return status ? adding(std::move(response), now) : response;
}

std::optional<Response> may_list(const Call& call, const Reader&, ListRequest& query) {
  const bool all = call.actor.can.has(conversation::right::view_all);
  if (!all && !call.actor.can.has(conversation::right::view_assigned))
    return problem(rule::permission_denied);
  query.name_me("assigned_to", call.actor.member_id);
  find_by_what_is_seen(call, query);
  if (!all && !query.narrow("assigned_to", to_string(call.actor.member_id)))
    return problem(rule::permission_denied, "Your role shows you what is assigned to you.");
  return {};
}

std::string list_channel(const Call& call) {
  if (call.actor.can.has(conversation::right::view_all) && call.request->param("assigned_to") != "me") return channels::inbox.of(call.tenant);
  return channels::own_inbox.of(call.tenant, {call.actor.member_id});
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Conversations>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored || !may_see_conversation(call, reader, *id)) return problem(conversation::rule::no_such_conversation);
  return resource(call, reader, conversation_item(call, reader, *stored), stored->stamp.version, thread_channel(call, *id));
}

Response thread(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  if (!id || !may_see_conversation(call, reader, *id)) return problem(conversation::rule::no_such_conversation);
  return local_page<message::Messages>(call, reader, message::Messages::thread, call.tenant, std::string(id->raw()), thread_channel(call, *id),
                              [&](const auto& listed) { return message_item(call, reader, listed.row); }, FirstPage::newest);
}

Route conversation_list() {
  auto route = personal("conversations", list<Conversations, Preview, Names, Unread>("/conversations", anybody, Scope::business, &conversation_item));
  auto& how = std::get<route::List>(route.kind);
  how.refine = &may_list;
  how.channel = &list_channel;
  route.query = {{"assigned_to", "a member's id; me: the caller's own; none: those that nobody has", {"me"}}};
  return searched(std::move(route));
}

// To nobody must be said: a body without `member_id` would take it from whoever has it.
Route assigning() {
  auto route = command<conversation::Assign>("POST", "/conversations/{id}/assign", conversation::right::assign, Scope::business);
  return accepting({{"assigned_to", "member_id"}}, insisting({"member_id"}, setting({"assigned_to"}, std::move(route))));
}

Route changing() {
  return setting({"priority", "subject"}, command<conversation::Change>("PATCH", "/conversations/{id}", conversation::right::reply, Scope::business));
}
Route changing_status() {
  return also<NewStatus>(
      command<conversation::ChangeStatus>("PATCH", "/conversations/{id}/status", conversation::right::close, Scope::business, &status_changed));
}
Route tagging() {
  return setting({"tags"}, command<conversation::Tag>("POST", "/conversations/{id}/tags", conversation::right::reply, Scope::business));
}

// {"<action>": body}: what is to be asked so that it is as it was. Facts say what they have taken away.
std::string asked_again(std::string_view action, std::initializer_list<std::pair<std::string_view, std::string>> body) {
  std::string json;
  JsonWriter out{json};
  out.begin_object().key(action).begin_object();
  for (const auto& [member, value] : body) out.key(member).raw(value);
  out.end_object().end_object();
  return json;
}

std::optional<std::string> undo_assign(const Committed& record) {
  const auto* e = last_fact<conversation::Assigned>(record);
  if (!e) return {};
  return asked_again("assign", {{"member_id", to_json(e->taken_from)}});
}
std::optional<std::string> undo_status(const Committed& record) {
  std::optional<conversation::Status> was;             // before the first that it says
  const auto from = [&](const auto* e) {
    if (e && !was) was = e->was;
  };
  for (const auto& fact : record.facts) {
    from(fact.as<conversation::Reopened>());
    from(fact.as<conversation::MadePending>());
    from(fact.as<conversation::Resolved>());
    from(fact.as<conversation::Closed>());
    from(fact.as<conversation::Archived>());
  }
  if (!was) return {};
  return asked_again("status", {{"status", to_json(*was)}});
}
std::optional<std::string> undo_tags(const Committed& record) {
  const auto* e = last_fact<conversation::Tagged>(record);
  if (!e) return {};
  return asked_again("tags", {{"tags", to_json(e->removed)}, {"remove", to_json(e->added)}});
}
std::optional<std::string> undo_priority(const Committed& record) {
  const auto* e = last_fact<conversation::PriorityChanged>(record);
  if (!e || !e->was) return {};
  return asked_again("priority", {{"priority", to_json(*e->was)}});
}

Route bulk() {
  return batch("/conversations/bulk", Scope::business, {action("assign", {"member_id"}, assigning(), &undo_assign),
                                                        action("status", {"status"}, changing_status(), &undo_status),
                                                        action("tags", {"tags", "remove"}, tagging(), &undo_tags),
                                                        action("priority", {"priority"}, changing(), &undo_priority)});
}

using activity::Entry;

std::optional<Entry> told_opened(const Call& call, const Reader& reader, const conversation::Opened& e) {
  return conversation_entry(call, reader, "conversation.opened", e.id);
}
std::optional<Entry> told_assigned(const Call& call, const Reader& reader, const conversation::Assigned& e) {
  auto entry = conversation_entry(call, reader, "conversation.assigned", e.id);
  if (entry) entry->member_id = e.assigned_to;
  return entry;
}
std::optional<Entry> told_resolved(const Call& call, const Reader& reader, const conversation::Resolved& e) {
  return conversation_entry(call, reader, "conversation.resolved", e.id);
}
std::optional<Entry> told_reopened(const Call& call, const Reader& reader, const conversation::Reopened& e) {
  return conversation_entry(call, reader, "conversation.reopened", e.id);
}

bool hears_inbox(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return actor.can.has(conversation::right::view_all); }
bool hears_own_inbox(const Actor& actor, const ChannelIds& ids, const Uuid&, const Rows&) {
  return !actor.member_id.nil() && ids[1] == actor.member_id &&
         (actor.can.has(conversation::right::view_assigned) || actor.can.has(conversation::right::view_all));
}
bool hears_conversation(const Actor& actor, const ChannelIds& ids, const Uuid& tenant, const Rows& rows) {
  return visible(*state_row<Conversation>(rows, tenant, ids[1]), actor) != nullptr;
}

// The typing of an agent: the visitor hears of it on a channel of its own (widget.cpp), and not who it is.
std::vector<Ephemeral::Heard> agent_types(const Ephemeral::Saying& in) {
  const Id<Conversation> id{in.ids[1]};
  std::vector<Ephemeral::Heard> heard;
  if (const auto row = find_row<Conversations>(in.rows, in.tenant, id))
    heard.push_back({channels::visitor_typing.of(in.tenant, row->customer_id), typing_json("agent", in.until)});
  heard.push_back({channels::typing.of(in.tenant, id), typing_json(to_string(in.actor.member_id), in.until)});
  return heard;
}

// Who has it open: colleagues see that they are not alone with it. {"left": true}: not any more.
std::vector<Ephemeral::Heard> member_looks(const Ephemeral::Saying& in) {
  const auto left = in.data ? in.data->find("left") : std::nullopt;
  const bool over = left && left->kind() == Node::Kind::boolean && left->boolean();
  return {{channels::looking.of(in.tenant, Id<Conversation>{in.ids[1]}), typing_json(to_string(in.actor.member_id), over ? Time{} : in.until)}};
}

}  // namespace

Module inbox::conversation() {
  return {
      .name = "inbox/conversation",
      .write_side = commands::conversation(),
      .projections = {projections::conversations()},
      .routes = {
          accepting({{"platform", "channel"}},
                    showing<ConversationRow, Preview>(
                        creating<conversation::Open>("POST", "/conversations", conversation::right::reply, Scope::business, &opened))),
          conversation_list(),
          showing<ConversationRow, Preview, Names, Unread>(historical(personal("conversation", read("/conversations/{id}", anybody, Scope::business, &one)))),
          changing(),
          changing_status(),
          assigning(),
          tagging(),
          bulk(),
          paging<message::MessageRow, member::MemberName, message::Waiting>(historical(personal("messages", read("/conversations/{id}/messages", anybody, Scope::business, &thread)))),
      },
      .channels = {{channels::inbox, &hears_inbox, {"conversation"}},
                   {channels::own_inbox, &hears_own_inbox, {"conversation"}},
                   {channels::conversation, &hears_conversation, {"conversation", "message"}},
                   {.name = channels::typing, .may_hear = &hears_conversation, .ephemeral = Ephemeral{.lasts = typing_lasts, .heard = &agent_types}},
                   {.name = channels::looking, .may_hear = &hears_conversation, .ephemeral = Ephemeral{.lasts = looking_lasts, .heard = &member_looks}}},
      .public_events = events::conversation(),
      .activity = {activity::told<&told_opened>(), activity::told<&told_assigned>(), activity::told<&told_resolved>(), activity::told<&told_reopened>()},
      .rules = {
          conversation::rule::no_such_conversation, conversation::rule::conversation_exists, conversation::rule::not_open,
          conversation::rule::another_open, conversation::rule::unknown_status, conversation::rule::no_such_assignee,
          conversation::rule::account_unknown, conversation::rule::moved_on, conversation::rule::seen_invalid,
          conversation::rule::subject_invalid},
      .rights = {conversation::right::view_all, conversation::right::view_assigned, conversation::right::reply, conversation::right::assign,
                 conversation::right::close},
      .access = {{&lookup_of<conversation::AssignedTo>(), &affects<Affected::Whom::thing>}},
      .amends = &inbox::clear_desks,
  };
}

}  // namespace millrace
