#include "projections/desk/tickets.hpp"

#include "projections/core/row_json.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/customers.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace ticket {

namespace {

void publish_ticket(const Rows& rows, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const TicketRow*>(after);
  if (!row) return;                                    // no fact takes a ticket away
  const auto json = ticket_json(rows, tenant, *row, stamp);
  for (auto channel : {channels::tickets.of(tenant), channels::ticket.of(tenant, row->id)})
    changes.push_back({std::move(channel), "ticket", Change::Op::upsert, row->id.value, json});
}

void publish_comment(const Rows& rows, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const TicketCommentRow*>(after);
  if (!row) return;
  changes.push_back({channels::ticket.of(tenant, row->ticket_id), "ticket_comment", Change::Op::upsert, row->id.value,
                     comment_json(rows, tenant, *row, stamp)});
}

std::optional<std::string> place_open_of_customer(const void* p) {
  const auto& row = *static_cast<const TicketRow*>(p);
  return row.customer_id && row.status < Status::resolved ? std::optional{std::string(row.customer_id->value.raw())} : std::nullopt;
}

std::optional<std::string> place_by_ticket(const void* p) {
  const auto& row = *static_cast<const TicketCommentRow*>(p);
  auto place = std::string(row.ticket_id.value.raw()) + to_rfc3339(row.created_at);
  for (int shift = 56; shift >= 0; shift -= 8) place += static_cast<char>(row.no >> shift & 0xff);
  return place;
}

}  // namespace

Tickets::Maybe Tickets::on(Maybe was, const Opened& e, const Meta& m) {
  if (was) return was;
  TicketRow row{};
  row.id = e.id;
  row.number = e.number;
  row.subject = e.subject;
  row.priority = e.priority;
  row.customer_id = e.customer_id;
  row.opened_by = e.opened_by;
  row.created_at = m.at;
  row.last_activity_at = m.at;
  return row;
}

void Tickets::on(Row& r, const Commented& e, const Meta& m) {
  ++r.comments;
  r.last_activity_at = std::max(r.last_activity_at, m.at);
  if (e.answer && !r.first_response_at) r.first_response_at = m.at;
}

void Tickets::on(Row& r, const Tagged& e, const Meta&) { r.tags = distinct_labels(e.tags); }

void Tickets::on(Row& r, const Resolved&, const Meta& m) {
  r.status = Status::resolved;
  r.resolved_at = m.at;
}

void Tickets::on(Row& r, const Reopened&, const Meta& m) {
  r.status = Status::open;
  r.resolved_at.reset();
  r.closed_at.reset();
  r.last_activity_at = std::max(r.last_activity_at, m.at);
}

void Tickets::on(Row& r, const Closed&, const Meta& m) {
  r.status = Status::closed;
  r.closed_at = m.at;
  if (!r.resolved_at) r.resolved_at = m.at;
}

void Tickets::on(Row& r, const ClockStarted& e, const Meta&) {
  r.first_response = ClockState::running;
  r.first_response_due_at = e.due;
}

std::string ticket_json(const Rows& rows, const Uuid& tenant, const TicketRow& r, const Stamp& stamp,
                        const std::function<void(JsonWriter&)>& more) {
  const auto customer = r.customer_id ? find_row<customer::Customers>(rows, tenant, *r.customer_id) : nullptr;
  return row_json(r, stamp, [&](JsonWriter& out) {
    add_members(out, TicketNames{customer ? customer->name : std::nullopt, member::member_name(rows, tenant, r.assigned_to)});
    if (more) more(out);
  });
}

std::string comment_json(const Rows& rows, const Uuid& tenant, const TicketCommentRow& r, const Stamp& stamp) {
  return row_json(r, stamp, [&](JsonWriter& out) { add_members(out, member::MemberName{member::member_name(rows, tenant, r.member_id)}); });
}

}  // namespace ticket

const AnyFold& ticket::Tickets::erased() { return erased_fold<Tickets>(); }
const AnyFold& ticket::Descriptions::erased() { return erased_fold<Descriptions>(); }
const AnyFold& ticket::Comments::erased() { return erased_fold<Comments>(); }

Projection projections::tickets() {
  return {.fold = &lookup_of<ticket::Tickets>(),
          .resource = "ticket",
          .indexes = {{ticket::Tickets::open_of_customer, &ticket::place_open_of_customer}},
          .publish = &ticket::publish_ticket,
          .view = true,
          .sql = true,
          .filters = {{"status", "status"}, {"priority", "priority"}, {"assigned_to", "assigned_to"}, {"customer_id", "customer_id"},
                      {"opened_by", "opened_by"}, {"number", "number"}, {"tag", "tags", Filter::How::contains}, {"first_response", "first_response"},
                      {"since", "last_activity_at", Filter::How::since}, {"until", "last_activity_at", Filter::How::until}},
          .sorts = {{"last_activity_at", "last_activity_at"}, {"created_at", "created_at"}, {"number", "number"},
                    {"first_response_due_at", "first_response_due_at", false}},
          .search = {"number", "subject"},
          .found_by = {{.fold = "customers", .newest = "last_activity_at", .named_here = "customer_id"}}};
}

Projection projections::ticket_descriptions() { return {.fold = &lookup_of<ticket::Descriptions>(), .resource = "ticket_description", .view = true}; }

Projection projections::ticket_comments() {
  return {.fold = &lookup_of<ticket::Comments>(),
          .resource = "ticket_comment",
          .indexes = {{.name = ticket::Comments::by_ticket, .place = &ticket::place_by_ticket, .kept = true}},
          .publish = &ticket::publish_comment,
          .view = true,
          .history = true};
}

}  // namespace millrace

template const millrace::Shape& millrace::shape_of<millrace::ticket::TicketRow>();
