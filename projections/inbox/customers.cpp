#include "projections/inbox/customers.hpp"

#include "projections/core/row_json.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/channels.hpp"

namespace millrace::customer {

namespace {

void publish_customer(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const CustomerRow*>(after);
  if (row) changes.push_back({channels::customer.of(tenant, row->id), "customer", Change::Op::upsert, row->id.value, row_json(*row, stamp)});
}

std::optional<std::string> place_of_all(const void*) { return std::string{}; }

void publish_note(const Rows& rows, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const CustomerNoteRow*>(after);
  if (row)
    changes.push_back({channels::customer.of(tenant, row->customer_id), "customer_note", Change::Op::upsert, row->id.value, note_json(rows, tenant, *row, stamp)});
}

std::optional<std::string> place_by_customer(const void* p) {
  const auto& row = *static_cast<const CustomerNoteRow*>(p);
  return std::string(row.customer_id.value.raw()) + to_rfc3339(row.created_at);
}

}  // namespace

Customers::Maybe Customers::on(Maybe, const Created& e, const Meta& m) {
  CustomerRow row{};
  row.id = e.id;
  row.came_by = e.came_by;
  row.name = e.name;
  row.email = e.email;
  row.phone = e.phone;
  row.customer_since = m.at;
  row.last_activity_at = m.at;
  return row;
}

void Customers::on(CustomerRow& r, const Changed& e, const Meta&) {
  for (const auto detail : e.cleared) switch (detail) {
      case Detail::name: r.name.reset(); break;
      case Detail::email: r.email.reset(); break;
      case Detail::phone: r.phone.reset(); break;
    }
  if (e.name) r.name = e.name;
  if (e.email) r.email = e.email;
  if (e.phone) r.phone = e.phone;
}

void Customers::on(CustomerRow& r, const conversation::Imported&, const Meta& m) {
  ++r.conversations;
  r.customer_since = std::min(r.customer_since, m.at);
}

void Customers::on(CustomerRow& r, const message::Appended&, const Meta& m) {
  if (m.origin == Origin::import) r.customer_since = std::min(r.customer_since, m.at);
  r.last_contact_at = std::max(r.last_contact_at.value_or(m.at), m.at);
  r.last_activity_at = std::max(r.last_activity_at, m.at);
}

std::string note_json(const Rows& rows, const Uuid& tenant, const CustomerNoteRow& r, const Stamp& stamp) {
  return row_json(r, stamp, [&](JsonWriter& out) { add_members(out, member::MemberName{member::member_name(rows, tenant, r.member_id)}); });
}

const AnyFold& Customers::erased() { return erased_fold<Customers>(); }
const AnyFold& Identities::erased() { return erased_fold<Identities>(); }
const AnyFold& CustomerNotes::erased() { return erased_fold<CustomerNotes>(); }

}  // namespace millrace::customer

namespace millrace::projections {
Projection customers() {
  return {.fold = &lookup_of<customer::Customers>(),
          .resource = "customer",
          .indexes = {{.name = customer::Customers::all, .place = &customer::place_of_all, .kept = true}},
          .publish = &customer::publish_customer,
          .view = true,
          .history = true,
          .sql = true,
          .filters = {{"tag", "tags", Filter::How::contains}, {"came_by", "came_by"},
                      {"since", "last_activity_at", Filter::How::since}, {"until", "last_activity_at", Filter::How::until}},
          .sorts = {{"last_activity_at", "last_activity_at"}, {"customer_since", "customer_since"}},
          .search = {"name", "email", "phone"}};
}

Projection customer_identities() { return {.fold = &lookup_of<customer::Identities>(), .resource = {}}; }

Projection customer_notes() {
  return {.fold = &lookup_of<customer::CustomerNotes>(),
          .resource = "customer_note",
          .indexes = {{.name = customer::CustomerNotes::by_customer, .place = &customer::place_by_customer, .kept = true}},
          .publish = &customer::publish_note,
          .view = true,
          .history = true};
}
}

template const millrace::Shape& millrace::shape_of<millrace::customer::CustomerRow>();
