#include "projections/inbox/conversations.hpp"

#include <algorithm>

#include "projections/core/row_json.hpp"
#include "projections/inbox/channels.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/messages.hpp"

namespace millrace::conversation {

namespace {

using message::Author;

std::int64_t seconds(Time from, Time to) {
  return std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(to - from).count());
}
void raise(std::optional<Time>& last, Time at) { last = std::max(last.value_or(at), at); }

// Where the preview stands; nothing when there is none.
std::optional<message::Place> place_of_preview(const ConversationRow& r) {
  if (!r.preview_id || !r.preview_at) return {};
  return message::Place{*r.preview_id, r.preview_no, *r.preview_at};
}
void show(ConversationRow& r, const std::optional<message::Place>& place) {
  r.preview_no = place ? place->no : 0;
  r.preview_id = place ? std::optional{place->id} : std::nullopt;
  r.preview_at = place ? std::optional{place->at} : std::nullopt;
}
void note_imported(std::vector<read_marker::Span>& imported, std::int64_t no) {
  if (!imported.empty() && imported.back().last + 1 == no) imported.back().last = no;
  else imported.push_back({no, no});
}

void publish(const Rows& rows, const Uuid& tenant, const void* before, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* was = static_cast<const ConversationRow*>(before);
  const auto* is = static_cast<const ConversationRow*>(after);
  if (!is) return;                                     // no fact takes a conversation away
  const auto id = is->id.value;
  const auto row = conversation_json(rows, tenant, *is, stamp);
  const auto upsert = [&](std::string channel) { changes.push_back({std::move(channel), "conversation", Change::Op::upsert, id, row}); };
  const auto desk = [&](const Id<Member>& member) { return channels::own_inbox.of(tenant, member); };
  upsert(channels::inbox.of(tenant));
  upsert(channels::conversation.of(tenant, is->id));
  if (is->assigned_to) upsert(desk(*is->assigned_to));
  if (was && was->assigned_to && was->assigned_to != is->assigned_to)
    changes.push_back({desk(*was->assigned_to), "conversation", Change::Op::remove, id, removed_json(id)});
}

bool withdrawn(const Rows& now, const Uuid& tenant, Node row) { return message::shows_deleted(now, tenant, row, "preview_id", "preview"); }

std::optional<std::string> place_by_customer(const void* p) {
  const auto& row = *static_cast<const ConversationRow*>(p);
  return std::string(row.customer_id.value.raw()) + to_rfc3339(row.last_activity_at);
}
std::optional<std::string> place_by_member(const void* p) {
  const auto& row = *static_cast<const ConversationRow*>(p);
  if (!row.assigned_to) return {};
  return std::string(row.assigned_to->value.raw());    // in no order that a message would change
}

ConversationRow begun(const Id<Conversation>& id, const Id<Customer>& customer, Channel channel, Status status, Time at) {
  ConversationRow row{};
  row.id = id;
  row.customer_id = customer;
  row.channel = channel;
  row.status = status;
  row.created_at = at;
  row.last_activity_at = at;
  return row;
}

}  // namespace

Conversations::Maybe Conversations::on(Maybe was, const Opened& e, const Meta& m) {
  if (was) return was;
  auto row = begun(e.id, e.customer_id, e.channel, Status::open, m.at);
  row.account_id = e.account_id;
  row.subject = e.subject;
  return row;
}

Conversations::Maybe Conversations::on(Maybe was, const Imported& e, const Meta& m) {
  if (was) return was;
  auto row = begun(e.id, e.customer_id, e.channel, Status::resolved, m.at);
  row.resolved_at = m.at;
  return row;
}

void Conversations::on(Row& r, const MadePending&, const Meta&) {
  r.status = Status::pending;
  r.resolved_at.reset();
}

void Conversations::on(Row& r, const Reopened&, const Meta& m) {
  r.status = Status::open;
  r.resolved_at.reset();
  r.last_activity_at = std::max(r.last_activity_at, m.at);
  // A member who opens it again has a customer waiting whose word was the last one: since then, or since now where that took place elsewhere.
  const bool unanswered = r.last_customer_message_at && (!r.last_agent_message_at || *r.last_agent_message_at < *r.last_customer_message_at);
  if (!m.member_id.nil() && unanswered && !r.waiting_since) r.waiting_since = r.imported.empty() ? *r.last_customer_message_at : m.at;
}

