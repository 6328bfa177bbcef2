#include "gateways/identity/presence.hpp"

#include "commands/identity/member/asks.hpp"
#include "gateways/core/amend.hpp"
#include "gateways/identity/each_member.hpp"
#include "projections/identity/channels.hpp"

namespace millrace {

namespace {

std::string channel(const Uuid& business) { return channels::presence.of(business); }

// Asked more often within a minute, as after a lost answer, it is the same command.
std::optional<Command> availability(const Rows& rows, const Settled& settled, Time now) {
  const auto state = state_row<Member>(rows, settled.business, settled.member);
  const auto* member = std::get_if<Member::Active>(state.get());
  if (!member || member->available == settled.available) return {};
  const auto minute = std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
  return by_the_house(settled.business, member::NoteAvailability{{settled.member}, settled.available, settled.since}, 2 * minute + settled.available);
}

std::vector<Settled> available(const Reader& reader) {
  std::vector<Settled> all;
  each_member(reader, member::Members::available, [&](const member::MemberRow& member) {
    all.push_back({member.business_id.value, member.id.value, true, member.available_since.value_or(Time{})});
  });
  return all;
}

}  // namespace

const PresenceRules identity::presence_rules{&channel, &availability, &available};

}  // namespace millrace
