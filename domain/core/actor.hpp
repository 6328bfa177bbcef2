// Who acts, and what that one may do.
#pragma once

#include <boost/describe.hpp>

#include "domain/core/id.hpp"
#include "domain/core/right.hpp"

namespace millrace {

// Who says that they are calling; the gateway has checked their token.
// Records hold the number: a new kind goes to the end.
enum class PrincipalKind { anybody, visitor, user, system, api_key };
BOOST_DESCRIBE_ENUM(PrincipalKind, anybody, visitor, user, system, api_key)

struct Principal {
  PrincipalKind kind = PrincipalKind::anybody;
  Uuid id{};                 // the account of a user, the customer of a visitor, the key
  auto operator<=>(const Principal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Principal, (), (kind, id))

// What that principal is in the tenant where the truth is decided.
struct Actor {
  Principal principal;
  Uuid member_id{};          // nil unless the principal is a member of the tenant, or one of its API keys, which act under their own id
  std::string role;          // of the member; empty when there is none: an API key has none
  RightSet can;
};

}  // namespace millrace
