// What the directory knows of a business: that it is, and its slug. Everything else is known in the business's own tenant.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;
struct Member;
struct Registration;
struct Widget;

namespace registration {

// The whole of what a founder is told is here, so that the answer is a function of this record.
struct Registered {
  static constexpr auto wire = "registration.registered.v1";
  Id<Registration> id;                     // becomes the business's id, and so its tenant's
  Id<Account> account_id;                  // who founds it
  std::string name;
  std::string slug;                        // unique among all businesses, chosen once
  Id<Widget> widget_id;                    // its first channel
  Id<Member> member_id;                    // the founder, as a member
};
BOOST_DESCRIBE_STRUCT(Registered, (), (id, account_id, name, slug, widget_id, member_id))

}  // namespace registration
}  // namespace millrace
