#include "gateways/identity/amends.hpp"

#include "commands/identity/member/asks.hpp"
#include "gateways/core/amend.hpp"
#include "gateways/identity/each_member.hpp"
#include "projections/identity/accounts.hpp"

namespace millrace {

namespace {

bool is(const std::optional<Personal<std::string>>& known, const Personal<std::string>& now) {
  return now.erased || (known && known->value == now.value);
}

}  // namespace

std::vector<Command> identity::identify_again(const Services& services, const Reader& reader) {
  std::vector<Command> all;
  if (reader.parked(lookup_of<account::Accounts>(), Uuid{})) return all;
  each_member(reader, member::Members::by_account, [&](const member::MemberRow& member) {
    const auto stored = reader.row(lookup_of<account::Accounts>(), Uuid{}, Key(*member.account_id));
    if (!stored) return;
    const auto& account = *static_cast<const account::AccountRow*>(stored->row.get());
    if (is(member.name, account.name) && is(member.email, account.email)) return;
    auto email = account.email;
    email.match = match_of(services.vault, email.value);
    all.push_back(by_the_house(member.business_id.value, member::Identify{member.id, account.id, account.name, email, stored->stamp.version},
                               stored->stamp.version));
  });
  return all;
}

}  // namespace millrace
