#include "commands/identity/oauth/asks.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/identity/oauth/lookups.hpp"
#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = oauth::rule;

using account::AccountByEmail;
using account::EmailVerified;
using account::SignedUp;
using oauth::Linked;
using oauth::SignIn;
using oauth::Unlinked;
using session::Opened;

std::optional<oauth::Holder> holder(const SignIn& ask, const Context& in) {
  const auto digest = exact_match(ask.subject);
  const auto last = digest ? in.tenant.find<oauth::LastHolder>(*digest) : nullptr;
  if (!last || !oauth::holds(in.tenant.get(last->account_id), last->identity_id)) return {};
  return *last;
}

MaybePersonal of(const Id<Account>& account, MaybePersonal text) {
  if (text) text->subject_id = account.value;
  return text;
}

Linked linked(const SignIn& ask, const Context& in) {
  return {ask.id, in.ids.next<Identity>(), ask.provider, about(ask.id, ask.subject), of(ask.id, ask.email)};
}

Verdict opened(const SignIn& ask, Facts before, const Context& in) {
  return accept(std::move(before), Opened{in.ids.next<Session>(), ask.id, of(ask.id, ask.device), in.now, of(ask.id, ask.address), {}, ask.provider},
                session::making_room(ask.id, in));
}

// A provider may call nobody by a name that people here may have; then it is what stands before the @.
Personal<std::string> name_of(const SignIn& ask) {
  auto name = name_as_kept(ask.name);
  if (!good_name(name.value)) name.value = ask.email->value.substr(0, std::min<std::size_t>(ask.email->value.find('@'), 100));
  return name;
}

// It was made for whose address that is (member::Provisioned), and has never been signed in to: who shows that the address is theirs is the first.
bool nobody_has_come(const Account::Active& s) { return s.without_password && s.identities.linked.empty(); }

// Whoever has a second factor shows it before anything is linked; so it is linked in the settings.
bool may_link_by_address(const SignIn& ask, const Account::Active& s, const Context& in) {
  if (!ask.email || !ask.email_verified || !(s.verified || nobody_has_come(s)) || s.factors.any()) return false;
  const auto found = in.tenant.find<AccountByEmail>(ask.email->match);
  return found && found->accounts.size() == 1 && found->accounts.front() == ask.id;
}

Verdict linked_for_session(const SignIn& ask, const Account::Active& s, const Context& in) {
  const auto* open = std::get_if<Session::Open>(&in.tenant.get(*ask.for_session));
  if (!open || open->account_id != ask.id) return refuse(session::rule::session_over);
  if (const auto who = holder(ask, in)) return who->account_id == ask.id ? accept() : refuse(rule::taken);
  if (s.identities.linked.size() >= oauth::at_most) return refuse(rule::too_many);
  return accept(linked(ask, in));
}

struct Rules : Decider {
  using Aggregates = List<>;
  using Lookups = List<oauth::LastHolder>;
  using Asks = List<SignIn, oauth::Unlink>;

  // Somebody new. What the gateway has looked at may have changed since: it looks again.
  static Verdict on(Absent, const SignIn& ask, const Context& in) {
    if (ask.for_session) return refuse(session::rule::session_over);
    if (holder(ask, in)) return refuse(account::rule::not_ready);
    const auto email = ask.email && ask.email_verified ? email_as_kept(*ask.email) : std::nullopt;
    if (!email) return refuse(rule::unverified);
    if (in.tenant.find<AccountByEmail>(ask.email->match)) return refuse(rule::link_first);
    Facts made;
    const auto add = [&](auto fact) { made.push_back({AnyFact::of(std::move(fact)), {}}); };
    add(SignedUp{ask.id, about(ask.id, *email), about(ask.id, name_of(ask)), about(ask.id, std::string{})});
    add(EmailVerified{ask.id});
    add(linked(ask, in));
    return opened(ask, std::move(made), in);
  }
  static Verdict on(const Account::Active& s, const SignIn& ask, const Context& in) {
    if (ask.for_session) return linked_for_session(ask, s, in);
    const auto who = holder(ask, in);
    if (who && who->account_id != ask.id) return refuse(account::rule::not_ready);
    if (who) return s.factors.any() ? refuse(second_factor::rule::required) : opened(ask, {}, in);
    if (!ask.email || !ask.email_verified) return refuse(rule::unverified);
    if (!may_link_by_address(ask, s, in)) return refuse(rule::link_first);
    if (s.identities.linked.size() >= oauth::at_most) return refuse(rule::too_many);
    Facts made;
    if (!s.verified) made.push_back({AnyFact::of(EmailVerified{ask.id}), {}});
    made.push_back({AnyFact::of(linked(ask, in)), {}});
    return opened(ask, std::move(made), in);
  }
  // Only who has shown who it is hears of it.
  static Verdict on(const Account::Deactivated&, const SignIn& ask, const Context& in) {
    const auto who = holder(ask, in);
    return refuse(who && who->account_id == ask.id ? account::rule::deactivated : rule::link_first);
  }
  static Verdict on(const auto&, const SignIn&, const Context&) { return refuse(account::rule::not_ready); }

  static Verdict on(const Account::Active& s, const oauth::Unlink& ask, const Context& in) {
    if (in.actor.principal != Principal{PrincipalKind::user, ask.id.value}) return hide(account::rule::no_such_account);
    if (!s.identities.find(ask.identity_id)) return refuse(rule::no_such_identity);
    if (s.without_password && s.identities.linked.size() == 1) return refuse(rule::last_way_in);
    return accept(Unlinked{ask.id, ask.identity_id});
  }
  static Verdict on(const auto&, const oauth::Unlink&, const Context&) { return refuse(account::rule::no_such_account); }
};

}  // namespace

WriteSide commands::oauth() { return write_side_of<Rules>(); }

}  // namespace millrace
