#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/desk/ticket/asks.hpp"
#include "commands/desk/ticket/lookups.hpp"
#include "commands/effects/asks.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/later/asks.hpp"
#include "domain/identity/member/state.hpp"
#include "schemas/rights.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = ticket::rule;

using ticket::Clock;
using ticket::Priority;
using ticket::Status;

template <class Value>
struct Word { std::string_view text; Value value; };
template <class Value, std::size_t n>
std::optional<Value> meant(std::string_view said, const Word<Value> (&words)[n]) {
  for (const auto& [text, value] : words)
    if (text == said) return value;
  return {};
}

std::optional<Status> status_named(std::string_view word) {
  static constexpr Word<Status> words[] = {
      {"open", Status::open},         {"reopened", Status::open},          {"new", Status::open},
      {"in_progress", Status::in_progress}, {"started", Status::in_progress}, {"active", Status::in_progress},
      {"waiting", Status::waiting},   {"pending", Status::waiting},        {"on_hold", Status::waiting},
      {"resolved", Status::resolved}, {"solved", Status::resolved},        {"done", Status::resolved},
      {"closed", Status::closed}};
  return meant(word, words);
}

std::optional<Priority> priority_named(std::string_view word) {
  static constexpr Word<Priority> words[] = {{"low", Priority::low},   {"medium", Priority::medium},     {"normal", Priority::medium},
                                             {"high", Priority::high}, {"critical", Priority::critical}, {"urgent", Priority::critical}};
  return meant(word, words);
}

// Whose text it is.
Uuid subject_of(const Id<Ticket>& id, const std::optional<Id<Customer>>& customer) { return customer ? customer->value : id.value; }

// In the form in which it is kept, as that subject's; nothing when it is none.
std::optional<Personal<std::string>> title_as_kept(const Personal<std::string>& title, const Uuid& subject) {
  auto kept = name_as_kept(title);
  if (!one_line(kept.value, 500)) return {};
  kept.subject_id = subject;
  return kept;
}

std::optional<Id<Member>> member_of(const Actor& actor) {
  return actor.member_id.nil() ? std::nullopt : std::optional{Id<Member>{actor.member_id}};
}

bool may_have_tickets(const Id<Member>& id, const Context& in) {
  const auto& state = in.tenant.get(id);
  const auto* member = std::get_if<Member::Active>(&state);
  return member && Rights::house().of(member->access).has(ticket::right::view);
}

// A member's words that everybody sees, unless it is the member who has asked.
bool answers(const Ticket::Work& work, bool internal, const std::optional<Id<Member>>& by) {
  return !internal && by && (work.customer_id || by != work.opened_by);
}

// The clock of the first response stops, if it runs, and its timer with it.
Facts stopped(const Id<Ticket>& id, const Ticket::Work& work, bool met) {
  if (!work.response_due) return {};
  Facts facts;
  detail::say(facts, ticket::ClockStopped{id, Clock::first_response, met});
  detail::say(facts, cancel(ticket::first_response_timer, id));
  return facts;
}

const Ticket::Work* work_of(const Ticket::State& state) {
  return std::visit([](const auto& s) -> const Ticket::Work* {
    if constexpr (Ticket::there<decltype(s)>) return &s.work;
    else return nullptr;
  }, state);
}

// It starts, unless the desk has answered already, or was too late: what is broken stays so.
Verdict started(const Id<Ticket>& id, const Context& in) {
  const auto* work = work_of(in.tenant.get(id));
  if (!work || work->answered || work->breached || work->response_due) return accept();
  const Time due = in.now + ticket::first_response_within(work->priority);
  return accept(ticket::ClockStarted{id, Clock::first_response, due},
                timer(ticket::first_response_timer, due, ticket::BreachClock{id, Clock::first_response, due}));
}

// A mail to whoever is given the ticket by somebody else. Each time is another occasion.
std::optional<AnyFact> mail_to_assignee(const Ticket::Work& work, const ticket::Assign& ask, const Context& in) {
  if (!ask.member_id || !ask.address || ask.member_id == member_of(in.actor)) return {};
  const auto n = std::to_string(work.assignments + 1);
  return effect({"ticket", ask.id.value}, email::Send{about(*ask.member_id, *ask.address), "ticket.assigned", {{"n", n, {}}}}, n);
}

// However it stands. Rules read no more of it, and so are compiled once, not for each state.
struct Standing {
  Status status;
  const Ticket::Work& work;
  Standing(const Ticket::Open& s) : status(Status::open), work(s.work) {}
  Standing(const Ticket::InProgress& s) : status(Status::in_progress), work(s.work) {}
  Standing(const Ticket::Waiting& s) : status(Status::waiting), work(s.work) {}
  Standing(const Ticket::Resolved& s) : status(Status::resolved), work(s.work) {}
  Standing(const Ticket::Closed& s) : status(Status::closed), work(s.work) {}
  bool over() const { return status == Status::closed; }
};

struct Rules : Decider {
  using Aggregates = List<Ticket>;
  using Lookups = List<ticket::LastNumber, ticket::CurrentSubject, ticket::DeskOf>;
  using Asks = List<ticket::Open, ticket::Comment, ticket::Assign, ticket::Change, ticket::Tag, ticket::ChangeStatus, ticket::BreachClock,
                    ticket::ClearDesk>;
  using Policies = List<ticket::Opened, ticket::Reopened, member::Removed, member::Suspended>;

  template <class Ask>
  static Verdict on(Absent, const Ask&, const Context&) { return refuse(rule::no_such_ticket); }

