#include "gateways/inbox/amends.hpp"

#include "commands/inbox/conversation/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/identity/members.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

// Of all businesses, page by page.
void each_member(const Reader& reader, std::string_view index, const std::function<void(const MemberRow&)>& what) {
  Reader::Page page{.prefix = "", .limit = 1'000};
  for (;;) {
    const auto members = reader.list(lookup_of<Members>(), index, {}, page);
    for (const auto& listed : members) what(*static_cast<const MemberRow*>(listed.row.row.get()));
    if (members.size() < page.limit) return;
    page.after = members.back().place;
  }
}

// The same for the same occasion, whoever starts: it is done once.
template <class Ask>
Command by_the_house(const Uuid& tenant, Ask ask, std::int64_t occasion) {
  const auto digest = sha256("amend" + std::string(Ask::wire) + std::string(tenant.raw()) + std::string(ask.id.value.raw()), std::to_string(occasion));
  Command c;
  c.id = uuid_of(raw(digest));
  c.tenant = tenant;
  c.principal.kind = PrincipalKind::system;
  c.ask = AnyAsk::of(std::move(ask));
  return c;
}

bool is(const std::optional<Personal<std::string>>& known, const Personal<std::string>& now) {
  return now.erased || (known && known->value == now.value);
}

}  // namespace

std::vector<Command> gateways::amends(const Services& services, const Reader& reader) {
  std::vector<Command> all;
  each_member(reader, Members::gone, [&](const MemberRow& member) {
    const auto& tenant = member.business_id.value;
    const auto left = reader.list(lookup_of<Conversations>(), Conversations::by_member, tenant, {std::string(member.id.value.raw()), {}, false, 1});
    if (!left.empty()) all.push_back(by_the_house(tenant, conversation::ClearDesk{member.id}, left.front().row.stamp.position));
  });
  each_member(reader, Members::by_account, [&](const MemberRow& member) {
    const auto stored = reader.row(lookup_of<Accounts>(), Uuid{}, Key(*member.account_id));
    if (!stored) return;
    const auto& account = *static_cast<const AccountRow*>(stored->row.get());
    if (is(member.name, account.name) && is(member.email, account.email)) return;
    auto email = account.email;
    email.match = match_of(services.vault, email.value);
    all.push_back(by_the_house(member.business_id.value, member::Identify{member.id, account.id, account.name, email, stored->stamp.version},
                               stored->stamp.version));
  });
  return all;
}

}  // namespace millrace
