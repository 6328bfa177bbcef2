// What happens to an API key of a business: a service that acts there under a name of its own, with some of the rights of whoever answers
// for it. Facts hold the SHA-256 (FIPS 180-4) of a secret, never the secret.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Member;
struct ApiKey;
struct ApiSecret;

namespace api_key {

struct Created {
  static constexpr auto wire = "api_key.created.v1";
  static constexpr std::string_view never_compared[] = {"name"};
  Id<ApiKey> id;
  Personal<std::string> name;              // what it is for; may be called after somebody
  std::vector<std::string> scopes;         // names of rights, sorted
  Id<Member> vouched_by;                   // it may never do more than this member may
  Id<ApiSecret> secret_id;
  std::string secret_hash;                 // of the whole text of the key: 64 hex digits
  std::string hint;                        // its last four characters, by which people tell keys apart
  std::optional<Time> expires_at;
  std::optional<std::int64_t> per_minute;  // requests, where it has a limit of its own
};
BOOST_DESCRIBE_STRUCT(Created, (), (id, name, scopes, vouched_by, secret_id, secret_hash, hint, expires_at, per_minute))

// A second secret; the one before it is good until then. Whoever asked for it answers for the key from now on.
struct Rotated {
  static constexpr auto wire = "api_key.rotated.v1";
  Id<ApiKey> id;
  Id<Member> vouched_by;
  Id<ApiSecret> secret_id;
  std::string secret_hash;
  std::string hint;
  Id<ApiSecret> old_secret_id;
  Time old_until{};
};
BOOST_DESCRIBE_STRUCT(Rotated, (), (id, vouched_by, secret_id, secret_hash, hint, old_secret_id, old_until))

// The older of two secrets is no good any more.
struct SecretRetired {
  static constexpr auto wire = "api_key.secret_retired.v1";
  Id<ApiKey> id;
  Id<ApiSecret> secret_id;
};
BOOST_DESCRIBE_STRUCT(SecretRetired, (), (id, secret_id))

// Somebody has come with it: said at most once an hour, however often that is.
struct Used {
  static constexpr auto wire = "api_key.used.v1";
  Id<ApiKey> id;
  Time used_at{};
};
BOOST_DESCRIBE_STRUCT(Used, (), (id, used_at))

// By somebody of the business; or by itself, when who answered for it could not give what it may any more.
struct Revoked {
  static constexpr auto wire = "api_key.revoked.v1";
  Id<ApiKey> id;
  std::vector<Uuid> secret_ids;            // all that were good
};
BOOST_DESCRIBE_STRUCT(Revoked, (), (id, secret_ids))

struct Expired {
  static constexpr auto wire = "api_key.expired.v1";
  Id<ApiKey> id;
  std::vector<Uuid> secret_ids;
};
BOOST_DESCRIBE_STRUCT(Expired, (), (id, secret_ids))

}  // namespace api_key
}  // namespace millrace
