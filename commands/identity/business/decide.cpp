#include "commands/identity/business/asks.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/registration/asks.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = business::rule;

struct Rules : Decider {
  using Aggregates = List<Business>;
  using Asks = List<business::Found, business::Rename>;

  static Verdict on(Absent, const business::Found& ask, const Context& in) {
    const auto at = ask.registered_at.value_or(in.now);
    member::Joined owner{ask.member_id, ask.account_id, about(ask.member_id, ask.founder_name), name_of(Role::owner), {}, {}};
    if (ask.founder_email) owner.email = about(ask.member_id, *ask.founder_email);
    return accept(happened(at, business::Founded{ask.id, ask.name, ask.slug, ask.widget_id}), happened(at, owner));
  }
  static Verdict on(const Business::Running&, const business::Found&, const Context&) { return accept(); }

  static Verdict on(const Business::Running& s, const business::Rename& ask, const Context&) {
    const auto name = name_as_kept(ask.name);
    if (!good_name(name)) return refuse(registration::rule::business_name_invalid);
    if (name == s.name) return accept();
    return accept(business::Renamed{ask.id, name});
  }
  static Verdict on(Absent, const business::Rename&, const Context&) { return refuse(rule::no_such_business); }
};

}  // namespace

WriteSide commands::business() { return write_side_of<Rules>(); }

}  // namespace millrace
