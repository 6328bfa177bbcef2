#include "gateways/inbox/amends.hpp"

#include "commands/inbox/conversation/asks.hpp"
#include "gateways/core/amend.hpp"
#include "gateways/identity/each_member.hpp"
#include "projections/inbox/conversations.hpp"

namespace millrace {

std::vector<Command> inbox::clear_desks(const Services&, const Reader& reader) {
  std::vector<Command> all;
  each_member(reader, member::Members::gone, [&](const member::MemberRow& member) {
    const auto& tenant = member.business_id.value;
    if (reader.parked(lookup_of<conversation::Conversations>(), tenant)) return;
    const auto left = reader.list(lookup_of<conversation::Conversations>(), conversation::Conversations::by_member, tenant, {std::string(member.id.value.raw()), {}, false, 1});
    if (!left.empty()) all.push_back(by_the_house(tenant, conversation::ClearDesk{member.id}, left.front().row.stamp.position));
  });
  return all;
}

}  // namespace millrace
