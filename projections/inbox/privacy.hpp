// What a business does about people's data: erasures with the statements about them, legal holds, consents, exports.
#pragma once

#include "domain/inbox/conversation/over.hpp"
#include "domain/inbox/customer/activity.hpp"
#include "domain/inbox/privacy/state.hpp"
#include "projections/core/reader.hpp"

namespace millrace::privacy {

struct ErasureRow {
  Id<Erasure> id;
  Uuid subject_id;
  std::optional<Id<Member>> member_id;
  Time asked_at{};
  std::int64_t erased_position = 0;        // of SubjectErased, in the tenant's partition
  std::optional<Time> done_at;
  std::optional<Time> topics_until;
  std::string text, key, signature;        // of the certificate, once it is done
  std::optional<std::int64_t> after_days = {};   // nobody has asked for it: nothing had been heard of them for so long
};
BOOST_DESCRIBE_STRUCT(ErasureRow, (), (id, subject_id, member_id, asked_at, erased_position, done_at, topics_until, text, key, signature, after_days))

struct Erasures : Fold<Id<Erasure>, ErasureRow> {
  static constexpr auto name = "erasures";
  static const AnyFold& erased();
  using Listens = FactsOf<Erasure>;
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Maybe on(Maybe was, const SubjectErased& e, const Meta& m);
  static void on(ErasureRow& r, const RetentionExpired& e, const Meta&) { r.after_days = e.days; }
  static void on(ErasureRow& r, const ErasureDone& e, const Meta& m);

  // Indexes: all of a tenant, those that were asked for last first; those that are not done, over all tenants.
  static constexpr auto by_time = "by_time";
  static constexpr auto running = "running";
};

// One that lasts: a lifted one leaves no row.
struct HoldRow {
  Id<LegalHold> id;
  Id<Customer> customer_id;
  Personal<std::string> reason;
  std::optional<Id<Member>> member_id;
  Time placed_at{};
};
BOOST_DESCRIBE_STRUCT(HoldRow, (), (id, customer_id, reason, member_id, placed_at))

struct Holds : Fold<Id<LegalHold>, HoldRow> {
  static constexpr auto name = "legal_holds";
  static const AnyFold& erased();
  using Listens = FactsOf<LegalHold>;
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Maybe on(Maybe, const HoldPlaced& e, const Meta& m) { return HoldRow{e.id, e.customer_id, e.reason, e.member_id, m.at}; }
  static Maybe on(Maybe, const HoldLifted&, const Meta&) { return {}; }
  static constexpr auto by_time = "by_time";
};

struct RetentionRow {
  Id<Retention> id;
  std::optional<std::int64_t> inactive_customers_days;
  bool keep_unfinished = true;
  Time begins_at{};
  std::optional<Id<Member>> member_id;
  Time set_at{};
  std::optional<std::int64_t> closed_conversations_days;
};
BOOST_DESCRIBE_STRUCT(RetentionRow, (), (id, inactive_customers_days, keep_unfinished, begins_at, member_id, set_at, closed_conversations_days))

struct Retentions : Fold<Id<Retention>, RetentionRow> {
  static constexpr auto name = "retentions";
  static const AnyFold& erased();
  using Listens = FactsOf<Retention>;
  static Row on(Maybe, const RetentionSet& e, const Meta& m) {
    return {e.id, e.inactive_customers_days, e.keep_unfinished, e.begins_at, e.member_id, m.at, e.closed_conversations_days};
  }

  // Index over all tenants: those by which anything goes, by when they begin.
  static constexpr auto in_force = "in_force";
};

// Those terms of all businesses that have begun by then, behind that place, at most so many; each place ends with the tenant and the row's key.
std::vector<Reader::Listed> retentions_begun(const Reader&, Time by, const std::string& after, std::size_t most);
// Customers of a business of whom nothing has been heard since that day, behind that place, the longest silent first.
std::vector<Reader::Listed> silent_since(const Reader&, const Uuid& tenant, Time day, const std::string& after, std::size_t most);
// Conversations of it that have been over since that day and have something left to read, likewise.
std::vector<Reader::Listed> over_since(const Reader&, const Uuid& tenant, Time day, const std::string& after, std::size_t most);

struct ConsentRow {
  Id<Consent> id;
  Id<Customer> customer_id;
  std::string purpose;
  bool granted = false;
  Personal<std::string> source;
  std::optional<Id<Member>> member_id;
  Time recorded_at{};
};
BOOST_DESCRIBE_STRUCT(ConsentRow, (), (id, customer_id, purpose, granted, source, member_id, recorded_at))

struct Consents : Fold<Id<Consent>, ConsentRow> {
  static constexpr auto name = "consents";
  static const AnyFold& erased();
  using Listens = FactsOf<Consent>;
  static Keys keys(const ConsentRecorded& e) { return {Key(e.id)}; }
  static Maybe on(Maybe was, const ConsentRecorded& e, const Meta& m) {
    return was ? was : ConsentRow{e.id, e.customer_id, e.purpose, e.granted, e.source, e.member_id, m.at};
  }
  // Index: those of a customer (its 16 bytes), newest first.
  static constexpr auto by_customer = "by_customer";
};

struct ExportRow {
  Id<Export> id;
  std::optional<Id<Customer>> customer_id;
  std::optional<Id<Member>> member_id;
  Time asked_at{};
  std::optional<Time> done_at;
  std::optional<Time> expires_at;
  std::int64_t bytes = 0;
  std::int64_t things = 0;
};
BOOST_DESCRIBE_STRUCT(ExportRow, (), (id, customer_id, member_id, asked_at, done_at, expires_at, bytes, things))

struct Exports : Fold<Id<Export>, ExportRow> {
  static constexpr auto name = "exports";
  static const AnyFold& erased();
  using Listens = FactsOf<Export>;
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Maybe on(Maybe was, const ExportRequested& e, const Meta& m);
  static void on(ExportRow& r, const ExportDone& e, const Meta& m);
  // As of erasures.
  static constexpr auto by_time = "by_time";
  static constexpr auto running = "running";
};

}  // namespace millrace::privacy

namespace millrace::projections {
Projection erasures();
Projection legal_holds();
Projection retentions();
Projection customer_activity();
Projection conversations_over();
Projection consents();
Projection exports();
}
