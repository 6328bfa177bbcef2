#include "commands/core/as_kept.hpp"
#include "commands/core/erased_subjects.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/privacy/asks.hpp"
#include "commands/inbox/privacy/lookups.hpp"
#include "domain/core/text.hpp"
#include "schemas/digest.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = privacy::rule;

std::optional<Id<Member>> by(const Context& in) {
  return in.actor.member_id.nil() ? std::nullopt : std::optional{Id<Member>{in.actor.member_id}};
}

// Why nothing is noted about that one; none when something may be.
std::optional<Verdict> no_customer(const Id<Customer>& id, const Context& in) {
  const auto customer = in.tenant.get(id);
  if (std::holds_alternative<Absent>(customer)) return refuse(customer::rule::no_such_customer);
  if (std::holds_alternative<Customer::Gone>(customer)) return refuse(millrace::rule::subject_erased);
  return {};
}

struct Rules : Decider {
  using Aggregates = List<Erasure, LegalHold, Retention, Consent, Export>;
  using Lookups = List<ErasedSubjects, privacy::HoldsOf>;
  using Asks = List<privacy::FinishErasure, privacy::PlaceHold, privacy::LiftHold, privacy::SetRetention, privacy::RecordConsent, privacy::RequestExport, privacy::FinishExport>;

  static Verdict on(Absent, const privacy::FinishErasure&, const Context&) { return refuse(rule::no_such_erasure); }
  static Verdict on(const Erasure::Running&, const privacy::FinishErasure& ask, const Context&) {
    return accept(privacy::ErasureDone{ask.id, ask.text, ask.key, ask.signature, ask.topics_until});
  }
  static Verdict on(const Erasure::Done&, const privacy::FinishErasure&, const Context&) { return accept(); }

  static Verdict on(Absent, const privacy::PlaceHold& ask, const Context& in) {
    if (auto no = no_customer(ask.customer_id, in)) return std::move(*no);
    if (!good_text(ask.reason.value) || characters(ask.reason.value) > 500) return refuse(rule::hold_reason_invalid);
    return accept(privacy::HoldPlaced{ask.id, ask.customer_id, about(ask.customer_id, ask.reason), by(in)});
  }
  static Verdict on(const LegalHold::Active&, const privacy::PlaceHold&, const Context&) { return refuse(rule::hold_exists); }
  static Verdict on(const LegalHold::Lifted&, const privacy::PlaceHold&, const Context&) { return refuse(rule::hold_exists); }

  static Verdict on(Absent, const privacy::LiftHold&, const Context&) { return refuse(rule::no_such_hold); }
  static Verdict on(const LegalHold::Active& s, const privacy::LiftHold& ask, const Context& in) {
    return accept(privacy::HoldLifted{ask.id, s.customer_id, by(in)});
  }
  static Verdict on(const LegalHold::Lifted&, const privacy::LiftHold&, const Context&) { return accept(); }

  static Verdict on(Absent, const privacy::SetRetention& ask, const Context& in) { return on(Retention::Set{}, ask, in); }
  static Verdict on(const Retention::Set& s, const privacy::SetRetention& ask, const Context& in) {
    const auto days = ask.inactive_customers_days.value_or(s.days);
    const auto keep_unfinished = ask.keep_unfinished.value_or(s.keep_unfinished);
    const auto conversation_days = ask.closed_conversations_days.value_or(s.conversation_days);
    if (days == s.days && keep_unfinished == s.keep_unfinished && conversation_days == s.conversation_days) return accept();
    return accept(privacy::RetentionSet{ask.id, days, keep_unfinished, in.now + privacy::SetRetention::begins_after, by(in), conversation_days});
  }

  static Verdict on(Absent, const privacy::RecordConsent& ask, const Context& in) {
    if (auto no = no_customer(ask.customer_id, in)) return std::move(*no);
    const auto purpose = name_as_kept(ask.purpose);
    const auto source = name_as_kept(ask.source);
    if (!one_line(purpose, 100)) return refuse(rule::consent_purpose_invalid);
    if (!one_line(source.value, 255)) return refuse(rule::consent_source_invalid);
    return accept(privacy::ConsentRecorded{ask.id, ask.customer_id, purpose, ask.granted, about(ask.customer_id, source), by(in)});
  }
  static Verdict on(const Consent::Recorded&, const privacy::RecordConsent&, const Context&) { return refuse(rule::consent_exists); }

  static Verdict on(Absent, const privacy::RequestExport& ask, const Context& in) {
    if (ask.customer_id)
      if (auto no = no_customer(*ask.customer_id, in)) return std::move(*no);
    return accept(privacy::ExportRequested{ask.id, ask.customer_id, by(in)});
  }
  static Verdict on(const Export::Running&, const privacy::RequestExport&, const Context&) { return refuse(rule::export_exists); }
  static Verdict on(const Export::Done&, const privacy::RequestExport&, const Context&) { return refuse(rule::export_exists); }

  static Verdict on(Absent, const privacy::FinishExport&, const Context&) { return refuse(rule::no_such_export); }
  static Verdict on(const Export::Running&, const privacy::FinishExport& ask, const Context&) {
    return accept(privacy::ExportDone{ask.id, ask.bytes, ask.things, ask.expires_at});
  }
  static Verdict on(const Export::Done&, const privacy::FinishExport&, const Context&) { return accept(); }
};

}  // namespace

Id<Retention> privacy::retention_of(const Uuid& tenant) { return {uuid_of(raw(sha256("retention", tenant.raw())))}; }

WriteSide commands::privacy() { return write_side_of<Rules>(); }

}  // namespace millrace
