// ID tokens (OpenID Connect Core 1.0 §2, §3.1.3.7): what somebody else's server has signed of a person. Nothing in a token decides how it is
// checked but which of the published keys has signed it, and by which of the two algorithms that are taken (RFC 8725 §3.1).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/time.hpp"

namespace millrace {

// Public keys that a provider signs with (RFC 7517). Immutable; any thread.
class KeySet {
 public:
  enum class Algorithm { rs256, es256 };

  // Of the keys in that document those that are good for one of the algorithms: RSA of 2,048 bits or more, P-256; none that is secret, or for
  // anything but signatures. Nothing: it is no such document.
  static std::optional<KeySet> read(std::string_view json);
  std::size_t size() const;

 private:
  friend class IdTokens;
  struct Key;
  explicit KeySet(std::vector<std::shared_ptr<const Key>> keys) : keys_(std::move(keys)) {}
  const Key* find(const std::optional<std::string>& kid, Algorithm) const;

  std::vector<std::shared_ptr<const Key>> keys_;
};

class IdTokens {
 public:
  struct Expected {
    std::string issuer;                      // "{tenantid}" in it stands for the claim tid, which then has to be a UUID (Microsoft)
    std::string client_id;                   // of this house
    std::string nonce;
    std::string access_token = {};           // that came beside it
    Time now{};
    std::chrono::seconds leeway{60};         // how far apart clocks may be
  };
  struct Claims {
    std::string issuer, subject;
    std::string email, name;                 // empty: it says none
    bool email_verified = false;
    bool domain_verified = false;            // xms_edov: whoever runs the tenant has shown that the domain of the address is theirs (Microsoft)
    std::string tenant;                      // tid
  };
  // A constant that quotes nothing of the token. `unknown_key`: none of these keys has signed it; newer ones may have.
  struct Wrong {
    std::string_view why;
    bool unknown_key = false;
  };

  static constexpr std::size_t max_bytes = 16 << 10;

  static std::variant<Claims, Wrong> verify(std::string_view token, const KeySet&, const Expected&);
};

}  // namespace millrace
