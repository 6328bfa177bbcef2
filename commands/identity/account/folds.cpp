// What its rules read, without types: compiled here alone.
#include "commands/identity/account/lookups.hpp"
#include "domain/identity/account/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Account::erased() { return erased_state<Account>(); }
const AnyFold& account::AccountByEmail::erased() { return erased_fold<AccountByEmail>(); }
const AnyFold& account::CurrentName::erased() { return erased_fold<CurrentName>(); }
const AnyFold& account::Credentials::erased() { return erased_fold<Credentials>(); }

}  // namespace millrace
