// Access tokens (RFC 9068: at+jwt), signed with ES256 by us for us: a gateway knows who asks without a look-up.
#pragma once

#include <mutex>
#include <unordered_map>
#include <variant>
#include <vector>

#include "domain/core/time.hpp"
#include "infra/crypto/es256.hpp"

namespace millrace {

// Thread-safe. The keys come from secrets, which come from the master key, so nodes that share it accept each
// other's tokens.
class AccessTokens {
 public:
  struct Options {
    std::string issuer = "millrace";
    std::string audience = "millrace";
    std::chrono::seconds life{600};
    std::chrono::seconds leeway{30};        // how far apart clocks may be
    std::size_t remembered = 8192;          // verified tokens whose signature is not computed again
  };
  struct Claims {
    Uuid account_id{};                      // sub
    Uuid session_id{};                      // sid
    std::int64_t refresh = 0;               // of the refresh token beside it, its number in the session; 0: none, or not known
    Time issued_at{};                       // iat, in whole seconds
    Time expires_at{};                      // exp, in whole seconds
    bool operator==(const Claims&) const = default;
  };
  // For people and the WWW-Authenticate header; a constant that quotes nothing of the token.
  struct Wrong { std::string_view why; };

  static constexpr std::size_t max_bytes = 4096;

  // The first secret's key signs; the others' are still accepted, for a change of keys. At least one.
  AccessTokens(Options, const std::vector<Digest>& secrets);

  std::string sign(const Uuid& account_id, const Uuid& session_id, std::int64_t refresh, Time now) const;
  // Accepts only what `sign` makes: the header is one of ours byte for byte, so nothing in it is ever
  // interpreted (RFC 8725 §3.1, §3.10). Whether the session still lives is the caller's question.
  std::variant<Claims, Wrong> verify(std::string_view token, Time now);

  // RFC 7517 §5, for /.well-known/jwks.json.
  std::string jwks() const;

 private:
  struct Signer {
    Es256Key key;
    Digest secret;
    std::string header;                     // what it signs under, as JSON
    std::string encoded_header;             // and as the first segment of its tokens
  };
  struct FirstBytes {
    std::size_t operator()(const Digest&) const;
  };
  using Verified = std::unordered_map<Digest, Claims, FirstBytes>;

  std::variant<Claims, Wrong> check_signature(std::string_view token) const;
  std::variant<Claims, Wrong> read_claims(std::string_view payload) const;
  std::optional<Claims> remembered(const Digest& token);
  void remember(const Digest& token, const Claims&);

  Options options_;
  std::vector<Signer> signers_;
  std::mutex mutex_;
  Verified recent_, older_;               // when the first is full it becomes the second, which is forgotten
};

}  // namespace millrace
