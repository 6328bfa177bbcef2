// Registering a business in the directory; its own tenant hears of it by a handoff.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/registration/state.hpp"

namespace millrace {
namespace registration {

namespace rule {
inline constexpr Rule business_name_invalid{"business.name_invalid", Kind::invalid, "A business's name has 1 to 100 characters on one line."};
inline constexpr Rule business_exists{"business.exists", Kind::conflict, "There is a business under this id already.",
                                      "GET /businesses shows it. Take a new Idempotency-Key for another one."};
inline constexpr Rule founder_unknown{"business.founder_unknown", Kind::forbidden, "Only a person with an account can found a business.",
                                      "Sign up, or log in, and send that access token."};
}  // namespace rule

struct Register {
  static constexpr auto wire = "registration.register.v1";
  using Of = Registration;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule}};
  Id<Registration> id;
  std::string name;
  Personal<std::string> founder_name;      // the account's: what the founder is called as a member
  std::optional<Personal<std::string>> founder_email = {};   // likewise
};
BOOST_DESCRIBE_STRUCT(Register, (), (id, name, founder_name, founder_email))

}  // namespace registration

// Letters and digits of the name in ASCII (ñ → n) and lower case, the gaps as hyphens, at most 48 characters; "business" when
// nothing is left.
std::string slug_of(std::string_view name);

namespace commands {
WriteSide registration();
}

}  // namespace millrace
