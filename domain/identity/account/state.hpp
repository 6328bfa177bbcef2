// What a rule reads of an account.
#pragma once

#include "domain/identity/account/facts.hpp"
#include "domain/identity/oauth/state.hpp"
#include "domain/identity/second_factor/state.hpp"

namespace millrace {

struct Account : Aggregate {
  using Facts = Join<List<account::SignedUp, account::Renamed, account::PasswordChanged, account::PasswordResetRequested,
                          account::EmailVerificationRequested, account::EmailVerified, account::EmailChangeRequested,
                          account::EmailChangeConfirmed, account::EmailChanged, account::Deactivated, account::Reactivated, account::Deleted>,
                     second_factor::AllFacts, oauth::AllFacts>;
  // One that has been sent and has not come back.
  struct Link { std::int64_t n = 0; Time expires_at{}; };
  struct Change {
    Link link;
    Uuid new_email{};                      // Personal::match
    bool at_email = false, at_new_email = false;   // where it has come back
  };
  struct Active {
    std::int64_t credential_version = 1;
    std::int64_t links = 0;                // how many there have been
    bool verified = false;                 // its address
    std::optional<Link> reset = {}, verification = {};
    std::optional<Change> change = {};
    second_factor::Factors factors = {};
    oauth::Identities identities = {};
    bool without_password = false;         // it was made by a provider's word, and has never had one
  };
  struct Deactivated { Active was; };
  struct Deleted {};
  using State = std::variant<Absent, Active, Deactivated, Deleted>;
  static const AnyFold& erased();

  static State on(auto, const account::SignedUp& e) {
    Active made;
    made.without_password = !e.password.erased && e.password.value.empty();
    return made;
  }
  static State on(auto s, const account::Renamed&) { return s; }
  // What has been sent before counts no more: somebody else may have asked for it.
  static State on(Active s, const account::PasswordChanged& e) {
    s.credential_version = e.credential_version;
    s.without_password = false;
    s.reset.reset();
    s.change.reset();
    return s;
  }
  static State on(auto s, const account::PasswordChanged&) { return s; }
  static State on(Active s, const account::PasswordResetRequested& e) {
    s.reset = sent(s, e);
    return s;
  }
  static State on(auto s, const account::PasswordResetRequested&) { return s; }
  static State on(Active s, const account::EmailVerificationRequested& e) {
    s.verification = sent(s, e);
    return s;
  }
  static State on(auto s, const account::EmailVerificationRequested&) { return s; }
  static State on(Active s, const account::EmailVerified&) { return verified(std::move(s)); }
  static State on(auto s, const account::EmailVerified&) { return s; }
  static State on(Active s, const account::EmailChangeRequested& e) {
    s.change = Change{sent(s, e), e.new_email.match};
    return s;
  }
  static State on(auto s, const account::EmailChangeRequested&) { return s; }
  static State on(Active s, const account::EmailChangeConfirmed& e) {
    if (s.change) (e.at_new_email ? s.change->at_new_email : s.change->at_email) = true;
    return s;
  }
  static State on(auto s, const account::EmailChangeConfirmed&) { return s; }
  static State on(Active s, const account::EmailChanged&) {
    s.reset.reset();                       // it went to the address before
    s.change.reset();
    return verified(std::move(s));
  }
  static State on(auto s, const account::EmailChanged&) { return s; }
  static State on(Active s, const account::Deactivated&) { return Deactivated{std::move(s)}; }
  static State on(auto s, const account::Deactivated&) { return s; }
  static State on(Deactivated s, const account::Reactivated&) { return std::move(s.was); }
  static State on(auto s, const account::Reactivated&) { return s; }
  static State on(auto, const account::Deleted&) { return Deleted{}; }
  static State on(auto s, const second_factor::TotpOffered& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::TotpEnabled& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::TotpUsed& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::TotpRemoved& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::RecoveryCodesMade& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::RecoveryCodeUsed& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::PasskeyAdded& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::PasskeyUsed& e) { return with(std::move(s), e); }
  static State on(auto s, const second_factor::PasskeyRemoved& e) { return with(std::move(s), e); }
  static State on(auto s, const oauth::Linked& e) { return with(std::move(s), e); }
  static State on(auto s, const oauth::Unlinked& e) { return with(std::move(s), e); }

  // Of an account that there is, active or not; null: of none.
  static const second_factor::Factors* factors_of(const State& state) {
    if (const auto* active = std::get_if<Active>(&state)) return &active->factors;
    const auto* off = std::get_if<Deactivated>(&state);
    return off ? &off->was.factors : nullptr;
  }
  static const oauth::Identities* identities_of(const State& state) {
    if (const auto* active = std::get_if<Active>(&state)) return &active->identities;
    const auto* off = std::get_if<Deactivated>(&state);
    return off ? &off->was.identities : nullptr;
  }

 private:
  static State with(auto s, const auto& e) {
    if constexpr (requires { s.factors; second_factor::apply(s.factors, e); }) second_factor::apply(s.factors, e);
    if constexpr (requires { s.identities; oauth::apply(s.identities, e); }) oauth::apply(s.identities, e);
    return s;
  }
  static Link sent(Active& s, const auto& e) {
    s.links = e.n;
    return {e.n, e.expires_at};
  }
  static Active verified(Active s) {
    s.verified = true;
    s.verification.reset();
    return s;
  }
};
BOOST_DESCRIBE_STRUCT(Account::Link, (), (n, expires_at))
BOOST_DESCRIBE_STRUCT(Account::Change, (), (link, new_email, at_email, at_new_email))
BOOST_DESCRIBE_STRUCT(Account::Active, (), (credential_version, links, verified, reset, verification, change, factors, identities,
                                            without_password))
BOOST_DESCRIBE_STRUCT(Account::Deactivated, (), (was))
BOOST_DESCRIBE_STRUCT(Account::Deleted, (), ())

}  // namespace millrace
