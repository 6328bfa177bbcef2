#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/session/lookups.hpp"
#include "domain/core/text.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = account::rule;

using account::AccountByEmail;
using account::Confirms;
using account::CurrentName;
using account::Deactivated;
using account::Deleted;
using account::EmailChangeConfirmed;
using account::EmailChanged;
using account::EmailChangeRequested;
using account::EmailVerificationRequested;
using account::EmailVerified;
using account::PasswordChanged;
using account::PasswordResetRequested;
using account::Reactivated;
using account::Renamed;
using account::SignedUp;
using session::all_closed;
using Link = std::optional<Account::Link>;

bool own(const Id<Account>& id, const Context& in) {
  return in.actor.principal == Principal{PrincipalKind::user, id.value};
}

std::int64_t version_of(const Id<Account>& id, const Context& in) { return in.tenant.rows().version(in.tenant.id(), id.value); }

// More than that stands in no record: a timer goes on.
constexpr std::size_t at_once = 90;

// Takes those off the front that a record has room for.
std::vector<account::MemberAt> taken(std::vector<account::MemberAt>& memberships) {
  const auto end = memberships.begin() + static_cast<std::ptrdiff_t>(std::min(memberships.size(), at_once));
  std::vector<account::MemberAt> now{memberships.begin(), end};
  memberships.erase(memberships.begin(), end);
  return now;
}

// A handoff to each membership.
Facts told(account::TellMemberships tell, const Context& in) {
  Facts facts;
  for (const auto& [business, member] : taken(tell.memberships))
    facts.push_back({handoff(business, member::Identify{member, tell.id, tell.name, tell.email, tell.account_version},
                             "version " + std::to_string(tell.account_version)), {}});
  if (!tell.memberships.empty()) facts.push_back({timer(in.now, std::move(tell)), {}});
  return facts;
}

Facts left(account::LeaveMemberships leave, const Context& in) {
  Facts facts;
  for (const auto& [business, member] : taken(leave.memberships)) facts.push_back({handoff(business, member::Depart{member, leave.id}), {}});
  if (!leave.memberships.empty()) facts.push_back({timer(in.now, std::move(leave)), {}});
  return facts;
}

// Whether that one has come back in time.
bool good(const Link& link, std::int64_t n, const Context& in) { return link && link->n == n && in.now < link->expires_at; }
// Whether one that is good for so long has just been sent.
bool just_sent(const Link& link, Duration lasts, const Context& in) { return link && in.now < link->expires_at - lasts + account::link_pause; }

// When another may be sent, in seconds.
Rejection another_later(const Account::Link& link, Duration lasts, const Context& in) {
  const auto wait = std::chrono::ceil<std::chrono::seconds>(link.expires_at - lasts + account::link_pause - in.now);
  return {rule::link_sent, {}, {}, {{"retry_after", wait.count()}}};
}

std::optional<EmailVerified> verified(const Id<Account>& id, const Account::Active& s) {
  return s.verified ? std::nullopt : std::optional{EmailVerified{id}};
}

// A link to the account's own address has come back: it is its person's, whatever the link was for.
Verdict reset(const Account::Active& s, const account::ResetPassword& ask, const Context& in) {
  if (!good(s.reset, ask.n.value_or(0), in)) return refuse(rule::link_over);
  return accept(PasswordChanged{ask.id, about(ask.id, *ask.password), s.credential_version + 1}, verified(ask.id, s), all_closed(ask.id, {}, in));
}

// Both links have come back.
Verdict changed(const EmailChangeConfirmed& confirmed, const Account::Change& change, const account::ConfirmEmail& ask, const Context& in) {
  if (!ask.email || !ask.name || !ask.new_email || ask.new_email->match != change.new_email) return refuse(rule::not_ready);
  if (in.tenant.find<AccountByEmail>(change.new_email)) return refuse(rule::email_taken);
  const EmailChanged change_of{ask.id, about(ask.id, *ask.email), about(ask.id, *ask.new_email)};
  Facts more;
  if (ask.memberships)
    more = told({ask.id, about(ask.id, *ask.name), change_of.email, version_of(ask.id, in) + 2, *ask.memberships}, in);
  return accept(confirmed, change_of, std::move(more));
}