// Opening it again does not start the time to its resolution anew: the first one counts.
void Conversations::on(Row& r, const Resolved&, const Meta& m) {
  r.status = Status::resolved;
  r.resolved_at = m.at;
  r.waiting_since.reset();
  if (!r.resolution_s) r.resolution_s = seconds(r.created_at, m.at);
}

void Conversations::on(Row& r, const message::Appended& e, const Meta& m) {
  const bool imported = m.origin == Origin::import;
  if (imported) note_imported(r.imported, e.no);
  r.last_no = std::max(r.last_no, e.no);
  r.last_activity_at = std::max(r.last_activity_at, m.at);
  if (e.kind == message::Kind::note) return;
  ++r.total_messages;
  const message::Place here{e.id, e.no, m.at};
  if (const auto shown = place_of_preview(r); !shown || later(here, *shown)) show(r, here);
  raise(r.last_message_at, m.at);
  if (e.author == Author::customer) raise(r.last_customer_message_at, m.at);
  if (e.author == Author::agent) raise(r.last_agent_message_at, m.at);
  if (imported) {
    r.created_at = std::min(r.created_at, m.at);       // a file need not be in order
    if (r.resolved_at) raise(r.resolved_at, m.at);
    return;
  }
  // Only a person's reply to the customer is a response; what took place elsewhere tells nothing about us.
  if (e.author == Author::customer && !r.waiting_since) r.waiting_since = m.at;
  if (e.author == Author::agent && e.member_id && r.waiting_since) {
    if (!r.first_response_s) r.first_response_s = seconds(*r.waiting_since, m.at);
    r.waiting_since.reset();
  }
}

void Conversations::on(Row& r, const message::Deleted& e, const Meta&) {
  if (std::find(r.deleted.begin(), r.deleted.end(), e.no) == r.deleted.end()) r.deleted.push_back(e.no);
  if (r.preview_id == e.id) show(r, e.newest_left);
}

void Conversations::on(Row& r, const Closed&, const Meta&) {
  r.status = Status::closed;
  r.waiting_since.reset();
}

void Conversations::on(Row& r, const Archived&, const Meta&) {
  r.status = Status::archived;
  r.waiting_since.reset();
}

std::string conversation_json(const Rows& rows, const Uuid& tenant, const ConversationRow& r, const Stamp& stamp,
                              const std::function<void(JsonWriter&)>& more) {
  const auto customer = find_row<customer::Customers>(rows, tenant, r.customer_id);
  return row_json(r, stamp, [&](JsonWriter& out) {
    const auto newest = r.preview_id ? find_row<message::Messages>(rows, tenant, *r.preview_id) : nullptr;
    add_members(out, newest ? Preview{newest->text, newest->author} : Preview{});
    add_members(out, Names{customer ? customer->name : std::nullopt, member::member_name(rows, tenant, r.assigned_to)});
    if (more) more(out);
  });
}

const AnyFold& Conversations::erased() { return erased_fold<Conversations>(); }

}  // namespace millrace::conversation

namespace millrace::projections {
Projection conversations() {
  return {.fold = &lookup_of<conversation::Conversations>(),
          .resource = "conversation",
          .indexes = {{conversation::Conversations::by_customer, &conversation::place_by_customer}, {conversation::Conversations::by_member, &conversation::place_by_member}},
          .publish = &conversation::publish,
          .history = true,
          .withdrawn = &conversation::withdrawn,
          .sql = true,
          .filters = {{"status", "status"}, {"assigned_to", "assigned_to"}, {"channel", "channel"}, {"priority", "priority"},
                      {"tag", "tags", Filter::How::contains}, {"customer_id", "customer_id"}, {"waiting", "waiting_since", Filter::How::there},
                      {"since", "last_activity_at", Filter::How::since}, {"until", "last_activity_at", Filter::How::until}},
          .sorts = {{"last_activity_at", "last_activity_at"}, {"created_at", "created_at"}, {"waiting_since", "waiting_since", false}},
          .search = {"subject"},
          .found_by = {{.fold = "messages", .newest = "created_at", .names_us = "conversation_id"},
                       {.fold = "customers", .newest = "last_activity_at", .named_here = "customer_id"}}};
}
}

template const millrace::Shape& millrace::shape_of<millrace::conversation::ConversationRow>();
