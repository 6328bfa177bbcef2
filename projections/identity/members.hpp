// Who belongs to a business. The row of somebody who has left stays, because what they wrote goes on showing their name.
#pragma once

#include "domain/identity/business/state.hpp"
#include "domain/identity/member/state.hpp"
#include "projections/core/row_json.hpp"
#include "projections/core/projection.hpp"

namespace millrace::member {

enum class MemberStatus { invited, active, expired, removed };
BOOST_DESCRIBE_ENUM(MemberStatus, invited, active, expired, removed)

struct MemberRow {
  Id<Member> id;
  Id<Business> business_id;
  MemberStatus status = MemberStatus::invited;
  std::optional<Id<Account>> account_id;
  std::string role;                                // these three: see Access
  std::vector<std::string> granted, denied;
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> email;      // the account's own; of an invitation, where it went
  std::optional<Personal<std::string>> invited_email;   // where it went, when the account has another address
  bool joined_with_other_address = false;
  std::optional<Time> invited_at;
  std::optional<Time> expires_at;                  // of the invitation, until it is taken up
  std::optional<Time> joined_at;
  bool available = false;                          // may be given work
  std::optional<Time> available_since;             // while it is
  std::optional<Time> last_seen_at;                // while it is not: when it was last
};
BOOST_DESCRIBE_STRUCT(MemberRow, (),
                      (id, business_id, status, account_id, role, granted, denied, name, email, invited_email,
                       joined_with_other_address, invited_at, expires_at, joined_at, available, available_since, last_seen_at))

struct Members : Fold<Id<Member>, MemberRow> {
  static constexpr auto name = "members";
  static const AnyFold& erased();
  using Listens = FactsOf<Member>;
  static Maybe on(Maybe, const Invited& e, const Meta& m);
  static Maybe on(Maybe, const Joined& e, const Meta& m);
  static void on(MemberRow& r, const Identified& e, const Meta&);
  static void on(MemberRow& r, const AccessChanged& e, const Meta&);
  static void on(MemberRow& r, const Removed&, const Meta&);
  static void on(MemberRow& r, const InvitationExpired&, const Meta&) { r.status = MemberStatus::expired; }

  static void on(MemberRow& r, const WentAvailable& e, const Meta&);
  static void on(MemberRow& r, const WentAway& e, const Meta&);

  // Indexes: those who are invited or active, in the order in which they came; the businesses of an account, those who have left, and
  // those who are available, over all tenants.
  static constexpr auto team = "team";
  static constexpr auto by_account = "by_account";
  static constexpr auto gone = "gone";
  static constexpr auto available = "available";
};

// What rows of members are said with: what each may do, as this release understands it.
struct Permissions {
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(Permissions, (), (permissions))

// Of a row or a fact that holds a role and deviations: names of rights, sorted.
std::vector<std::string> permissions_of(const Access&);
std::vector<std::string> permissions_of(const auto& holder) { return permissions_of(access_of(holder)); }

// A member as people see it, in replies and publications alike; `more` as row_json has it.
template <class More>
std::string member_json(const MemberRow& row, const Stamp& stamp, More more) {
  return row_json(row, stamp, [&](JsonWriter& out) {
    add_members(out, Permissions{permissions_of(row)});
    more(out);
  });
}
inline std::string member_json(const MemberRow& row, const Stamp& stamp) {
  return member_json(row, stamp, [](JsonWriter&) {});
}

// What rows that name a member are said with.
struct MemberName {
  std::optional<Personal<std::string>> member_name;
};
BOOST_DESCRIBE_STRUCT(MemberName, (), (member_name))

// The name of a member, also of one who has left; nothing when it was erased.
std::optional<Personal<std::string>> member_name(const Rows&, const Uuid& tenant, const std::optional<Id<Member>>&);

}  // namespace millrace::member

// Compiled with its fold alone.
extern template const millrace::Shape& millrace::shape_of<millrace::member::MemberRow>();

namespace millrace::projections {
Projection members();
}
