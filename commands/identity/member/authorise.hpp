// Who a principal is in a tenant: the one answer that commands, reads and subscriptions share.
#pragma once

#include "domain/core/actor.hpp"
#include "domain/identity/member/access.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

struct Member;

// A user is what the business's memberships say, and nobody in particular in the directory. An API key may do what it was given, as far as
// who answers for it may do that now; it has no role, so what hangs on one it may not. Visitors and strangers are no members
// and may do nothing that a role allows; what they may do without one, their routes say.
Actor authorise(const Principal&, const Uuid& tenant, const Rows&);

// Whether that one is a member of a business that asks its members for a second factor, and has none: it is nobody there until it has.
bool lacks_factor(const Principal&, const Uuid& tenant, const Rows&);

// Whether that one is a member of a business that lets in nobody who has signed in as in that session: it is nobody there then.
bool signed_in_otherwise(const Principal&, const Uuid& session, const Uuid& tenant, const Rows&);

// What somebody may do who has that access. A business in which no owner has every right could never change again who may do what:
// there, each of its owners has.
RightSet power_of(const Access&, const Uuid& tenant, const Rows&);

// Those of this release that are called so.
RightSet rights_named(const std::vector<std::string>&);

// Those of its owners who have every right.
std::vector<Id<Member>> all_powerful(const Uuid& tenant, const Rows&);

}  // namespace millrace
