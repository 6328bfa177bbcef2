// What is the house's own to check of WebAuthn (Level 2, §7.1 and §7.2): for which site, which challenge and what a browser has asked an
// authenticator to sign. The signature itself is checked by the port Passkeys. Pure.
#pragma once

#include <optional>
#include <variant>

#include "gateways/core/passkeys.hpp"
#include "gateways/core/services.hpp"

namespace millrace {

// Under which name the pages of this house stand, for passkeys.
struct Site {
  std::string rp_id;                         // host alone
  std::vector<std::string> origins;
};
// As the operator says it; else by the name under which the request comes, over TLS, or on this machine.
Site site_of(std::string_view public_url, std::string_view host);

enum class Ceremony { create, get };

// A new challenge for that account, or for whoever answers: what a browser takes as one, base64url.
std::string challenge_for(const Services&, Ceremony, const Uuid& account);

struct ChallengeAnswer {
  Time challenged_at;
  Uuid account{};                            // for whom the challenge was; nil: for anybody
  Digest client_data;
};
// What the browser says it has had signed (`client_data`, as bytes), if it is an answer to a challenge of ours that is not too old.
std::variant<ChallengeAnswer, Passkeys::Wrong> answer_to_challenge(const Services&, const Site&, Ceremony, std::string_view client_data);

}  // namespace millrace
