#include "commands/desk/ticket/asks.hpp"

#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/desk/modules.hpp"
#include "gateways/desk/ticket_mails.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/core/lists.hpp"
#include "projections/desk/tickets.hpp"
#include "projections/identity/members.hpp"
#include "schemas/public/desk/ticket.hpp"

namespace millrace {

namespace {

using ticket::Comments;
using ticket::Descriptions;
using ticket::TicketCommentRow;
using ticket::TicketDescription;
using ticket::TicketNames;
using ticket::TicketRow;
using ticket::Tickets;

std::string channel_of_one(const Call& call, const Uuid& id) { return channels::ticket.of(call.tenant, {id}); }
std::string channel_of_all(const Call& call) { return channels::tickets.of(call.tenant); }

Response opened(const Call&, const Committed& record) {
  const auto row = row_made<Tickets>(record, Key(record.commit.subject));
  const auto text = row_or_none(row_made<Descriptions>(record, Key(record.commit.subject)));
  return made(row_json(*row, stamp_of(record), [&](JsonWriter& out) { add_members(out, text); }), record.commit.subject_version,
              "/tickets/" + to_string(record.commit.subject));
}

Response commented(const Call&, const Committed& record) {
  const auto& e = *last_fact<ticket::Commented>(record);
  // A comment is no stream of its own: it stays as it was made.
  return json_reply(201, row_json(*row_made<Comments>(record, Key(e.comment_id)), {0, record.offset}));
}

struct NewTicketStatus {
  std::optional<ticket::Status> status;
};
BOOST_DESCRIBE_STRUCT(NewTicketStatus, (), (status))

// {id, version, status} beside the usual fields, when it has changed.
Response status_changed(const Call& call, const Committed& record) {
  auto response = changed(call, record);
  using ticket::Status;
  NewTicketStatus now;
  auto& status = now.status;
  for (const auto& fact : record.facts) {
    if (fact.as<ticket::Reopened>()) status = Status::open;
    if (fact.as<ticket::Started>()) status = Status::in_progress;
    if (fact.as<ticket::MadeWaiting>()) status = Status::waiting;
    if (fact.as<ticket::Resolved>()) status = Status::resolved;
    if (fact.as<ticket::Closed>()) status = Status::closed;
  }
  return status ? adding(std::move(response), now) : response;
}

std::string item(const Call& call, const Reader& reader, const StampedRow& stored) {
  return ticket_json(reader, call.tenant, *static_cast<const TicketRow*>(stored.row.get()), stored.stamp);
}

std::optional<StampedRow> ticket_row(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  return id ? reader.row(lookup_of<Tickets>(), call.tenant, Key(*id)) : std::nullopt;
}

Response one(const Call& call, const Reader& reader) {
  const auto stored = ticket_row(call, reader);
  if (!stored) return problem(ticket::rule::no_such_ticket);
  const auto& row = *static_cast<const TicketRow*>(stored->row.get());
  const auto text = row_or_none(find_row<Descriptions>(reader, call.tenant, row.id));
  auto body = ticket_json(reader, call.tenant, row, stored->stamp, [&](JsonWriter& out) { add_members(out, text); });
  return resource(call, reader, std::move(body), stored->stamp.version, channel_of_one(call, row.id.value));
}

Response comments(const Call& call, const Reader& reader) {
  const auto stored = ticket_row(call, reader);
  if (!stored) return problem(ticket::rule::no_such_ticket);
  const auto id = static_cast<const TicketRow*>(stored->row.get())->id;
  return local_page<Comments>(call, reader, Comments::by_ticket, call.tenant, std::string(id.value.raw()), channel_of_one(call, id.value),
                              [&](const auto& listed) {
                                return comment_json(reader, call.tenant, *static_cast<const TicketCommentRow*>(listed.row.row.get()),
                                                    listed.row.stamp);
                              }, FirstPage::newest);
}

std::optional<Response> naming_me(const Call& call, const Reader&, ListRequest& query) {
  for (const auto* filter : {"assigned_to", "opened_by"}) query.name_me(filter, call.actor.member_id);
  find_by_what_is_seen(call, query);
  return {};
}

Route ticket_list() {
  auto route = personal("tickets", list<Tickets, TicketNames>("/tickets", ticket::right::view, Scope::business, &item));
  auto& how = std::get<route::List>(route.kind);
  how.refine = &naming_me;
  how.channel = &channel_of_all;
  route.query = {{"assigned_to", "a member's id; me: the caller's own; none: those that nobody has", {"me"}},
                 {"opened_by", "a member's id; me: the caller; none: customers", {"me"}}};
  return searched(std::move(route));
}

// Where whoever is given the ticket reads mail. Nothing when that is not known yet, or any more.
std::optional<Response> prepare_assign(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<ticket::Assign*>(p);
  const auto member = ask.member_id ? find_row<member::Members>(reader, call.tenant, *ask.member_id) : nullptr;
  if (member && member->email && !member->email->erased) ask.address = member->email;
  return {};
}

// To nobody must be said: a body without `member_id` would take it from whoever has it.
Route assigning() {
  auto route = with(command<ticket::Assign>("POST", "/tickets/{id}/assign", ticket::right::assign, Scope::business), &prepare_assign, {"address"});
  return accepting({{"assigned_to", "member_id"}}, insisting({"member_id"}, setting({"assigned_to"}, std::move(route))));
}

using activity::Entry;

std::optional<Entry> entry(const Call& call, const Reader& reader, std::string_view kind, const Id<Ticket>& id, std::optional<Id<Member>> to = {}) {
  const auto row = find_row<Tickets>(reader, call.tenant, id);
  if (!row || !call.actor.can.has(ticket::right::view)) return {};
  return Entry{kind, "ticket", id.value, row->subject, row->number, {}, {}, to};
}
std::optional<Entry> told_opened(const Call& call, const Reader& reader, const ticket::Opened& e) { return entry(call, reader, "ticket.opened", e.id); }
std::optional<Entry> told_commented(const Call& call, const Reader& reader, const ticket::Commented& e) { return entry(call, reader, "ticket.commented", e.id); }
std::optional<Entry> told_assigned(const Call& call, const Reader& reader, const ticket::Assigned& e) {
  return entry(call, reader, "ticket.assigned", e.id, e.assigned_to);
}
std::optional<Entry> told_resolved(const Call& call, const Reader& reader, const ticket::Resolved& e) { return entry(call, reader, "ticket.resolved", e.id); }
std::optional<Entry> told_reopened(const Call& call, const Reader& reader, const ticket::Reopened& e) { return entry(call, reader, "ticket.reopened", e.id); }
std::optional<Entry> told_breached(const Call& call, const Reader& reader, const ticket::ClockBreached& e) { return entry(call, reader, "ticket.breached", e.id); }

bool hears_all(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return actor.can.has(ticket::right::view); }
bool hears_one(const Actor& actor, const ChannelIds& ids, const Uuid& tenant, const Rows& rows) {
  return actor.can.has(ticket::right::view) && !std::holds_alternative<Absent>(*state_row<Ticket>(rows, tenant, ids[1]));
}

}  // namespace

Module desk::ticket() {
  namespace right = ticket::right;
  namespace rule = ticket::rule;
  return {
      .name = "desk/ticket",
      .write_side = commands::ticket(),
      .projections = {projections::tickets(), projections::ticket_descriptions(), projections::ticket_comments()},
      .routes = {
          accepting({{"title", "subject"}}, showing<TicketRow, TicketDescription>(
                                                up_to(long_text, creating<ticket::Open>("POST", "/tickets", right::create, Scope::business, &opened)))),
          ticket_list(),
          showing<TicketRow, TicketNames, TicketDescription>(historical(personal("ticket", read("/tickets/{id}", right::view, Scope::business, &one)))),
          accepting({{"title", "subject"}},
                    setting({"subject", "priority"}, command<ticket::Change>("PATCH", "/tickets/{id}", right::edit, Scope::business))),
          also<NewTicketStatus>(command<ticket::ChangeStatus>("PATCH", "/tickets/{id}/status", right::edit, Scope::business, &status_changed)),
          assigning(),
          setting({"tags"}, command<ticket::Tag>("POST", "/tickets/{id}/tags", right::edit, Scope::business)),
          accepting({{"content", "text"}, {"is_internal", "internal"}},
                    showing<TicketCommentRow>(
                        up_to(long_text, creating<ticket::Comment>("POST", "/tickets/{id}/comments", right::edit, Scope::business, &commented)))),
          paging<TicketCommentRow, member::MemberName>(historical(personal("comments", read("/tickets/{id}/comments", right::view, Scope::business, &comments)))),
      },
      .channels = {{channels::tickets, &hears_all, {"ticket"}}, {channels::ticket, &hears_one, {"ticket", "ticket_comment"}}},
      .public_events = events::ticket(),
      .activity = {activity::told<&told_opened>(), activity::told<&told_commented>(), activity::told<&told_assigned>(), activity::told<&told_resolved>(),
                   activity::told<&told_reopened>(), activity::told<&told_breached>()},
      .rules = {rule::no_such_ticket, rule::ticket_exists, rule::closed, rule::subject_invalid, rule::description_invalid, rule::text_invalid,
                rule::unknown_priority, rule::unknown_status, rule::no_such_assignee},
      .rights = {right::view, right::create, right::edit, right::assign},
      .mails = ticket_mails(),
  };
}

}  // namespace millrace
