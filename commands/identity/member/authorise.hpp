// Who a principal is in a tenant: the one answer that commands, reads and subscriptions share.
#pragma once

#include "domain/core/actor.hpp"
#include "domain/identity/member/access.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

struct Member;

// A user is what the business's memberships say, and nobody in particular in the directory. Visitors and strangers are no members
// and may do nothing that a role allows; what they may do without one, their routes say.
Actor authorise(const Principal&, const Uuid& tenant, const Rows&);

// What somebody may do who has that access. A business in which no owner has every right could never change again who may do what:
// there, each of its owners has.
RightSet power_of(const Access&, const Uuid& tenant, const Rows&);

// Those of its owners who have every right.
std::vector<Id<Member>> all_powerful(const Uuid& tenant, const Rows&);

}  // namespace millrace
