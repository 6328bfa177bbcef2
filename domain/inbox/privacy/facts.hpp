// What a business does about people's data: has somebody forgotten, keeps somebody from being forgotten, hands out what it knows, notes what they
// agree to. That an erasure began is SubjectErased: its stream starts with it.
#pragma once

#include "domain/core/fold.hpp"
#include "domain/core/subject_erased.hpp"

namespace millrace {

struct Consent;
struct Customer;
struct Export;
struct LegalHold;
struct Retention;

}  // namespace millrace

namespace millrace::privacy {

// The key is destroyed, and everything that could show something of the subject has been gone through. `text` says so: lines of name=value,
// signed as they stand here (Ed25519).
struct ErasureDone {
  static constexpr auto wire = "erasure.done.v1";
  Id<Erasure> id;
  std::string text;
  std::string key;                                    // public, hex
  std::string signature;                              // hex
  Time topics_until{};                                // when the last of what was published earlier has left the public topics
};
BOOST_DESCRIBE_STRUCT(ErasureDone, (), (id, text, key, signature, topics_until))

// This one is not erased while it lasts.
struct HoldPlaced {
  static constexpr auto wire = "legal_hold.placed.v1";
  Id<LegalHold> id;
  Id<Customer> customer_id;
  Personal<std::string> reason;
  std::optional<Id<Member>> member_id = {};
};
BOOST_DESCRIBE_STRUCT(HoldPlaced, (), (id, customer_id, reason, member_id))

struct HoldLifted {
  static constexpr auto wire = "legal_hold.lifted.v1";
  Id<LegalHold> id;
  Id<Customer> customer_id;
  std::optional<Id<Member>> member_id = {};
};
BOOST_DESCRIBE_STRUCT(HoldLifted, (), (id, customer_id, member_id))

// That one agrees to that purpose, or does not any more; the newest of a purpose holds.
struct ConsentRecorded {
  static constexpr auto wire = "consent.recorded.v1";
  Id<Consent> id;
  Id<Customer> customer_id;
  std::string purpose;                                // "newsletter"
  bool granted = false;
  Personal<std::string> source;                       // where that is known from: "form of 3 May"
  std::optional<Id<Member>> member_id = {};           // who has noted it
};
BOOST_DESCRIBE_STRUCT(ConsentRecorded, (), (id, customer_id, purpose, granted, source, member_id))

// How long customers are kept of whom nothing is heard, and texts of conversations that are over; those that are due then go from that time on.
struct RetentionSet {
  static constexpr auto wire = "retention.set.v1";
  Id<Retention> id;
  std::optional<std::int64_t> inactive_customers_days;   // none: for ever
  bool keep_unfinished = true;                        // whoever has a conversation or a ticket that is not over stays
  Time begins_at{};
  std::optional<Id<Member>> member_id = {};
  std::optional<std::int64_t> closed_conversations_days = {};   // none: for ever
};
BOOST_DESCRIBE_STRUCT(RetentionSet, (), (id, inactive_customers_days, keep_unfinished, begins_at, member_id, closed_conversations_days))

// Why an erasure has begun that nobody has asked for: since that day nothing has been heard of them, and so many days were over.
struct RetentionExpired {
  static constexpr auto wire = "erasure.retention_expired.v1";
  Id<Erasure> id;
  Id<Customer> customer_id;
  Time active_on{};
  std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(RetentionExpired, (), (id, customer_id, active_on, days))

// Of one customer, or of all of the business.
struct ExportRequested {
  static constexpr auto wire = "export.requested.v1";
  Id<Export> id;
  std::optional<Id<Customer>> customer_id = {};
  std::optional<Id<Member>> member_id = {};
};
BOOST_DESCRIBE_STRUCT(ExportRequested, (), (id, customer_id, member_id))

// Its file is there until then.
struct ExportDone {
  static constexpr auto wire = "export.done.v1";
  Id<Export> id;
  std::int64_t bytes = 0;
  std::int64_t things = 0;                            // customers, conversations, messages and whatever else stands in it
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(ExportDone, (), (id, bytes, things, expires_at))

}  // namespace millrace::privacy
