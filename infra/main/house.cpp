// Every context, projection and table of routes, named here and nowhere else.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/business/asks.hpp"
#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/conversation/lookups.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/imports/asks.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/lookups.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/identity/registration/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "gateways/inbox/amends.hpp"
#include "gateways/core/events.hpp"
#include "gateways/identity/identity.hpp"
#include "gateways/inbox/inbox.hpp"
#include "infra/main/shared_addresses.hpp"
#include "infra/runtime/house.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/businesses.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/messages.hpp"
#include "projections/inbox/read_markers.hpp"
#include "projections/identity/sessions.hpp"

namespace millrace {

namespace {
template <class T>
std::vector<T> join(std::initializer_list<std::vector<T>> tables) {
  std::vector<T> all;
  for (const auto& table : tables) all.insert(all.end(), table.begin(), table.end());
  return all;
}

bool session_live(const Rows& rows, const Uuid& session) {
  const auto state = state_row<Session>(rows, {}, session);
  return std::holds_alternative<Session::Open>(state);
}
}  // namespace

House house() {
  return {.write_side = join({commands::later(), commands::account(), commands::session(), commands::registration(), commands::business(),
                              commands::member(), commands::customer(), commands::conversation(), commands::message(), commands::imports()}),
          .projections = {projections::accounts(), projections::sessions(), projections::businesses(), projections::members(),
                          projections::customers(), projections::customer_notes(), projections::conversations(), projections::messages(),
                          projections::read_markers(), addresses()},
          .routes = join({gateways::auth(), gateways::businesses(), gateways::team(), gateways::customers(), gateways::conversations(),
                          gateways::messages(), gateways::widget(), gateways::imports(), gateways::events()}),
          .channels = join({gateways::identity_channels(), gateways::inbox_channels()}),
          .authorise = &authorise,
          .session_live = &session_live,
          .first_use = &gateways::first_use,
          .rights = {&lookup_of<MemberOf>(), &state_of<Session>(), &lookup_of<AssignedTo>()},
          .amends = &gateways::amends};
}

}  // namespace millrace