  static Verdict on(Absent, const ticket::Open& ask, const Context& in) {
    if (ask.customer_id && !std::holds_alternative<Customer::Known>(in.tenant.get(*ask.customer_id)))
      return refuse(customer::rule::no_such_customer);
    const auto whose = subject_of(ask.id, ask.customer_id);
    auto subject = title_as_kept(ask.subject, whose);
    if (!subject) return refuse(rule::subject_invalid);
    if (ask.description && !good_text(ask.description->value)) return refuse(rule::description_invalid);
    auto description = ask.description;
    if (description) description->subject_id = whose;
    const auto priority = ask.priority ? priority_named(*ask.priority) : Priority::medium;
    if (!priority) return refuse(rule::unknown_priority);
    const auto last = row_or_none(in.tenant.find<ticket::LastNumber>(std::string(ticket::LastNumber::key)));
    return accept(ticket::Opened{ask.id, last.number + 1, ask.customer_id, member_of(in.actor), std::move(*subject), std::move(description),
                                 *priority});
  }
  static Verdict on(const Standing&, const ticket::Open&, const Context&) { return refuse(rule::ticket_exists); }

  static Verdict on(const Standing& s, const ticket::Comment& ask, const Context& in) {
    if (s.over()) return refuse(rule::closed);
    if (!good_text(ask.text.value)) return refuse(rule::text_invalid);
    const bool internal = ask.internal.value_or(false);
    const auto by = member_of(in.actor);
    const bool answer = answers(s.work, internal, by);
    auto text = ask.text;
    text.subject_id = subject_of(ask.id, s.work.customer_id);
    return accept(ticket::Commented{ask.id, in.ids.next<TicketComment>(), s.work.comments + 1, by, internal, answer, std::move(text)},
                  answer ? stopped(ask.id, s.work, true) : Facts{});
  }

  static Verdict on(const Standing& s, const ticket::Assign& ask, const Context& in) {
    if (s.over()) return refuse(rule::closed);
    if (ask.member_id && !may_have_tickets(*ask.member_id, in)) return refuse(rule::no_such_assignee);
    if (s.work.assigned_to == ask.member_id) return accept();
    return accept(ticket::Assigned{ask.id, s.work.assigned_to, ask.member_id}, mail_to_assignee(s.work, ask, in));
  }

  static Verdict on(const Standing& s, const ticket::Change& ask, const Context& in) {
    if (s.over()) return refuse(rule::closed);
    std::optional<ticket::SubjectChanged> renamed;
    std::optional<ticket::PriorityChanged> raised;
    if (ask.subject) {
      auto subject = title_as_kept(*ask.subject, subject_of(ask.id, s.work.customer_id));
      if (!subject) return refuse(rule::subject_invalid);
      const auto current = row_or_none(in.tenant.find<ticket::CurrentSubject>(ask.id));
      if (exact_match(subject) != kept_as(current.subject)) renamed = ticket::SubjectChanged{ask.id, std::move(*subject)};
    }
    if (ask.priority) {
      const auto priority = priority_named(*ask.priority);
      if (!priority) return refuse(rule::unknown_priority);
      if (*priority != s.work.priority) raised = ticket::PriorityChanged{ask.id, *priority};
    }
    return accept(std::move(renamed), std::move(raised));
  }

  static Verdict on(const Standing& s, const ticket::Tag& ask, const Context& in) {
    if (s.over()) return refuse(rule::closed);
    auto t = tagging(s.work.tags, ask.tags, ask.remove, in);
    if (!t) return refuse(customer::rule::tag_invalid);
    if (t->added.empty() && t->removed.empty()) return accept();
    return accept(ticket::Tagged{ask.id, std::move(t->tags), std::move(t->added), std::move(t->removed)});
  }

  static Verdict on(const Standing& s, const ticket::ChangeStatus& ask, const Context&) {
    const auto status = status_named(ask.status);
    if (!status) return refuse(rule::unknown_status, "must be one of open, in_progress, waiting, resolved, closed, in lower case");
    if (*status == s.status) return accept();
    if (s.over() && *status != Status::open) return refuse(rule::closed);
    const auto& who = s.work.assigned_to;
    const ticket::Reopened reopened{ask.id, who};
    const auto first = s.status == Status::resolved ? std::optional{reopened} : std::nullopt;
    switch (*status) {
      case Status::open: return accept(reopened);
      case Status::in_progress: return accept(first, ticket::Started{ask.id, who});
      case Status::waiting: return accept(first, ticket::MadeWaiting{ask.id, who});
      case Status::resolved: return accept(ticket::Resolved{ask.id, who}, stopped(ask.id, s.work, false));
      case Status::closed: return accept(ticket::Closed{ask.id, who}, stopped(ask.id, s.work, false));
    }
    return refuse(rule::unknown_status);
  }

  static Verdict on(const Standing& s, const ticket::BreachClock& ask, const Context&) {
    return s.work.response_due == ask.due ? accept(ticket::ClockBreached{ask.id, ask.clock, ask.due}) : accept();
  }

  // What is asked for is answered in time, also when it is asked again.
  static Verdict on(const ticket::Opened& e, const Context& in) { return started(e.id, in); }
  static Verdict on(const ticket::Reopened& e, const Context& in) { return started(e.id, in); }

  // Nothing stays with who has gone.
  static Verdict on(const member::Removed& e, const Context& in) { return accept(removed<ticket::DeskOf, ticket::ClearDesk>(e, in)); }
  static Verdict on(const member::Suspended& e, const Context& in) { return accept(removed<ticket::DeskOf, ticket::ClearDesk>(e, in)); }
  static Verdict on(Absent, const ticket::ClearDesk&, const Context&) { return accept(); }
  static Verdict on(const auto& s, const ticket::ClearDesk& ask, const Context& in) { return accept(emptied<ticket::DeskOf>(s, ask, in)); }
};

}  // namespace

WriteSide commands::ticket() { return write_side_of<Rules>(); }

}  // namespace millrace
