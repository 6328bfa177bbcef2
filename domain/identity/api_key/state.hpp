// What a rule, and every authorisation, reads of an API key.
#pragma once

#include "domain/identity/api_key/facts.hpp"

namespace millrace {

struct ApiKey : Aggregate {
  using Facts = List<api_key::Created, api_key::Rotated, api_key::SecretRetired, api_key::Used, api_key::Revoked, api_key::Expired>;
  struct Active {
    std::vector<std::string> scopes;
    Id<Member> vouched_by;
    Id<ApiSecret> secret_id;
    std::optional<Id<ApiSecret>> old_secret_id;    // while two are good
    std::optional<Time> old_until;                 // … how long
    std::optional<Time> expires_at;
    std::optional<std::int64_t> per_minute;
    std::optional<Time> used_at;                   // to the hour
  };
  struct Over {};
  using State = std::variant<Absent, Active, Over>;
  static const AnyFold& erased();

  static State on(Absent, const api_key::Created& e) {
    return Active{e.scopes, e.vouched_by, e.secret_id, {}, {}, e.expires_at, e.per_minute, {}};
  }
  static State on(auto s, const api_key::Created&) { return s; }
  static State on(Active s, const api_key::Rotated& e) {
    s.vouched_by = e.vouched_by;
    s.secret_id = e.secret_id;
    s.old_secret_id = e.old_secret_id;
    s.old_until = e.old_until;
    return s;
  }
  static State on(auto s, const api_key::Rotated&) { return s; }
  static State on(Active s, const api_key::SecretRetired& e) {
    if (s.old_secret_id == e.secret_id) s.old_secret_id.reset(), s.old_until.reset();
    return s;
  }
  static State on(auto s, const api_key::SecretRetired&) { return s; }
  static State on(Active s, const api_key::Used& e) {
    s.used_at = e.used_at;
    return s;
  }
  static State on(auto s, const api_key::Used&) { return s; }
  static State on(auto, const api_key::Revoked&) { return Over{}; }
  static State on(auto, const api_key::Expired&) { return Over{}; }
};
BOOST_DESCRIBE_STRUCT(ApiKey::Active, (), (scopes, vouched_by, secret_id, old_secret_id, old_until, expires_at, per_minute, used_at))
BOOST_DESCRIBE_STRUCT(ApiKey::Over, (), ())

}  // namespace millrace
