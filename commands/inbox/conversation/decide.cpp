#include <algorithm>
#include <fmt/core.h>

#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/conversation/lookups.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/later/asks.hpp"
#include "commands/inbox/message/lookups.hpp"
#include "domain/identity/business/state.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = conversation::rule;

using conversation::CurrentSubject;
using conversation::DeskOf;
using conversation::LatestConversation;
using conversation::Status;

std::optional<Status> status_named(std::string_view word) {
  struct Word { std::string_view text; Status status; };
  static constexpr Word words[] = {
      {"open", Status::open},         {"reopened", Status::open},   {"active", Status::open},
      {"pending", Status::pending},   {"waiting", Status::pending}, {"snoozed", Status::pending}, {"on_hold", Status::pending},
      {"resolved", Status::resolved}, {"solved", Status::resolved}, {"done", Status::resolved},
      {"closed", Status::closed},     {"archived", Status::archived}};
  for (const auto& [text, status] : words)
    if (text == word) return status;
  return {};
}

// In the form in which it is kept; nothing when it is none.
std::optional<Personal<std::string>> subject_as_kept(const Personal<std::string>& subject) {
  auto kept = name_as_kept(subject);
  return one_line(kept.value, 500) ? std::optional{std::move(kept)} : std::nullopt;
}

// However it stands. Most rules read no more of it, and so are compiled once, not for each state.
struct Standing {
  Status status;
  const Conversation::Desk& desk;
  Standing(const Conversation::Open& s) : status(Status::open), desk(s.desk) {}
  Standing(const Conversation::Pending& s) : status(Status::pending), desk(s.desk) {}
  Standing(const Conversation::Resolved& s) : status(Status::resolved), desk(s.desk) {}
  Standing(const Conversation::Closed& s) : status(Status::closed), desk(s.desk) {}
  Standing(const Conversation::Archived& s) : status(Status::archived), desk(s.desk) {}
  bool over() const { return status >= Status::closed; }
};

struct Rules : Decider {
  using Aggregates = List<Conversation>;
  using Lookups = List<LatestConversation, conversation::LatestOfVisitor, DeskOf, conversation::AssignedTo, CurrentSubject>;
  using Asks = List<conversation::Open, conversation::Assign, conversation::ChangeStatus, conversation::Change, conversation::Tag, conversation::Close, conversation::ClearDesk>;
  using Policies = List<member::Removed, member::Suspended>;

  template <class Ask>
  static Verdict on(Absent, const Ask&, const Context&) { return refuse(rule::no_such_conversation); }

  static Verdict on(Absent, conversation::Open ask, const Context& in) {
    if (!std::holds_alternative<Customer::Known>(in.tenant.get(ask.customer_id))) return refuse(customer::rule::no_such_customer);
    if (ask.subject && !(ask.subject = subject_as_kept(*ask.subject))) return refuse(rule::subject_invalid);
    const auto account = account_of(ask.channel, in.tenant);
    if (ask.account_id && ask.account_id != account) return refuse(rule::account_unknown);
    if (account && going_on(ask.customer_id, *account, in.tenant)) return refuse(rule::another_open);
    if (ask.subject) ask.subject->subject_id = ask.customer_id.value;
    return accept(conversation::Opened{ask.id, ask.customer_id, account, ask.channel, std::move(ask.subject)});
  }
  static Verdict on(const Standing&, const conversation::Open&, const Context&) { return refuse(rule::conversation_exists); }

  static Verdict on(const Standing& s, const conversation::Assign& ask, const Context& in) {
    if (!may_see(s.desk, in.actor)) return hide(rule::no_such_conversation);
    if (s.over()) return refuse(rule::not_open);
    if (ask.member_id && !std::holds_alternative<Member::Active>(in.tenant.get(*ask.member_id))) return refuse(rule::no_such_assignee);
    if (s.desk.assigned_to == ask.member_id) return accept();
    return accept(conversation::Assigned{ask.id, s.desk.assigned_to, ask.member_id});
  }

  static Verdict on(const Standing& s, const conversation::ChangeStatus& ask, const Context& in) {
    if (!may_see(s.desk, in.actor)) return hide(rule::no_such_conversation);
    const auto status = status_named(ask.status);
    if (!status) return refuse(rule::unknown_status, "must be one of open, pending, resolved, closed, archived, in lower case");
    if (ask.seen) {
      const auto newest = row_or_none(in.tenant.find<message::Thread>(ask.id)).last_no;
      auto figure = fmt::format("The newest message is number {}.", newest);
      if (newest > *ask.seen) return Rejection{rule::moved_on, std::move(figure), {}, {{"newest", newest}}};
      if (newest < *ask.seen) return Rejection{rule::seen_invalid, std::move(figure), {}, {{"newest", newest}}};
    }
    if (*status == s.status) return accept();
    const auto account = s.desk.account_id ? s.desk.account_id : account_of(s.desk.channel, in.tenant);
    if (s.over() && (*status == Status::open || *status == Status::pending) && account &&
        going_on(s.desk.customer_id, *account, in.tenant, ask.id))
      return refuse(rule::another_open);
    const auto& who = s.desk.assigned_to;
    const conversation::Reopened reopened{ask.id, s.desk.customer_id, account, who, s.status};
    switch (*status) {
      case Status::open: return accept(reopened);
      case Status::pending:
        if (s.status == Status::open) return accept(conversation::MadePending{ask.id, who, s.status});
        return accept(reopened, conversation::MadePending{ask.id, who, Status::open});
      case Status::resolved:
        if (s.over()) return refuse(rule::not_open);
        return accept(conversation::Resolved{ask.id, who, s.status}, timer(in.now + conversation::resolved_lasts, conversation::Close{ask.id}));
      case Status::closed:
        if (s.over()) return refuse(rule::not_open);
        return accept(conversation::Closed{ask.id, who, s.status});
      case Status::archived: return accept(conversation::Archived{ask.id, who, s.status});
    }
    return refuse(rule::unknown_status);
  }

