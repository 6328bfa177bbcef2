// Keeping a team as the company's own directory has it (SCIM 2.0, RFC 7643 and 7644). What the directory's requests say, the gateway has made out of
// them before; what comes here is whom it speaks of, and what it wants of them.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/account/state.hpp"
#include "domain/identity/member/rights.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {
namespace provisioning {

// Their codes say `scimType` of RFC 7644 §3.12, too.
namespace rule {
inline constexpr Rule no_such_user{"scim.not_found", Kind::missing, "There is no such user."};
inline constexpr Rule uniqueness{"scim.uniqueness", Kind::conflict, "Somebody here has this userName, or this address, already.",
                                 "Ask for GET /scim/v2/Users?filter=userName eq \"…\" and change that one."};
inline constexpr Rule invalid_syntax{"scim.invalid_syntax", Kind::malformed, "The body is not what a SCIM request is."};
inline constexpr Rule invalid_value{"scim.invalid_value", Kind::malformed, "A value is missing, or is not as it must be."};
inline constexpr Rule invalid_path{"scim.invalid_path", Kind::malformed, "There is no attribute under this path.", "GET /scim/v2/Schemas lists those that there are."};
inline constexpr Rule invalid_filter{"scim.invalid_filter", Kind::malformed, "This is no filter of SCIM 2.0, or asks for an attribute that there is not."};
}  // namespace rule

// What the directory says of somebody, all of it.
struct Entry {
  Personal<std::string> user_name, email;
  std::optional<Personal<std::string>> external_id = {}, display_name = {}, given_name = {}, family_name = {};
};
BOOST_DESCRIBE_STRUCT(Entry, (), (user_name, email, external_id, display_name, given_name, family_name))

// Without a role they get the lowest that the team has.
struct Provision {
  static constexpr auto wire = "member.provision.v1";
  using Of = Member;
  Id<Member> id;
  Entry entry;
  std::optional<std::string> role = {};
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Provision, (), (id, entry, role, active))

// What is not said stays as it is. Who comes back without ever having taken the seat comes back with an entry.
struct Update {
  static constexpr auto wire = "member.update_provisioned.v1";
  using Of = Member;
  Id<Member> id;
  std::optional<Entry> entry = {};
  std::optional<std::string> role = {};
  std::optional<bool> active = {};
};
BOOST_DESCRIBE_STRUCT(Update, (), (id, entry, role, active))

struct Deprovision {
  static constexpr auto wire = "member.deprovision.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(Deprovision, (), (id))

// Goes to the accounts: who has that address? `known`: who has had this seat before. The id is of the account that is made if nobody has.
struct FindPerson {
  static constexpr auto wire = "account.find_person.v1";
  using Of = Account;
  Id<Account> id;
  Uuid business_id{};
  Id<Member> member_id;
  Personal<std::string> email, name;
  std::optional<Id<Account>> known = {};
};
BOOST_DESCRIBE_STRUCT(FindPerson, (), (id, business_id, member_id, email, name, known))

// … and comes back: that account takes the seat; none: somebody has the address who has to be asked.
struct TakeSeat {
  static constexpr auto wire = "member.take_seat.v1";
  using Of = Member;
  Id<Member> id;
  std::optional<Id<Account>> account_id = {};
  Personal<std::string> email, name;
};
BOOST_DESCRIBE_STRUCT(TakeSeat, (), (id, account_id, email, name))

}  // namespace provisioning

namespace commands {
WriteSide provisioning();
}

}  // namespace millrace
