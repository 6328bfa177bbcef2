// What may be asked about people's data; customer::Erase begins an erasure.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/inbox/privacy/state.hpp"

namespace millrace {
namespace privacy {

namespace rule {
inline constexpr Rule no_such_erasure{"erasure.not_found", Kind::missing, "There is no such erasure."};
inline constexpr Rule no_such_hold{"legal_hold.not_found", Kind::missing, "There is no such legal hold."};
inline constexpr Rule hold_exists{"legal_hold.exists", Kind::conflict, "There is a legal hold of that id already.", "Take a new Idempotency-Key for another one."};
inline constexpr Rule hold_reason_invalid{"legal_hold.reason_invalid", Kind::invalid, "A reason has 1 to 500 characters.", {}, "/reason"};
inline constexpr Rule consent_exists{"consent.exists", Kind::conflict, "There is a consent of that id already.", "Take a new Idempotency-Key for another one."};
inline constexpr Rule consent_purpose_invalid{"consent.purpose_invalid", Kind::invalid, "A purpose has 1 to 100 characters on one line.", {}, "/purpose"};
inline constexpr Rule consent_source_invalid{"consent.source_invalid", Kind::invalid, "A source has 1 to 255 characters on one line.", {}, "/source"};
inline constexpr Rule no_such_export{"export.not_found", Kind::missing, "There is no such export."};
inline constexpr Rule export_exists{"export.exists", Kind::conflict, "There is an export of that id already.", "Take a new Idempotency-Key for another one."};
inline constexpr Rule export_gone{"export.gone", Kind::gone, "The file of this export is not here any more.",
                                  "Ask for a new one: POST /exports. A file is kept for seven days, and goes when somebody in it is erased."};
inline constexpr Rule export_running{"export.running", Kind::conflict, "This export is still being made.", "GET /exports/{id} says how far it is."};
}  // namespace rule

// The house's own, when it has done what there was to do; once.
struct FinishErasure {
  static constexpr auto wire = "erasure.finish.v1";
  using Of = Erasure;
  Id<Erasure> id;
  std::string text;
  std::string key;
  std::string signature;
  Time topics_until{};
};
BOOST_DESCRIBE_STRUCT(FinishErasure, (), (id, text, key, signature, topics_until))

struct PlaceHold {
  static constexpr auto wire = "legal_hold.place.v1";
  using Of = LegalHold;
  static constexpr Bounded bounds[] = {{"reason", {1, 500}, By::rule}};
  Id<LegalHold> id;
  Id<Customer> customer_id;
  Personal<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(PlaceHold, (), (id, customer_id, reason))

struct LiftHold {
  static constexpr auto wire = "legal_hold.lift.v1";
  using Of = LegalHold;
  Id<LegalHold> id;
};
BOOST_DESCRIBE_STRUCT(LiftHold, (), (id))

// A merge patch (RFC 7396): what is absent stays, null clears. It begins a day later, so that a slip is taken back in time.
struct SetRetention {
  static constexpr auto wire = "retention.set_terms.v1";
  using Of = Retention;
  static constexpr Bounded bounds[] = {
      {"inactive_customers_days", {30, 3'650}, By::edge, {}, "days without anything heard of a customer; null: they are kept for ever"},
      {"closed_conversations_days", {7, 3'650}, By::edge, {}, "days since a conversation was resolved, closed or archived; null: its texts are kept for ever"}};
  static constexpr auto begins_after = std::chrono::hours{24};
  Id<Retention> id;
  std::optional<std::optional<std::int64_t>> inactive_customers_days = {};
  std::optional<bool> keep_unfinished = {};
  std::optional<std::optional<std::int64_t>> closed_conversations_days = {};
};
BOOST_DESCRIBE_STRUCT(SetRetention, (), (id, inactive_customers_days, keep_unfinished, closed_conversations_days))

// The business's own.
Id<Retention> retention_of(const Uuid& tenant);
// From when on somebody is due of whom nothing has been heard since that day, or a conversation that was over on it: all of those days are over.
inline Time outlived_at(Time active_on, std::int64_t days) { return active_on + std::chrono::days{days + 1}; }

struct RecordConsent {
  static constexpr auto wire = "consent.record.v1";
  using Of = Consent;
  static constexpr Bounded bounds[] = {{"purpose", {1, 100}, By::rule}, {"source", {1, 255}, By::rule}};
  Id<Consent> id;
  Id<Customer> customer_id;
  std::string purpose;
  bool granted = false;
  Personal<std::string> source;
};
BOOST_DESCRIBE_STRUCT(RecordConsent, (), (id, customer_id, purpose, granted, source))

// Of one customer, or of everything.
struct RequestExport {
  static constexpr auto wire = "export.request.v1";
  using Of = Export;
  Id<Export> id;
  std::optional<Id<Customer>> customer_id = {};
};
BOOST_DESCRIBE_STRUCT(RequestExport, (), (id, customer_id))

// The house's own, once the file is there.
struct FinishExport {
  static constexpr auto wire = "export.finish.v1";
  using Of = Export;
  Id<Export> id;
  std::int64_t bytes = 0;
  std::int64_t things = 0;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(FinishExport, (), (id, bytes, things, expires_at))

}  // namespace privacy

namespace commands {
WriteSide privacy();
}

}  // namespace millrace
