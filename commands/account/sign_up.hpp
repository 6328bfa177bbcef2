// What is wrong with an address and a name that somebody signs up with.
#pragma once

#include "commands/account/asks.hpp"
#include "commands/core/as_kept.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

// Which rule refuses them, whatever there is; null: none does.
inline const Rule* wrong(const SignUp& ask) {
  if (!email_as_kept(ask.email)) return &rule::email_invalid;
  if (!good_name(name_as_kept(ask.name).value)) return &rule::account_name_invalid;
  return nullptr;
}

}  // namespace millrace
