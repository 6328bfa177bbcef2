// What a rule reads of an account's second factors; a part of the account's state.
#pragma once

#include "domain/identity/second_factor/facts.hpp"

namespace millrace::second_factor {

struct Offer {
  std::int64_t n = 0;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(Offer, (), (n, expires_at))

struct KnownPasskey {
  Id<Passkey> id;
  std::string credential_id;
  std::int64_t sign_count = 0;
};
BOOST_DESCRIBE_STRUCT(KnownPasskey, (), (id, credential_id, sign_count))

struct Factors {
  std::int64_t offers = 0;                 // how many there have been
  std::optional<Offer> offer = {};         // of which no code has come back
  std::optional<std::int64_t> totp_step = {};    // the last one that was used; none: there is no TOTP
  std::vector<std::string> recovery_hashes = {};
  std::vector<KnownPasskey> passkeys = {};
  Time challenged_at{};                    // the newest challenge that was answered

  bool any() const { return totp_step || !passkeys.empty(); }
};
BOOST_DESCRIBE_STRUCT(Factors, (), (offers, offer, totp_step, recovery_hashes, passkeys, challenged_at))

inline void apply(Factors& f, const TotpOffered& e) {
  f.offers = e.n;
  f.offer = Offer{e.n, e.expires_at};
}
inline void apply(Factors& f, const TotpEnabled& e) {
  f.offer.reset();
  f.totp_step = e.step;
}
inline void apply(Factors& f, const TotpUsed& e) {
  if (f.totp_step) f.totp_step = std::max(*f.totp_step, e.step);
}
// Recovery codes stand in for what there is: they go with the last of it.
inline void apply(Factors& f, const TotpRemoved&) {
  f.totp_step.reset();
  if (!f.any()) f.recovery_hashes.clear();
}
inline void apply(Factors& f, const RecoveryCodesMade& e) { f.recovery_hashes = e.hashes; }
inline void apply(Factors& f, const RecoveryCodeUsed& e) { std::erase(f.recovery_hashes, e.hash); }
inline void apply(Factors& f, const PasskeyAdded& e) {
  f.passkeys.push_back({e.passkey_id, e.credential_id, e.sign_count});
  f.challenged_at = std::max(f.challenged_at, e.challenged_at);
}
inline void apply(Factors& f, const PasskeyUsed& e) {
  for (auto& passkey : f.passkeys)
    if (passkey.id == e.passkey_id) passkey.sign_count = e.sign_count;
  f.challenged_at = std::max(f.challenged_at, e.challenged_at);
}
inline void apply(Factors& f, const PasskeyRemoved& e) {
  std::erase_if(f.passkeys, [&](const auto& passkey) { return passkey.id == e.passkey_id; });
  if (!f.any()) f.recovery_hashes.clear();
}

}  // namespace millrace::second_factor
