// What may be asked of an API key. People give and take keys, never keys themselves; a key gets no right that its giver does not have.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/api_key/rights.hpp"
#include "domain/identity/api_key/state.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {
namespace api_key {

namespace rule {
inline constexpr Rule no_such_key{"api_key.not_found", Kind::missing, "There is no such API key."};
inline constexpr Rule key_exists{"api_key.exists", Kind::conflict, "There is an API key under this id already."};
inline constexpr Rule key_over{"api_key.over", Kind::conflict, "This API key has been revoked or has expired.", "Create another one: POST /api-keys."};
inline constexpr Rule people_only{"api_key.people_only", Kind::forbidden, "API keys are given and taken by people, not by API keys.",
                                  "Send the access token of a member who may."};
inline constexpr Rule key_name_invalid{"api_key.name_invalid", Kind::invalid, "A name has 1 to 100 characters on one line."};
inline constexpr Rule scope_unknown{"api_key.scope_unknown", Kind::invalid, "There is no such permission.",
                                    "x-permissions of /openapi.json lists those that there are."};
inline constexpr Rule beyond_own{"api_key.beyond_own", Kind::forbidden, "Nobody gives an API key more than they may do themselves.",
                                 "Leave out the scopes that you do not have, or ask somebody who has them."};
inline constexpr Rule expires_at_invalid{"api_key.expires_at_invalid", Kind::invalid, "An API key expires in the future, or never."};
inline constexpr Rule too_many_keys{"api_key.too_many", Kind::conflict, "A business has at most 100 API keys that are good.", "Revoke those that nobody uses."};
}  // namespace rule

inline constexpr std::size_t keys_at_most = 100;                     // good at the same time
inline constexpr auto use_grain = std::chrono::hours(1);             // between two facts of being used
inline constexpr auto usual_overlap = std::chrono::hours(24);        // how long a secret is good after its successor was made
inline constexpr std::int64_t longest_overlap_minutes = 30 * 24 * 60;

struct Create {
  static constexpr auto wire = "api_key.create.v1";
  using Of = ApiKey;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule},
                                       {"scopes", {1, 200}, By::edge, {}, "what it may do, as x-permissions names it"},
                                       {"per_minute", {1, 100'000}, By::edge, {}, "requests; as many as a person's, when it is not given"}};
  Id<ApiKey> id;
  Personal<std::string> name;
  std::vector<std::string> scopes;
  Id<ApiSecret> secret_id;
  std::string secret_hash;
  std::string hint;
  std::optional<Time> expires_at = {};
  std::optional<std::int64_t> per_minute = {};
};
BOOST_DESCRIBE_STRUCT(Create, (), (id, name, scopes, secret_id, secret_hash, hint, expires_at, per_minute))

// Of two secrets that are good the older one ends at once: there are never three.
struct Rotate {
  static constexpr auto wire = "api_key.rotate.v1";
  using Of = ApiKey;
  static constexpr Bounded bounds[] = {{"overlap_minutes", {0, longest_overlap_minutes}, By::edge, {}, "how long the secret before it stays good; a day, when it is not given"}};
  Id<ApiKey> id;
  Id<ApiSecret> secret_id;
  std::string secret_hash;
  std::string hint;
  std::optional<std::int64_t> overlap_minutes = {};
};
BOOST_DESCRIBE_STRUCT(Rotate, (), (id, secret_id, secret_hash, hint, overlap_minutes))

// A timer's.
struct RetireSecret {
  static constexpr auto wire = "api_key.retire_secret.v1";
  using Of = ApiKey;
  Id<ApiKey> id;
  Id<ApiSecret> secret_id;
};
BOOST_DESCRIBE_STRUCT(RetireSecret, (), (id, secret_id))

// By the key itself: it is in use.
struct Use {
  static constexpr auto wire = "api_key.use.v1";
  using Of = ApiKey;
  Id<ApiKey> id;
};
BOOST_DESCRIBE_STRUCT(Use, (), (id))

struct Revoke {
  static constexpr auto wire = "api_key.revoke.v1";
  using Of = ApiKey;
  Id<ApiKey> id;
};
BOOST_DESCRIBE_STRUCT(Revoke, (), (id))

// A timer's.
struct Expire {
  static constexpr auto wire = "api_key.expire.v1";
  using Of = ApiKey;
  Id<ApiKey> id;
};
BOOST_DESCRIBE_STRUCT(Expire, (), (id))

// A timer's: those keys that this member answers for and could not give any more.
struct RevokeUnvouched {
  static constexpr auto wire = "api_key.revoke_unvouched.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(RevokeUnvouched, (), (id))

}  // namespace api_key

namespace commands {
WriteSide api_key();
}

}  // namespace millrace
