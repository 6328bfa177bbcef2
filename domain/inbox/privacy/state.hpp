// What a rule reads of erasures, holds, consents and exports.
#pragma once

#include "domain/inbox/privacy/facts.hpp"

namespace millrace {

struct Erasure : Aggregate {
  using Facts = List<SubjectErased, privacy::RetentionExpired, privacy::ErasureDone>;
  struct Running {};
  struct Done {};
  using State = std::variant<Absent, Running, Done>;
  static const AnyFold& erased();

  static State on(Absent, const SubjectErased&) { return Running{}; }
  static State on(auto s, const SubjectErased&) { return s; }
  static State on(auto s, const privacy::RetentionExpired&) { return s; }
  static State on(Running, const privacy::ErasureDone&) { return Done{}; }
  static State on(auto s, const privacy::ErasureDone&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Erasure::Running, (), ())
BOOST_DESCRIBE_STRUCT(Erasure::Done, (), ())

struct LegalHold : Aggregate {
  using Facts = List<privacy::HoldPlaced, privacy::HoldLifted>;
  struct Active { Id<Customer> customer_id; };
  struct Lifted {};
  using State = std::variant<Absent, Active, Lifted>;
  static const AnyFold& erased();

  static State on(Absent, const privacy::HoldPlaced& e) { return Active{e.customer_id}; }
  static State on(auto s, const privacy::HoldPlaced&) { return s; }
  static State on(Active, const privacy::HoldLifted&) { return Lifted{}; }
  static State on(auto s, const privacy::HoldLifted&) { return s; }
};
BOOST_DESCRIBE_STRUCT(LegalHold::Active, (), (customer_id))
BOOST_DESCRIBE_STRUCT(LegalHold::Lifted, (), ())

// One a business.
struct Retention : Aggregate {
  using Facts = List<privacy::RetentionSet>;
  struct Set {
    std::optional<std::int64_t> days;
    bool keep_unfinished = true;
    Time begins_at{};
    std::optional<std::int64_t> conversation_days = {};
  };
  using State = std::variant<Absent, Set>;
  static const AnyFold& erased();

  static State on(auto, const privacy::RetentionSet& e) { return Set{e.inactive_customers_days, e.keep_unfinished, e.begins_at, e.closed_conversations_days}; }
};
BOOST_DESCRIBE_STRUCT(Retention::Set, (), (days, keep_unfinished, begins_at, conversation_days))

struct Consent : Aggregate {
  using Facts = List<privacy::ConsentRecorded>;
  struct Recorded {};
  using State = std::variant<Absent, Recorded>;
  static const AnyFold& erased();

  static State on(auto, const privacy::ConsentRecorded&) { return Recorded{}; }
};
BOOST_DESCRIBE_STRUCT(Consent::Recorded, (), ())

struct Export : Aggregate {
  using Facts = List<privacy::ExportRequested, privacy::ExportDone>;
  struct Running {};
  struct Done {};
  using State = std::variant<Absent, Running, Done>;
  static const AnyFold& erased();

  static State on(Absent, const privacy::ExportRequested&) { return Running{}; }
  static State on(auto s, const privacy::ExportRequested&) { return s; }
  static State on(Running, const privacy::ExportDone&) { return Done{}; }
  static State on(auto s, const privacy::ExportDone&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Export::Running, (), ())
BOOST_DESCRIBE_STRUCT(Export::Done, (), ())

}  // namespace millrace
