// API keys as those who give them see them, and their secrets as whoever comes with one is known by. A key that is over keeps its row, because
// what it wrote goes on showing its name.
#pragma once

#include "domain/identity/api_key/state.hpp"
#include "domain/identity/business/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::api_key {

enum class KeyStatus { active, revoked, expired };
BOOST_DESCRIBE_ENUM(KeyStatus, active, revoked, expired)

struct KeyRow {
  Id<ApiKey> id;
  Personal<std::string> name;
  KeyStatus status = KeyStatus::active;
  std::vector<std::string> scopes;
  std::string hint;                                // the last four characters
  std::optional<std::string> old_hint;             // of the secret before it, until then
  std::optional<Time> old_until;
  Id<Member> created_by;
  Id<Member> vouched_by;                           // who may do all that it may
  Time created_at{};
  std::optional<Time> expires_at;
  std::optional<Time> ended_at;                    // when it was revoked or expired
  std::optional<Time> last_used_at;                // to the hour
  std::optional<std::int64_t> per_minute;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (id, name, status, scopes, hint, old_hint, old_until, created_by, vouched_by, created_at, expires_at, ended_at,
                                   last_used_at, per_minute))

struct ApiKeys : Fold<Id<ApiKey>, KeyRow> {
  static constexpr auto name = "api_keys";
  static const AnyFold& erased();
  using Listens = FactsOf<ApiKey>;
  static Maybe on(Maybe, const Created& e, const Meta& m);
  static void on(KeyRow& r, const Rotated& e, const Meta&);
  static void on(KeyRow& r, const SecretRetired& e, const Meta&);
  static void on(KeyRow& r, const Used& e, const Meta&) { r.last_used_at = e.used_at; }
  static void on(KeyRow& r, const Revoked&, const Meta& m);
  static void on(KeyRow& r, const Expired&, const Meta& m);

  // Index: in the order in which they were made.
  static constexpr auto all = "all";
};

// A secret that is good; of what is not, there is no row.
struct SecretRow {
  Id<Business> business_id;
  Id<ApiKey> key_id;
  std::string hash;
  std::optional<Time> until;                       // of the older of two
};
BOOST_DESCRIBE_STRUCT(SecretRow, (), (business_id, key_id, hash, until))

struct ApiSecrets : Fold<Id<ApiSecret>, SecretRow> {
  static constexpr auto name = "api_secrets";
  static const AnyFold& erased();
  using Listens = FactsOf<ApiKey>;
  using Ignores = List<Used>;
  static Keys keys(const Created& e) { return {Key(e.secret_id)}; }
  static Keys keys(const Rotated& e) { return {Key(e.secret_id), Key(e.old_secret_id)}; }
  static Keys keys(const SecretRetired& e) { return {Key(e.secret_id)}; }
  static Keys keys(const Revoked& e) { return {e.secret_ids.begin(), e.secret_ids.end()}; }
  static Keys keys(const Expired& e) { return {e.secret_ids.begin(), e.secret_ids.end()}; }

  static Maybe on(Maybe, const Created& e, const Meta& m) { return SecretRow{{m.tenant}, e.id, e.secret_hash, {}}; }
  static Maybe on(Maybe r, const Rotated& e, const Meta& m) {
    if (m.key == Key(e.secret_id)) return SecretRow{{m.tenant}, e.id, e.secret_hash, {}};
    if (r) r->until = e.old_until;
    return r;
  }
  static Maybe on(Maybe, const SecretRetired&, const Meta&) { return {}; }
  static Maybe on(Maybe, const Revoked&, const Meta&) { return {}; }
  static Maybe on(Maybe, const Expired&, const Meta&) { return {}; }

  // Index: the hash, over all tenants.
  static constexpr auto by_hash = "by_hash";
};

}  // namespace millrace::api_key

namespace millrace::projections {
Projection api_keys();
Projection api_secrets();
}
