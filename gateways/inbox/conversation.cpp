#include "commands/inbox/conversation/asks.hpp"

#include "commands/inbox/conversation/lookups.hpp"
#include "gateways/core/amend.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/each_member.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/core/lists.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/inbox/messages.hpp"
#include "schemas/public/inbox/conversation.hpp"

namespace millrace {

namespace {

using Parts = std::vector<std::string>;

std::string thread_channel(const Call& call, const Uuid& id) { return "conversation:" + to_string(call.tenant) + ":" + to_string(id); }

Response opened(const Call&, const Committed& record) {
  const auto row = row_made<Conversations>(record, Key(record.commit.subject));
  const auto silent = [](JsonWriter& out) { add_members(out, ConversationPreview{}); };
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
  const auto me = to_string(call.actor.member_id);
  for (auto& [name, value] : query.filters)
    if (name == "assigned_to" && value == "me") value = me;
  if (all) return {};
  for (const auto& [name, value] : query.filters)
    if (name == "assigned_to" && value != me) return problem(rule::permission_denied, "Your role shows you what is assigned to you.");
  std::erase_if(query.filters, [](const auto& filter) { return filter.first == "assigned_to"; });
  query.filters.emplace_back("assigned_to", me);
  return {};
}

std::string list_channel(const Call& call) {
  const auto channel = "inbox:" + to_string(call.tenant);
  if (call.actor.can.has(conversation::right::view_all) && call.request->param("assigned_to") != "me") return channel;
  return channel + ":" + to_string(call.actor.member_id);
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
  return local_page<Messages>(call, reader, Messages::thread, call.tenant, std::string(id->raw()), thread_channel(call, *id),
                              [&](const auto& listed) { return message_item(call, reader, listed.row); }, FirstPage::newest);
}

Route conversation_list() {
  auto route = list<Conversations, ConversationPreview, ConversationNames, Unread>("/conversations", anybody, Scope::business, &conversation_item);
  route.refine = &may_list;
  route.channel = &list_channel;
  route.query = {{"assigned_to", "a member's id; me: the caller's own; none: those that nobody has", {"me"}}};
  return route;
}

// To nobody must be said: a body without `member_id` would take it from whoever has it.
Route assigning() {
  auto route = setting({"assigned_to"},
                       command<conversation::Assign>("POST", "/conversations/{id}/assign", conversation::right::assign, Scope::business));
  route.must = {"member_id"};
  route.synonyms = {{"assigned_to", "member_id"}};
  return route;
}

bool hears_inbox(const Actor& actor, const Parts&, const Uuid&, const Rows&) { return actor.can.has(conversation::right::view_all); }
bool hears_own_inbox(const Actor& actor, const Parts& parts, const Uuid&, const Rows&) {
  return !actor.member_id.nil() && parse_uuid(parts[1]) == actor.member_id &&
         (actor.can.has(conversation::right::view_assigned) || actor.can.has(conversation::right::view_all));
}
bool hears_conversation(const Actor& actor, const Parts& parts, const Uuid& tenant, const Rows& rows) {
  const auto id = parse_uuid(parts[1]);
  return id && visible(state_row<Conversation>(rows, tenant, *id), actor);
}
std::vector<std::string> also_the_visitor(const Parts& parts, const Uuid& tenant, const Rows& rows) {
  const auto id = parse_uuid(parts[1]);
  const auto row = id ? rows.get(lookup_of<Conversations>(), tenant, Key(*id)) : nullptr;
  if (!row) return {};
  return {"typing:" + parts[0] + ":visitor:" + to_string(static_cast<const ConversationRow*>(row.get())->customer_id)};
}

// The typing of an agent; visitors hear it and are heard on a channel of their own (widget.cpp).
ChannelFamily typing() {
  ChannelFamily family{"typing", 2, &hears_conversation, true};
  family.also = &also_the_visitor;
  return family;
}

// Conversations that are still assigned to somebody who has left.
std::vector<Command> clear_desks(const Services&, const Reader& reader) {
  std::vector<Command> all;
  each_member(reader, Members::gone, [&](const MemberRow& member) {
    const auto& tenant = member.business_id.value;
    const auto left = reader.list(lookup_of<Conversations>(), Conversations::by_member, tenant, {std::string(member.id.value.raw()), {}, false, 1});
    if (!left.empty()) all.push_back(by_the_house(tenant, conversation::ClearDesk{member.id}, left.front().row.stamp.position));
  });
  return all;
}

}  // namespace

Module inbox::conversation() {
  return {
      .name = "inbox/conversation",
      .write_side = commands::conversation(),
      .projections = {projections::conversations()},
      .routes = {
          accepting({{"platform", "channel"}},
                    showing<ConversationRow, ConversationPreview>(
                        creating<conversation::Open>("POST", "/conversations", conversation::right::reply, Scope::business, &opened))),
          conversation_list(),
          showing<ConversationRow, ConversationPreview, ConversationNames, Unread>(read("/conversations/{id}", anybody, Scope::business, &one)),
          setting({"priority", "subject"}, command<conversation::Change>("PATCH", "/conversations/{id}", conversation::right::reply, Scope::business)),
          also<NewStatus>(command<conversation::ChangeStatus>("PATCH", "/conversations/{id}/status", conversation::right::close, Scope::business,
                                                              &status_changed)),
          assigning(),
          setting({"tags"}, command<conversation::Tag>("POST", "/conversations/{id}/tags", conversation::right::reply, Scope::business)),
          paging<MessageRow, MemberName>(read("/conversations/{id}/messages", anybody, Scope::business, &thread)),
      },
      // inbox:<business>[:<member>], conversation:<business>:<id>, typing:<business>:<conversation>
      .channels = {{"inbox", 1, &hears_inbox}, {"inbox", 2, &hears_own_inbox}, {"conversation", 2, &hears_conversation}, typing()},
      .public_events = events::conversation(),
      .rules = {
          conversation::rule::no_such_conversation, conversation::rule::conversation_exists, conversation::rule::not_open,
          conversation::rule::another_open, conversation::rule::unknown_status, conversation::rule::no_such_assignee,
          conversation::rule::account_unknown, conversation::rule::moved_on, conversation::rule::seen_invalid,
          conversation::rule::subject_invalid},
      .rights = {conversation::right::view_all, conversation::right::view_assigned, conversation::right::reply, conversation::right::assign,
                 conversation::right::close},
      .access = {&lookup_of<AssignedTo>()},
      .amends = &clear_desks,
  };
}

}  // namespace millrace
