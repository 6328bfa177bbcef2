// What codes and signatures are checked against, before the rules.
#pragma once

#include "domain/identity/account/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::second_factor {

struct PasskeyKey {
  Id<Passkey> id;
  std::string credential_id, public_key;
  Algorithm algorithm = Algorithm::es256;
  std::vector<std::string> transports;
};
BOOST_DESCRIBE_STRUCT(PasskeyKey, (), (id, credential_id, public_key, algorithm, transports))

struct SecretsOfAccount {
  std::int64_t n = 0;                      // of the offer
  std::optional<std::string> offered;      // base32, as the next
  std::optional<std::string> totp;
  std::vector<PasskeyKey> passkeys;
};
BOOST_DESCRIBE_STRUCT(SecretsOfAccount, (), (n, offered, totp, passkeys))

struct Secrets : Fold<Id<Account>, SecretsOfAccount> {
  static constexpr auto name = "second_factor_secrets";
  static const AnyFold& erased();
  using Listens = Join<AllFacts, List<account::Deleted>>;
  using Ignores = List<TotpUsed, RecoveryCodesMade, RecoveryCodeUsed, PasskeyUsed>;
  static Maybe on(Maybe r, const TotpOffered& e, const Meta&) {
    if (!r) r.emplace();
    r->n = e.n;
    r->offered = e.secret.erased ? std::nullopt : std::optional{e.secret.value};
    return r;
  }
  static void on(SecretsOfAccount& r, const TotpEnabled& e, const Meta&) {
    if (r.n != e.n) return;
    r.totp = std::move(r.offered);
    r.offered.reset();
  }
  static void on(SecretsOfAccount& r, const TotpRemoved&, const Meta&) { r.totp.reset(); }
  static Maybe on(Maybe r, const PasskeyAdded& e, const Meta&) {
    if (!r) r.emplace();
    r->passkeys.push_back({e.passkey_id, e.credential_id, e.public_key, e.algorithm, e.transports});
    return r;
  }
  static void on(SecretsOfAccount& r, const PasskeyRemoved& e, const Meta&) {
    std::erase_if(r.passkeys, [&](const auto& one) { return one.id == e.passkey_id; });
  }
  static Maybe on(Maybe, const account::Deleted&, const Meta&) { return {}; }
};

}  // namespace millrace::second_factor
