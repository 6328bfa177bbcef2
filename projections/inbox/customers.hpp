// The customers of a business, and the notes that its members keep about them.
#pragma once

#include "domain/inbox/conversation/state.hpp"
#include "domain/inbox/customer/state.hpp"
#include "domain/inbox/message/state.hpp"
#include "projections/core/projection.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace::customer {

struct CustomerRow {
  Id<Customer> id;
  CameBy came_by = CameBy::agent;
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> email;
  std::optional<Personal<std::string>> phone;
  std::vector<std::string> tags;
  std::int64_t conversations = 0;
  Time customer_since{};
  std::optional<Time> last_contact_at;     // of the customer's own last message
  Time last_activity_at{};                 // the later one of both
  std::optional<Time> erased_at = {};      // nothing is known of this one any more
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (), (id, came_by, name, email, phone, tags, conversations, customer_since, last_contact_at, last_activity_at, erased_at))

struct Customers : Fold<Id<Customer>, CustomerRow> {
  static constexpr auto name = "customers";
  static const AnyFold& erased();
  using Listens = Join<Customer::Facts, List<conversation::Opened, conversation::Imported, message::Appended>>;
  using Ignores = List<NoteAdded, Identified>;

  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Keys keys(const conversation::Opened& e) { return {Key(e.customer_id)}; }
  static Keys keys(const conversation::Imported& e) { return {Key(e.customer_id)}; }
  static Keys keys(const message::Appended& e) { return e.author == message::Author::customer ? Keys{Key(e.customer_id)} : Keys{}; }

  static Maybe on(Maybe, const Created& e, const Meta& m);
  static void on(CustomerRow& r, const Changed& e, const Meta&);
  static void on(CustomerRow& r, const Tagged& e, const Meta&) { r.tags = distinct_labels(e.tags); }
  static void on(CustomerRow& r, const Erased&, const Meta& m) { r.erased_at = m.at; }
  static void on(CustomerRow& r, const conversation::Opened&, const Meta&) { ++r.conversations; }
  static void on(CustomerRow& r, const conversation::Imported&, const Meta& m);
  static void on(CustomerRow& r, const message::Appended&, const Meta& m);

  // Index: all of a tenant, in no order that means anything.
  static constexpr auto all = "all";
};

// Under which id a customer writes in a scope ("telegram"); the newest of them, where there were several.
struct IdentityOf {
  Id<Customer> customer_id;
  std::string scope;
};
BOOST_DESCRIBE_STRUCT(IdentityOf, (), (customer_id, scope))

struct CustomerIdentity {
  Id<Customer> customer_id;
  std::string scope;
  Personal<std::string> external_id;
  std::optional<Personal<std::string>> handle;
};
BOOST_DESCRIBE_STRUCT(CustomerIdentity, (), (customer_id, scope, external_id, handle))

struct Identities : Fold<IdentityOf, CustomerIdentity> {
  static constexpr auto name = "customer_identities";
  static const AnyFold& erased();
  using Listens = List<Identified>;
  static Keys keys(const Identified& e) { return {Key(IdentityOf{e.id, e.scope})}; }
  static Maybe on(Maybe, const Identified& e, const Meta&) { return CustomerIdentity{e.id, e.scope, e.external_id, e.handle}; }
};

struct CustomerNoteRow {
  Id<CustomerNote> id;
  Id<Customer> customer_id;
  Id<Member> member_id;
  Personal<std::string> text;
  Time created_at{};
};
BOOST_DESCRIBE_STRUCT(CustomerNoteRow, (), (id, customer_id, member_id, text, created_at))

struct CustomerNotes : Fold<Id<CustomerNote>, CustomerNoteRow> {
  static constexpr auto name = "customer_notes";
  static const AnyFold& erased();
  using Listens = List<NoteAdded>;
  static Keys keys(const NoteAdded& e) { return {Key(e.note_id)}; }
  static Maybe on(Maybe was, const NoteAdded& e, const Meta& m) { return was ? was : CustomerNoteRow{e.note_id, e.id, e.member_id, e.text, m.at}; }

  // Index: those of a customer (its 16 bytes), oldest first.
  static constexpr auto by_customer = "by_customer";
};

// With `member_name`, in replies and in publications alike.
std::string note_json(const Rows&, const Uuid& tenant, const CustomerNoteRow&, const Stamp&);

}  // namespace millrace::customer

// Compiled with its fold alone.
extern template const millrace::Shape& millrace::shape_of<millrace::customer::CustomerRow>();

namespace millrace::projections {
Projection customers();
Projection customer_identities();
Projection customer_notes();
}
