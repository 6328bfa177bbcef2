// What a member may do, as facts hold it: a role, and how this member deviates from what the role usually has. What that comes to,
// the rights of the running release say (schemas/rights.hpp): a right that came later is there at once for whoever should have it.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

namespace millrace {

// All are names. One that this release does not know is kept, and grants nothing.
struct Access {
  std::string role;
  std::vector<std::string> granted;          // beside what the role has; sorted
  std::vector<std::string> denied;           // of what the role has; sorted. What is in both is denied
  bool operator==(const Access&) const = default;
};
BOOST_DESCRIBE_STRUCT(Access, (), (role, granted, denied))

// Of a fact or a row that holds them side by side.
Access access_of(const auto& holder) { return {holder.role, holder.granted, holder.denied}; }

}  // namespace millrace
