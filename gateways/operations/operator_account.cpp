#include "gateways/operations/operator_account.hpp"

#include "commands/identity/account/lookups.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

bool is_operator(const Services& services, const Rows& rows, const Uuid& account) {
  const auto found = find_row<account::AccountByEmail>(rows, Uuid{}, match_of(services.vault, operator_email));
  return found && !found->accounts.empty() && found->accounts.front().value == account;
}

}  // namespace millrace