  static Verdict on(const Standing& s, const conversation::Change& ask, const Context& in) {
    if (!may_see(s.desk, in.actor)) return hide(rule::no_such_conversation);
    std::optional<conversation::PriorityChanged> priority;
    std::optional<conversation::SubjectChanged> subject;
    if (ask.priority && *ask.priority != s.desk.priority) priority = conversation::PriorityChanged{ask.id, *ask.priority, s.desk.priority};
    if (ask.subject) {
      const auto kept = *ask.subject ? subject_as_kept(**ask.subject) : std::nullopt;
      if (*ask.subject && !kept) return refuse(rule::subject_invalid);
      const auto current = row_or_none(in.tenant.find<CurrentSubject>(ask.id));
      if (exact_match(kept) != kept_as(current.subject)) subject = conversation::SubjectChanged{ask.id, kept};
      if (subject && subject->subject) subject->subject->subject_id = s.desk.customer_id.value;
    }
    return accept(std::move(priority), std::move(subject));
  }

  static Verdict on(const Standing& s, const conversation::Tag& ask, const Context& in) {
    if (!may_see(s.desk, in.actor)) return hide(rule::no_such_conversation);
    auto t = tagging(s.desk.tags, ask.tags, ask.remove, in);
    if (!t) return refuse(customer::rule::tag_invalid);
    if (t->added.empty() && t->removed.empty()) return accept();
    return accept(conversation::Tagged{ask.id, std::move(t->tags), std::move(t->added), std::move(t->removed)});
  }

  static Verdict on(const Conversation::Resolved& s, const conversation::Close& ask, const Context&) {
    return accept(conversation::Closed{ask.id, s.desk.assigned_to, Status::resolved});
  }
  static Verdict on(const Standing&, const conversation::Close&, const Context&) { return accept(); }   // it was taken up again meanwhile

  // Nothing stays with who has gone.
  static Verdict on(const member::Removed& e, const Context& in) { return accept(removed<DeskOf, conversation::ClearDesk>(e, in)); }
  static Verdict on(const member::Suspended& e, const Context& in) { return accept(removed<DeskOf, conversation::ClearDesk>(e, in)); }
  static Verdict on(Absent, const conversation::ClearDesk&, const Context&) { return accept(); }
  static Verdict on(const auto& s, const conversation::ClearDesk& ask, const Context& in) { return accept(emptied<DeskOf>(s, ask, in)); }
};

}  // namespace

bool may_see(const Conversation::Desk& desk, const Actor& actor) {
  if (actor.principal.kind == PrincipalKind::system || actor.can.has(conversation::right::view_all)) return true;
  return actor.can.has(conversation::right::view_assigned) && !actor.member_id.nil() && desk.assigned_to == Id<Member>{actor.member_id};
}

const Conversation::Desk* desk_of(const Conversation::State& state) {
  return std::visit([](const auto& s) -> const Conversation::Desk* {
    if constexpr (AtDesk<std::remove_cvref_t<decltype(s)>>) return &s.desk;
    else return nullptr;
  }, state);
}

const Conversation::Desk* visible(const Conversation::State& state, const Actor& actor) {
  const auto* desk = desk_of(state);
  return desk && may_see(*desk, actor) ? desk : nullptr;
}

std::optional<Id<ChannelAccount>> account_of(Channel channel, const Tenant& tenant) {
  const auto& state = tenant.get(Id<Business>{tenant.id()});
  const auto* business = std::get_if<Business::Running>(&state);
  if (!business || channel != Channel::widget) return {};
  return Id<ChannelAccount>{business->widget_id.value};
}

std::optional<Id<Conversation>> going_on(const Id<Customer>& customer, const Id<ChannelAccount>& account, const Tenant& tenant,
                                         const Id<Conversation>& besides) {
  // Agents of an earlier release have opened conversations of the widget outside its account.
  const bool of_widget = account_of(Channel::widget, tenant) == account;
  for (const auto& at : {std::optional{account}, of_widget ? std::optional{conversation::no_account} : std::nullopt}) {
    const auto latest = at ? tenant.find<LatestConversation>(conversation::CustomerAt{customer, *at}) : nullptr;
    if (!latest || latest->id == besides) continue;
    const auto& state = tenant.get(latest->id);
    if (std::holds_alternative<Conversation::Open>(state) || std::holds_alternative<Conversation::Pending>(state) ||
        std::holds_alternative<Conversation::Resolved>(state))
      return latest->id;
  }
  return {};
}

WriteSide commands::conversation() { return write_side_of<Rules>(); }

}  // namespace millrace
