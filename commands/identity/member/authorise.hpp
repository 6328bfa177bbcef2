// Who a principal is in a tenant: the one answer that commands, reads and subscriptions share.
#pragma once

#include "domain/core/actor.hpp"
#include "domain/identity/member/permissions.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

// A user is what the business's memberships say, and nobody in particular in the directory. Visitors and strangers are no members
// and may do nothing that a role allows; what they may do without one, their routes say.
Actor authorise(const Principal&, const Uuid& tenant, const Rows&);

// What somebody of that role may do who has been given these permissions. A business in which no owner has every right could never
// change again who may do what: there, each of its owners has.
Permissions power_of(Role, const std::vector<Can>& permissions, const Uuid& tenant, const Rows&);

}  // namespace millrace
