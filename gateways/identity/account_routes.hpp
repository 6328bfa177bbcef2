// What somebody may do with the account of his own besides signing up; identity/account has them all.
#pragma once

#include "commands/identity/account/asks.hpp"
#include "gateways/core/route.hpp"

namespace millrace::identity {

// What such a request proves that its person is there.
struct CurrentPassword {
  static constexpr Bounded bounds[] = {{"password", {0, 1'000}}};
  std::string password;
};
BOOST_DESCRIBE_STRUCT(CurrentPassword, (), (password))

Routes password_routes();          // a new one, for who knows the old one and for who does not
Routes email_routes();             // whose an address is, and another one
Routes ending_routes();            // deactivated, active again, deleted

// Where that account is a member. Who is a member of more businesses than 2,000 is called there what it was called, until the next start
// (amends).
std::vector<account::MemberAt> memberships_of(const Reader&, const Id<Account>&);

}  // namespace millrace::identity
