#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/second_factor/lookups.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/account/asks.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = second_factor::rule;

using account::rule::no_such_account;
using second_factor::Factors;
using second_factor::PasskeyAdded;
using second_factor::PasskeyRemoved;
using second_factor::PasskeyUsed;
using second_factor::RecoveryCodesMade;
using second_factor::RecoveryCodeUsed;
using second_factor::Secrets;
using second_factor::TotpEnabled;
using second_factor::TotpOffered;
using second_factor::TotpRemoved;
using second_factor::TotpUsed;

bool own(const Id<Account>& id, const Context& in) { return in.actor.principal == Principal{PrincipalKind::user, id.value}; }

std::optional<RecoveryCodesMade> first_codes(const Id<Account>& id, const Factors& f, const std::vector<std::string>& hashes) {
  return f.any() || hashes.empty() ? std::nullopt : std::optional{RecoveryCodesMade{id, hashes}};
}

// Whoever sets one up has it at hand.
std::optional<session::SteppedUp> stepped_up(const Id<Account>& id, const Id<Session>& session, session::Means means, const Context& in) {
  const auto* open = std::get_if<Session::Open>(&in.tenant.get(session));
  if (!open || open->account_id != id) return {};
  return session::SteppedUp{session, id, means, in.now};
}

const second_factor::KnownPasskey* passkey(const Factors& f, const Id<Passkey>& id) {
  const auto found = std::ranges::find(f.passkeys, id, &second_factor::KnownPasskey::id);
  return found == f.passkeys.end() ? nullptr : &*found;
}

struct Rules : Decider {
  using Aggregates = List<>;
  using Lookups = List<Secrets>;
  using Asks = List<second_factor::OfferTotp, second_factor::ConfirmTotp, second_factor::RemoveTotp, second_factor::MakeRecoveryCodes,
                    second_factor::AddPasskey, second_factor::RemovePasskey>;

  static Verdict on(const Account::Active& s, const second_factor::OfferTotp& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(no_such_account);
    if (s.factors.totp_step) return refuse(rule::totp_there);
    return accept(TotpOffered{ask.id, about(ask.id, ask.secret), s.factors.offers + 1, in.now + second_factor::offer_lasts});
  }
  static Verdict on(const Account::Active& s, const second_factor::ConfirmTotp& ask, const Context& in) {
    const auto& f = s.factors;
    if (!own(ask.id, in)) return hide(no_such_account);
    if (!f.offer || f.offer->n != ask.n || in.now >= f.offer->expires_at) return refuse(rule::offer_over);
    return accept(TotpEnabled{ask.id, ask.n, ask.step}, first_codes(ask.id, f, ask.recovery_hashes), stepped_up(ask.id, ask.session_id, session::Means::totp, in));
  }
  static Verdict on(const Account::Active& s, const second_factor::RemoveTotp& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(no_such_account);
    if (!s.factors.totp_step) return refuse(rule::no_totp);
    return accept(TotpRemoved{ask.id});
  }
  static Verdict on(const Account::Active& s, const second_factor::MakeRecoveryCodes& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(no_such_account);
    if (!s.factors.any()) return refuse(rule::none);
    return accept(RecoveryCodesMade{ask.id, ask.hashes});
  }
  static Verdict on(const Account::Active& s, const second_factor::AddPasskey& ask, const Context& in) {
    const auto& f = s.factors;
    if (!own(ask.id, in)) return hide(no_such_account);
    const auto name = name_as_kept(ask.name);
    if (!good_name(name.value)) return refuse(rule::name_invalid);
    if (ask.challenged_at <= f.challenged_at) return refuse(rule::challenge_over);
    if (std::ranges::count(f.passkeys, ask.credential_id, &second_factor::KnownPasskey::credential_id)) return refuse(rule::passkey_known);
    if (f.passkeys.size() >= second_factor::passkeys_at_most) return refuse(rule::too_many_passkeys);
    return accept(PasskeyAdded{ask.id, ask.passkey_id, about(ask.id, name), ask.credential_id, ask.public_key, ask.algorithm, ask.sign_count, ask.transports,
                               ask.challenged_at},
                  first_codes(ask.id, f, ask.recovery_hashes), stepped_up(ask.id, ask.session_id, session::Means::passkey, in));
  }
  static Verdict on(const Account::Active& s, const second_factor::RemovePasskey& ask, const Context& in) {
    if (!own(ask.id, in)) return hide(no_such_account);
    if (!passkey(s.factors, ask.passkey_id)) return refuse(rule::no_such_passkey);
    return accept(PasskeyRemoved{ask.id, ask.passkey_id});
  }
  static Verdict on(const auto&, const second_factor::OfferTotp&, const Context&) { return refuse(no_such_account); }
  static Verdict on(const auto&, const second_factor::ConfirmTotp&, const Context&) { return refuse(no_such_account); }
  static Verdict on(const auto&, const second_factor::RemoveTotp&, const Context&) { return refuse(no_such_account); }
  static Verdict on(const auto&, const second_factor::MakeRecoveryCodes&, const Context&) { return refuse(no_such_account); }
  static Verdict on(const auto&, const second_factor::AddPasskey&, const Context&) { return refuse(no_such_account); }
  static Verdict on(const auto&, const second_factor::RemovePasskey&, const Context&) { return refuse(no_such_account); }
};

// A passkey that counts its signatures and has been copied counts twice the same (WebAuthn Level 2, §6.1.1).
bool counts_on(std::int64_t before, std::int64_t now) { return now > before || (now == 0 && before == 0); }

}  // namespace

std::variant<Rejection, AnyFact> second_factor::used(const Id<Account>& id, const Factors& f, const Shown& shown) {
  const Rejection no{rule::wrong};
  if (shown.totp_step) {
    if (!f.totp_step || *shown.totp_step <= *f.totp_step) return no;
    return AnyFact::of(TotpUsed{id, *shown.totp_step});
  }
  if (shown.recovery_hash) {
    if (!std::ranges::count(f.recovery_hashes, *shown.recovery_hash)) return no;
    return AnyFact::of(RecoveryCodeUsed{id, *shown.recovery_hash});
  }
  const auto* known = shown.passkey_id ? passkey(f, *shown.passkey_id) : nullptr;
  if (!known || !shown.sign_count || !shown.challenged_at || !counts_on(known->sign_count, *shown.sign_count)) return no;
  if (*shown.challenged_at <= f.challenged_at) return Rejection{rule::challenge_over};
  return AnyFact::of(PasskeyUsed{id, known->id, *shown.sign_count, *shown.challenged_at});
}

session::Means second_factor::means_of(const Shown& shown) {
  return shown.totp_step ? session::Means::totp : shown.recovery_hash ? session::Means::recovery_code : session::Means::passkey;
}

WriteSide commands::second_factor() { return write_side_of<Rules>(); }

}  // namespace millrace
