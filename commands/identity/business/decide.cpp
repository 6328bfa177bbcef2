#include <algorithm>

#include "commands/identity/business/lookups.hpp"
#include "commands/identity/business/settings.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/registration/asks.hpp"
#include "commands/later/asks.hpp"
#include "schemas/text/origin.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = business::rule;

// Each once, as browsers write it; or which of them is none.
std::variant<Rejection, std::vector<std::string>> origins_as_kept(const std::vector<std::string>& named) {
  std::vector<std::string> kept;
  for (std::size_t n = 0; n < named.size(); ++n) {
    auto origin = origin_as_kept(named[n]);
    if (!origin) return Rejection{rule::widget_origin_invalid, "\"" + named[n] + "\" names no site.", "/widget_origins/" + std::to_string(n)};
    if (std::find(kept.begin(), kept.end(), *origin) == kept.end()) kept.push_back(std::move(*origin));
  }
  return kept;
}

template <typename T, typename Fact>
std::optional<Fact> if_new(const T& was, Fact fact, const T& is) { return was == is ? std::nullopt : std::optional(std::move(fact)); }

bool by_an_owner(const Context& in) { return built_in(in.actor.role) == Role::owner; }

struct Rules : Decider {
  using Aggregates = List<Business>;
  using Lookups = List<business::MfaRequired, business::SignInRequired>;
  using Asks = List<business::Found, business::Change, business::ChangeSettings, business::Close, business::Reopen, business::End>;
  using Retired = List<business::v1::Rename>;

  static Verdict on(Absent, const business::Found& ask, const Context& in) {
    const auto at = ask.registered_at.value_or(in.now);
    member::Joined owner{ask.member_id, ask.account_id, about(ask.member_id, ask.founder_name), name_of(Role::owner), {}, {}};
    if (ask.founder_email) owner.email = about(ask.member_id, *ask.founder_email);
    return accept(happened(at, business::Founded{ask.id, ask.name, ask.slug, ask.widget_id}), happened(at, owner));
  }
  static Verdict on(const auto&, const business::Found&, const Context&) { return accept(); }

  static Verdict on(const Business::Running& s, const business::Change& ask, const Context&) {
    std::optional<business::Renamed> renamed;
    std::optional<business::WidgetOriginsSet> origins_set;
    if (ask.name) {
      const auto name = name_as_kept(*ask.name);
      if (!good_name(name)) return refuse(registration::rule::business_name_invalid);
      if (name != s.name) renamed = business::Renamed{ask.id, name};
    }
    if (ask.widget_origins) {
      auto kept = origins_as_kept(ask.widget_origins->value_or(std::vector<std::string>{}));
      if (auto* no = std::get_if<Rejection>(&kept)) return std::move(*no);
      auto& origins = std::get<std::vector<std::string>>(kept);
      if (origins != s.widget_origins) origins_set = business::WidgetOriginsSet{ask.id, s.widget_id, std::move(origins)};
    }
    return accept(std::move(renamed), std::move(origins_set));
  }
  static Verdict on(const Business::Closed&, const business::Change&, const Context&) { return refuse(rule::business_closed); }
  static Verdict on(const auto&, const business::Change&, const Context&) { return refuse(rule::no_such_business); }

  static Verdict on(const Business::Running& s, const business::ChangeSettings& ask, const Context&) {
    auto result = business::changed(s.settings, ask);
    if (auto* no = std::get_if<Rejection>(&result)) return std::move(*no);
    const auto& is = std::get<business::Settings>(result);
    return accept(if_new(s.settings.timezone, business::TimezoneSet{ask.id, is.timezone}, is.timezone),
                  if_new(s.settings.working_hours, business::WorkingHoursSet{ask.id, is.working_hours}, is.working_hours),
                  if_new(s.settings.auto_assignment, business::AutoAssignmentSet{ask.id, is.auto_assignment}, is.auto_assignment),
                  if_new(s.settings.notifications, business::NotificationsSet{ask.id, is.notifications}, is.notifications),
                  if_new(s.settings.require_mfa, business::MfaRequirementSet{ask.id, is.require_mfa}, is.require_mfa),
                  if_new(s.settings.sign_in, business::SignInSet{ask.id, is.sign_in}, is.sign_in));
  }
  static Verdict on(const Business::Closed&, const business::ChangeSettings&, const Context&) { return refuse(rule::business_closed); }
  static Verdict on(const auto&, const business::ChangeSettings&, const Context&) { return refuse(rule::no_such_business); }

  static Verdict on(const Business::Running&, const business::Close& ask, const Context& in) { return closed(ask, in); }
  static Verdict on(const Business::Closed& s, const business::Close& ask, const Context& in) {
    if (!by_an_owner(in)) return refuse(rule::owners_only);
    return ask.deletes && !s.ends_at ? closed(ask, in) : accept();
  }
  static Verdict on(const auto&, const business::Close&, const Context&) { return refuse(rule::no_such_business); }

  static Verdict on(const Business::Closed&, const business::Reopen& ask, const Context& in) {
    return by_an_owner(in) ? accept(business::Reopened{ask.id}) : refuse(rule::owners_only);
  }
  static Verdict on(const Business::Running&, const business::Reopen&, const Context& in) { return by_an_owner(in) ? accept() : refuse(rule::owners_only); }
  static Verdict on(const auto&, const business::Reopen&, const Context&) { return refuse(rule::no_such_business); }

  static Verdict on(const Business::Closed& s, const business::End& ask, const Context&) {
    return s.ends_at == ask.ends_at ? accept(business::Ended{ask.id}) : accept();
  }
  static Verdict on(const auto&, const business::End&, const Context&) { return accept(); }

 private:
  static Verdict closed(const business::Close& ask, const Context& in) {
    if (!by_an_owner(in)) return refuse(rule::owners_only);
    if (!ask.deletes) return accept(business::Closed{ask.id, {}});
    const auto ends_at = in.now + business::grace;
    return accept(business::Closed{ask.id, ends_at}, timer(ends_at, business::End{ask.id, ends_at}));
  }
};

}  // namespace

WriteSide commands::business() { return write_side_of<Rules>(); }

}  // namespace millrace
