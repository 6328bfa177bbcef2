#include "commands/inbox/customer/asks.hpp"

#include "gateways/core/etag.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/channels.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/inbox/customers.hpp"
#include "schemas/public/inbox/customer.hpp"

namespace millrace {

namespace {

using customer::CustomerNoteRow;
using customer::CustomerNotes;
using customer::CustomerRow;
using customer::Customers;

constexpr std::size_t notes_shown = 50;

Response created(const Call&, const Committed& record) {
  return made(row_json(*row_made<Customers>(record, Key(record.commit.subject)), stamp_of(record)), record.commit.subject_version,
              "/customers/" + to_string(record.commit.subject));
}

struct Details {
  std::optional<Personal<std::string>> name, email, phone;
};
BOOST_DESCRIBE_STRUCT(Details, (), (name, email, phone))

// {id, version} and what was set, cleared details as null.
Response details_changed(const Call&, const Committed& record) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("id").text(to_string(record.commit.subject)).key("version").integer(record.commit.subject_version);
  if (const auto* e = last_fact<customer::Changed>(record)) {
    if (e->name) out.key("name").raw(to_json(*e->name));
    if (e->email) out.key("email").raw(to_json(*e->email));
    if (e->phone) out.key("phone").raw(to_json(*e->phone));
    for (const auto detail : e->cleared) out.key(shape_of<customer::Detail>().words[static_cast<std::size_t>(detail)]).null();
  }
  out.end_object();
  auto response = json_reply(200, std::move(body));
  response.headers.emplace_back("ETag", etag(record.commit.subject_version));
  return response;
}

std::string note_item(const Call& call, const Reader& reader, const StampedRow& stored) {
  return customer::note_json(reader, call.tenant, *static_cast<const CustomerNoteRow*>(stored.row.get()), stored.stamp);
}

Response noted(const Call&, const Committed& record) {
  const auto& e = *last_fact<customer::NoteAdded>(record);
  // A note is no stream of its own: it stays as it was made.
  return json_reply(201, row_json(*row_made<CustomerNotes>(record, Key(e.note_id)), {0, record.offset}));
}

std::string item(const Call&, const Reader&, const StampedRow& stored) {
  return row_json(*static_cast<const CustomerRow*>(stored.row.get()), stored.stamp);
}

std::optional<StampedRow> customer_row(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  return id ? reader.row(lookup_of<Customers>(), call.tenant, Key(*id)) : std::nullopt;
}

// With the newest notes, which continue on the same channel.
Response one(const Call& call, const Reader& reader) {
  const auto stored = customer_row(call, reader);
  if (!stored) return problem(customer::rule::no_such_customer);
  const auto& row = *static_cast<const CustomerRow*>(stored->row.get());
  auto notes = reader.list(lookup_of<CustomerNotes>(), CustomerNotes::by_customer, call.tenant,
                           {std::string(row.id.value.raw()), {}, true, notes_shown});
  std::reverse(notes.begin(), notes.end());
  auto body = row_json(row, stored->stamp, [&](JsonWriter& out) {
    out.key("notes").begin_array();
    for (const auto& note : notes) out.raw(note_item(call, reader, note.row));
    out.end_array();
  });
  return resource(call, reader, std::move(body), stored->stamp.version, channels::customer.of(call.tenant, row.id));
}

Response notes(const Call& call, const Reader& reader) {
  const auto stored = customer_row(call, reader);
  if (!stored) return problem(customer::rule::no_such_customer);
  const auto id = static_cast<const CustomerRow*>(stored->row.get())->id;
  return local_page<CustomerNotes>(call, reader, CustomerNotes::by_customer, call.tenant, std::string(id.value.raw()),
                                   channels::customer.of(call.tenant, id),
                                   [&](const auto& listed) { return note_item(call, reader, listed.row); }, FirstPage::newest);
}

// Those that the caller may see.
Response conversations_of(const Call& call, const Reader& reader) {
  const auto stored = customer_row(call, reader);
  if (!stored) return problem(customer::rule::no_such_customer);
  const auto id = static_cast<const CustomerRow*>(stored->row.get())->id;
  return local_page<conversation::Conversations>(call, reader, conversation::Conversations::by_customer, call.tenant, std::string(id.value.raw()), {},
                                   [&](const auto& listed) -> std::optional<std::string> {
                                     const auto& row = *static_cast<const conversation::ConversationRow*>(listed.row.row.get());
                                     if (!may_see_conversation(call, reader, row.id.value)) return {};
                                     return conversation_item(call, reader, listed.row);
                                   }, FirstPage::newest, Places::changing);
}

bool hears_customer(const Actor& actor, const ChannelIds& ids, const Uuid& tenant, const Rows& rows) {
  return actor.can.has(customer::right::view) && is_customer(ids[1], tenant, rows);
}

}  // namespace

Module inbox::customer() {
  return {
      .name = "inbox/customer",
      .write_side = commands::customer(),
      .projections = {projections::customers(), projections::customer_identities(), projections::customer_notes()},
      .routes = {
          showing<CustomerRow>(creating<customer::Create>("POST", "/customers", customer::right::edit, Scope::business, &created)),
          searched(personal("customers", list<Customers>("/customers", customer::right::view, Scope::business, &item))),
          holding("notes", row_of<CustomerNoteRow, member::MemberName>(),
                  showing<CustomerRow>(historical(personal("customer", read("/customers/{id}", customer::right::view, Scope::business, &one)))), true),
          never_refusing({Kind::conflict}, also<Details>(command<customer::Change>("PATCH", "/customers/{id}", customer::right::edit, Scope::business, &details_changed))),
          paging<conversation::ConversationRow, conversation::Preview, conversation::Names, Unread>(
              personal("conversations_of", read("/customers/{id}/conversations", customer::right::view, Scope::business, &conversations_of))),
          never_refusing({Kind::conflict}, showing<CustomerNoteRow>(up_to(long_text, creating<customer::Note>("POST", "/customers/{id}/notes", customer::right::edit, Scope::business, &noted)))),
          paging<CustomerNoteRow, member::MemberName>(historical(personal("notes", read("/customers/{id}/notes", customer::right::view, Scope::business, &notes)))),
          never_refusing({Kind::conflict}, setting({"tags"}, command<customer::Tag>("POST", "/customers/{id}/tags", customer::right::edit, Scope::business))),
      },
      .channels = {{channels::customer, &hears_customer, {"customer", "customer_note"}}},
      .public_events = events::customer(),
      .rules = {
          customer::rule::no_such_customer, customer::rule::customer_exists, customer::rule::customer_without_anything,
          customer::rule::customer_name_invalid, customer::rule::customer_email_invalid, customer::rule::customer_phone_invalid,
          customer::rule::note_invalid, customer::rule::tag_invalid, customer::rule::hold_active},
      .rights = {customer::right::view, customer::right::edit, customer::right::remove},
  };
}

}  // namespace millrace