Verdict confirmed_change(const Account::Active& s, const account::ConfirmEmail& ask, const Context& in) {
  if (!s.change || !good(s.change->link, ask.n, in)) return refuse(rule::link_over);
  const bool at_new = ask.what == Confirms::change_at_new_email;
  const auto& [link, new_email, at_email, at_new_email] = *s.change;
  if (at_new ? at_new_email : at_email) return accept();
  const EmailChangeConfirmed confirmed{ask.id, ask.n, at_new};
  if (at_new ? at_email : at_new_email) return changed(confirmed, *s.change, ask, in);
  return accept(confirmed);
}

struct Rules : Decider {
  using Aggregates = List<Account>;
  using Lookups = List<AccountByEmail, account::Credentials, CurrentName>;
  using Asks = List<account::SignUp, account::Rename, account::TellMemberships, account::ChangePassword, account::ResetPassword,
                    account::SendVerification, account::ChangeEmail, account::ConfirmEmail, account::Deactivate, account::Reactivate,
                    account::Delete, account::LeaveMemberships>;

  static Verdict on(Absent, const account::SignUp& ask, const Context& in) {
    if (const auto* rule = wrong(ask)) return refuse(*rule);
    const auto email = email_as_kept(ask.email);
    const auto name = name_as_kept(ask.name);
    if (in.tenant.find<AccountByEmail>(ask.email.match)) return refuse(rule::email_taken);
    return accept(SignedUp{ask.id, about(ask.id, *email), about(ask.id, name), about(ask.id, ask.password)},
                  opened(ask.id, ask.device, ask.address, in));
  }
  static Verdict on(const auto&, const account::SignUp&, const Context&) { return refuse(rule::account_exists); }

  static Verdict on(const Account::Active&, const account::Rename& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    const auto name = name_as_kept(ask.name);
    if (!good_name(name.value)) return refuse(rule::account_name_invalid);
    const auto current = in.tenant.find<CurrentName>(ask.id);
    if (current && exact_match(name) == current->name) return accept();
    Facts more;
    if (ask.email && ask.memberships)
      more = told({ask.id, about(ask.id, name), about(ask.id, *ask.email), version_of(ask.id, in) + 1, *ask.memberships}, in);
    return accept(Renamed{ask.id, about(ask.id, name)}, std::move(more));
  }
  static Verdict on(const auto&, const account::Rename&, const Context&) { return refuse(rule::no_such_account); }

  static Verdict on(const auto&, const account::TellMemberships& ask, const Context& in) { return accept(told(ask, in)); }

  static Verdict on(const Account::Active& s, const account::ChangePassword& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    if (ask.credential_version != s.credential_version) return refuse(rule::auth_failed);
    return accept(PasswordChanged{ask.id, about(ask.id, ask.password), s.credential_version + 1}, all_closed(ask.id, ask.session_id, in));
  }
  static Verdict on(const auto&, const account::ChangePassword&, const Context&) { return refuse(rule::no_such_account); }

  static Verdict on(const Account::Active& s, const account::ResetPassword& ask, const Context& in) {
    if (ask.password) return reset(s, ask, in);
    if (!ask.email || just_sent(s.reset, account::reset_lasts, in)) return accept();
    return accept(PasswordResetRequested{ask.id, about(ask.id, *ask.email), s.links + 1, in.now + account::reset_lasts});
  }
  static Verdict on(const auto&, const account::ResetPassword& ask, const Context&) { return ask.password ? refuse(rule::link_over) : accept(); }

