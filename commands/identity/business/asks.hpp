// What may be asked of a business.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/business/rights.hpp"
#include "domain/identity/business/state.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {
namespace business {

namespace rule {
inline constexpr Rule no_such_business{"business.not_found", Kind::missing, "There is no such business.",
                                       "Right after founding it may take a moment: read with min_position."};
}

// Comes from the directory, which has checked everything.
struct Found {
  static constexpr auto wire = "business.found.v1";
  using Of = Business;
  Id<Business> id;
  std::string name;
  std::string slug;
  Id<Widget> widget_id;
  Id<Member> member_id;
  Id<Account> account_id;
  Personal<std::string> founder_name;
  std::optional<Time> registered_at;       // when it was: the founder has been told that time
  std::optional<Personal<std::string>> founder_email = {};
};
BOOST_DESCRIBE_STRUCT(Found, (), (id, name, slug, widget_id, member_id, account_id, founder_name, registered_at, founder_email))

// The slug stays: addresses that were given out go on working.
struct Rename {
  static constexpr auto wire = "business.rename.v1";
  using Of = Business;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule}};
  Id<Business> id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Rename, (), (id, name))

}  // namespace business

namespace commands {
WriteSide business();
}

}  // namespace millrace
