#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/session/lookups.hpp"
#include "domain/core/text.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = account::rule;

using account::AccountByEmail;
using account::CurrentName;
using account::PasswordChanged;
using account::Renamed;
using account::SignedUp;

bool own(const Id<Account>& id, const Context& in) {
  return in.actor.principal == Principal{PrincipalKind::user, id.value};
}

// A handoff to each membership; when they are more than a record should hold, a timer goes on.
Facts told(account::TellMemberships tell, const Context& in) {
  constexpr std::size_t at_once = 90;
  Facts facts;
  const auto now = std::min(tell.memberships.size(), at_once);
  for (std::size_t n = 0; n < now; ++n) {
    const auto& [business, member] = tell.memberships[n];
    facts.push_back({handoff(business, member::Identify{member, tell.id, tell.name, tell.email, tell.account_version},
                             "version " + std::to_string(tell.account_version)), {}});
  }
  tell.memberships.erase(tell.memberships.begin(), tell.memberships.begin() + static_cast<std::ptrdiff_t>(now));
  if (!tell.memberships.empty()) facts.push_back({timer(in.now, std::move(tell)), {}});
  return facts;
}

struct Rules : Decider {
  using Aggregates = List<Account>;
  using Lookups = List<AccountByEmail, account::Credentials, CurrentName>;
  using Asks = List<account::SignUp, account::Rename, account::TellMemberships, account::ChangePassword>;

  static Verdict on(Absent, const account::SignUp& ask, const Context& in) {
    if (const auto* rule = wrong(ask)) return refuse(*rule);
    const auto email = email_as_kept(ask.email);
    const auto name = name_as_kept(ask.name);
    if (in.tenant.find<AccountByEmail>(ask.email.match)) return refuse(rule::email_taken);
    auto device = ask.device;
    if (device) device->subject_id = ask.id.value;
    return accept(SignedUp{ask.id, about(ask.id, *email), about(ask.id, name), about(ask.id, ask.password)},
                  session::Opened{in.ids.next<Session>(), ask.id, std::move(device), in.now});
  }
  static Verdict on(const Account::Active&, const account::SignUp&, const Context&) { return refuse(rule::account_exists); }

  static Verdict on(const Account::Active&, const account::Rename& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    const auto name = name_as_kept(ask.name);
    if (!good_name(name.value)) return refuse(rule::account_name_invalid);
    const auto current = in.tenant.find<CurrentName>(ask.id);
    if (current && exact_match(name) == current->name) return accept();
    const auto version = in.tenant.rows().version(in.tenant.id(), ask.id.value) + 1;
    Facts more;
    if (ask.email && ask.memberships)
      more = told({ask.id, about(ask.id, name), about(ask.id, *ask.email), version, *ask.memberships}, in);
    return accept(Renamed{ask.id, about(ask.id, name)}, std::move(more));
  }
  static Verdict on(Absent, const account::Rename&, const Context&) { return refuse(rule::no_such_account); }

  static Verdict on(const auto&, const account::TellMemberships& ask, const Context& in) { return accept(told(ask, in)); }

  static Verdict on(const Account::Active& s, const account::ChangePassword& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    if (ask.credential_version != s.credential_version) return refuse(rule::auth_failed);
    Facts closed;
    if (const auto sessions = in.tenant.find<session::SessionsOf>(ask.id))
      for (const auto& open : sessions->open)
        if (open.session_id != ask.session_id) closed.push_back({AnyFact::of(session::Closed{open.session_id, ask.id}), {}});
    return accept(PasswordChanged{ask.id, about(ask.id, ask.password), s.credential_version + 1}, std::move(closed));
  }
  static Verdict on(Absent, const account::ChangePassword&, const Context&) { return refuse(rule::no_such_account); }
};

}  // namespace

const Rule* account::wrong(const SignUp& ask) {
  if (!email_as_kept(ask.email)) return &rule::email_invalid;
  if (!good_name(name_as_kept(ask.name).value)) return &rule::account_name_invalid;
  return nullptr;
}

WriteSide commands::account() { return write_side_of<Rules>(); }

}  // namespace millrace