  static Verdict on(const Account::Active& s, const account::SendVerification& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    if (s.verified) return refuse(rule::already_verified);
    if (just_sent(s.verification, account::verification_lasts, in)) return another_later(*s.verification, account::verification_lasts, in);
    return accept(EmailVerificationRequested{ask.id, about(ask.id, ask.email), s.links + 1, in.now + account::verification_lasts});
  }
  static Verdict on(const auto&, const account::SendVerification&, const Context&) { return refuse(rule::no_such_account); }

  static Verdict on(const Account::Active& s, const account::ChangeEmail& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    if (ask.credential_version != s.credential_version) return refuse(rule::auth_failed);
    const auto email = email_as_kept(ask.new_email);
    if (!email) return refuse(rule::email_invalid, {}, "/new_email");
    if (in.tenant.find<AccountByEmail>(ask.new_email.match)) return refuse(rule::email_taken, {}, "/new_email");
    if (s.change && just_sent(s.change->link, account::change_lasts, in)) return another_later(s.change->link, account::change_lasts, in);
    return accept(EmailChangeRequested{ask.id, about(ask.id, ask.email), about(ask.id, *email), s.links + 1, in.now + account::change_lasts});
  }
  static Verdict on(const auto&, const account::ChangeEmail&, const Context&) { return refuse(rule::no_such_account); }

  static Verdict on(const Account::Active& s, const account::ConfirmEmail& ask, const Context& in) {
    if (ask.what != Confirms::address) return confirmed_change(s, ask, in);
    if (s.verified) return accept();       // the link is followed once more
    if (!good(s.verification, ask.n, in)) return refuse(rule::link_over);
    return accept(EmailVerified{ask.id});
  }
  static Verdict on(const auto&, const account::ConfirmEmail&, const Context&) { return refuse(rule::link_over); }

  static Verdict on(const Account::Active& s, const account::Deactivate& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    if (ask.credential_version != s.credential_version) return refuse(rule::auth_failed);
    return accept(Deactivated{ask.id}, all_closed(ask.id, {}, in));
  }
  static Verdict on(const auto&, const account::Deactivate&, const Context&) { return refuse(rule::no_such_account); }

  static Verdict on(const Account::Deactivated& s, const account::Reactivate& ask, const Context& in) {
    if (ask.credential_version != s.was.credential_version) return refuse(rule::auth_failed);
    if (s.was.factors.any()) return refuse(second_factor::rule::required);
    return accept(Reactivated{ask.id}, opened(ask.id, ask.device, ask.address, in));
  }
  static Verdict on(const Account::Active& s, const account::Reactivate& ask, const Context&) {
    return refuse(ask.credential_version == s.credential_version ? rule::not_deactivated : rule::auth_failed);
  }
  static Verdict on(const auto&, const account::Reactivate&, const Context&) { return refuse(rule::auth_failed); }

  static Verdict on(const Account::Active& s, const account::Delete& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(rule::no_such_account);
    if (ask.credential_version != s.credential_version) return refuse(rule::auth_failed);
    Facts more = all_closed(ask.id, {}, in);
    if (!ask.memberships.empty()) more.push_back({timer(in.now, account::LeaveMemberships{ask.id, ask.memberships}), {}});
    return accept(Deleted{ask.id, about(ask.id, ask.email)}, std::move(more));
  }
  static Verdict on(const auto&, const account::Delete&, const Context&) { return refuse(rule::no_such_account); }
  static Verdict on(const auto&, const account::LeaveMemberships& ask, const Context& in) { return accept(left(ask, in)); }

 private:
  static session::Opened opened(const Id<Account>& id, MaybePersonal device, MaybePersonal address, const Context& in) {
    for (auto* text : {&device, &address})
      if (*text) (*text)->subject_id = id.value;
    return {in.ids.next<Session>(), id, std::move(device), in.now, std::move(address)};
  }
};

}  // namespace

const Rule* account::wrong(const SignUp& ask) {
  if (!email_as_kept(ask.email)) return &rule::email_invalid;
  if (!good_name(name_as_kept(ask.name).value)) return &rule::account_name_invalid;
  return nullptr;
}

WriteSide commands::account() { return write_side_of<Rules>(); }

}  // namespace millrace
