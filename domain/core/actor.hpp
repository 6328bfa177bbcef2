// Who acts, and what that one may do.
#pragma once

#include <boost/describe.hpp>

#include "domain/core/id.hpp"
#include "domain/core/right.hpp"

namespace millrace {

// Who says that they are calling; the gateway has checked their token.
enum class PrincipalKind { anybody, visitor, user, system };
BOOST_DESCRIBE_ENUM(PrincipalKind, anybody, visitor, user, system)

struct Principal {
  PrincipalKind kind = PrincipalKind::anybody;
  Uuid id{};                 // the account of a user, the customer of a visitor
  auto operator<=>(const Principal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Principal, (), (kind, id))

// What that principal is in the tenant where the truth is decided.
struct Actor {
  Principal principal;
  Uuid member_id{};          // nil unless the principal is a member of the tenant
  std::string role;          // of the member; empty when there is none
  RightSet can;
};

}  // namespace millrace
