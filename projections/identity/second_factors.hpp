// Second factors, as the person of the account sees them.
#pragma once

#include "domain/identity/account/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::second_factor {

struct PasskeyShown {
  Id<Passkey> id;
  Personal<std::string> name;
  Time created_at{};
  std::optional<Time> last_used_at = {};
};
BOOST_DESCRIBE_STRUCT(PasskeyShown, (), (id, name, created_at, last_used_at))

struct FactorsRow {
  Id<Account> id;
  std::optional<Time> totp_since = {}, totp_used_at = {};
  std::int64_t recovery_codes_left = 0;
  std::vector<PasskeyShown> passkeys = {};
};
BOOST_DESCRIBE_STRUCT(FactorsRow, (), (id, totp_since, totp_used_at, recovery_codes_left, passkeys))

// Of an account that has one, or has had.
struct SecondFactors : Fold<Id<Account>, FactorsRow> {
  static constexpr auto name = "second_factors";
  static const AnyFold& erased();
  using Listens = Join<AllFacts, List<account::Deleted>>;
  using Ignores = List<TotpOffered>;
  static Maybe on(Maybe r, const TotpEnabled& e, const Meta& m) {
    auto row = of(std::move(r), e.id);
    row.totp_since = m.at;
    row.totp_used_at.reset();
    return row;
  }
  static void on(FactorsRow& r, const TotpUsed&, const Meta& m) { r.totp_used_at = m.at; }
  static void on(FactorsRow& r, const TotpRemoved&, const Meta&) {
    r.totp_since.reset();
    r.totp_used_at.reset();
    without_any(r);
  }
  static void on(FactorsRow& r, const RecoveryCodesMade& e, const Meta&) { r.recovery_codes_left = static_cast<std::int64_t>(e.hashes.size()); }
  static void on(FactorsRow& r, const RecoveryCodeUsed&, const Meta&) { r.recovery_codes_left = std::max<std::int64_t>(0, r.recovery_codes_left - 1); }
  static Maybe on(Maybe r, const PasskeyAdded& e, const Meta& m) {
    auto row = of(std::move(r), e.id);
    row.passkeys.push_back({e.passkey_id, e.name, m.at});
    return row;
  }
  static void on(FactorsRow& r, const PasskeyUsed& e, const Meta& m) {
    for (auto& one : r.passkeys)
      if (one.id == e.passkey_id) one.last_used_at = m.at;
  }
  static void on(FactorsRow& r, const PasskeyRemoved& e, const Meta&) {
    std::erase_if(r.passkeys, [&](const auto& one) { return one.id == e.passkey_id; });
    without_any(r);
  }
  static Maybe on(Maybe, const account::Deleted&, const Meta&) { return {}; }

 private:
  static FactorsRow of(Maybe r, const Id<Account>& id) { return r ? *std::move(r) : FactorsRow{id}; }
  static void without_any(FactorsRow& r) {
    if (!r.totp_since && r.passkeys.empty()) r.recovery_codes_left = 0;
  }
};

}  // namespace millrace::second_factor

namespace millrace::projections {
Projection second_factors();
}
