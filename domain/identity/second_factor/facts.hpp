// How the person of an account shows, beside the password, who it is: codes of an app (TOTP, RFC 6238), passkeys (WebAuthn), and recovery
// codes for when neither is at hand. They happen to the account, in its stream.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;
struct Passkey;

namespace second_factor {

// A secret has been shown; it counts for nothing until a code of it has come back. Of an account's offers the next has the next number,
// and takes the place of the one before.
struct TotpOffered {
  static constexpr auto wire = "second_factor.totp_offered.v1";
  static constexpr std::string_view never_compared[] = {"secret"};
  Id<Account> id;
  Personal<std::string> secret;            // base32; sealed because it is a secret
  std::int64_t n = 0;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(TotpOffered, (), (id, secret, n, expires_at))

// A code of offer `n` has come back, of that step: 30 seconds since 1970.
struct TotpEnabled {
  static constexpr auto wire = "second_factor.totp_enabled.v1";
  Id<Account> id;
  std::int64_t n = 0;
  std::int64_t step = 0;
};
BOOST_DESCRIBE_STRUCT(TotpEnabled, (), (id, n, step))

// No code of that step or an earlier one is good any more.
struct TotpUsed {
  static constexpr auto wire = "second_factor.totp_used.v1";
  Id<Account> id;
  std::int64_t step = 0;
};
BOOST_DESCRIBE_STRUCT(TotpUsed, (), (id, step))

struct TotpRemoved {
  static constexpr auto wire = "second_factor.totp_removed.v1";
  Id<Account> id;
};
BOOST_DESCRIBE_STRUCT(TotpRemoved, (), (id))

// In place of all that there were. Each is good once.
struct RecoveryCodesMade {
  static constexpr auto wire = "second_factor.recovery_codes_made.v1";
  Id<Account> id;
  std::vector<std::string> hashes;         // SHA-256 of 80 bits of chance each, with the account's id
};
BOOST_DESCRIBE_STRUCT(RecoveryCodesMade, (), (id, hashes))

struct RecoveryCodeUsed {
  static constexpr auto wire = "second_factor.recovery_code_used.v1";
  Id<Account> id;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodeUsed, (), (id, hash))

// COSE: -7, -8, -257.
enum class Algorithm { es256, eddsa, rs256 };
BOOST_DESCRIBE_ENUM(Algorithm, es256, eddsa, rs256)

struct PasskeyAdded {
  static constexpr auto wire = "second_factor.passkey_added.v1";
  static constexpr std::string_view never_compared[] = {"name"};
  Id<Account> id;
  Id<Passkey> passkey_id;
  Personal<std::string> name;              // what its person calls it
  std::string credential_id;               // base64url, as the next
  std::string public_key;                  // es256: x ‖ y; eddsa: 32 bytes; rs256: n ‖ e
  Algorithm algorithm = Algorithm::es256;
  std::int64_t sign_count = 0;
  std::vector<std::string> transports;     // by which browsers reach it
  Time challenged_at{};                    // when the challenge was made that it has answered
};
BOOST_DESCRIBE_STRUCT(PasskeyAdded, (), (id, passkey_id, name, credential_id, public_key, algorithm, sign_count, transports, challenged_at))

// No challenge of that moment or an earlier one is good any more.
struct PasskeyUsed {
  static constexpr auto wire = "second_factor.passkey_used.v1";
  Id<Account> id;
  Id<Passkey> passkey_id;
  std::int64_t sign_count = 0;
  Time challenged_at{};
};
BOOST_DESCRIBE_STRUCT(PasskeyUsed, (), (id, passkey_id, sign_count, challenged_at))

struct PasskeyRemoved {
  static constexpr auto wire = "second_factor.passkey_removed.v1";
  Id<Account> id;
  Id<Passkey> passkey_id;
};
BOOST_DESCRIBE_STRUCT(PasskeyRemoved, (), (id, passkey_id))

using AllFacts = List<TotpOffered, TotpEnabled, TotpUsed, TotpRemoved, RecoveryCodesMade, RecoveryCodeUsed, PasskeyAdded, PasskeyUsed, PasskeyRemoved>;

}  // namespace second_factor
}  // namespace millrace
