// Who belongs to a business. The row of somebody who has left stays, because what they wrote goes on showing their name.
#pragma once

#include "domain/identity/api_key/facts.hpp"
#include "domain/identity/business/state.hpp"
#include "domain/identity/member/state.hpp"
#include "projections/core/row_json.hpp"
#include "projections/core/projection.hpp"

namespace millrace::member {

enum class MemberStatus { invited, active, expired, removed, provisioned, suspended };
BOOST_DESCRIBE_ENUM(MemberStatus, invited, active, expired, removed, provisioned, suspended)

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
  std::optional<Personal<std::string>> title;      // "Head of support"
  std::optional<Personal<std::string>> department;
  std::optional<std::int64_t> capacity;            // open conversations that they are given at most
};
BOOST_DESCRIBE_STRUCT(MemberRow, (),
                      (id, business_id, status, account_id, role, granted, denied, name, email, invited_email,
                       joined_with_other_address, invited_at, expires_at, joined_at, available, available_since, last_seen_at, title, department, capacity))

struct Members : Fold<Id<Member>, MemberRow> {
  static constexpr auto name = "members";
  static const AnyFold& erased();
  using Listens = FactsOf<Member>;
  using Ignores = List<Catalogued>;
  static Maybe on(Maybe, const Invited& e, const Meta& m);
  static Maybe on(Maybe, const Joined& e, const Meta& m);
  static void on(MemberRow& r, const Identified& e, const Meta&);
  static void on(MemberRow& r, const AccessChanged& e, const Meta&);
  static void on(MemberRow& r, const Removed&, const Meta&);
  static void on(MemberRow& r, const InvitationExpired&, const Meta&) { r.status = MemberStatus::expired; }

  static void on(MemberRow& r, const WentAvailable& e, const Meta&);
  static void on(MemberRow& r, const WentAway& e, const Meta&);
  static void on(MemberRow& r, const Described& e, const Meta&);
  static Maybe on(Maybe, const Provisioned& e, const Meta& m);
  static void on(MemberRow& r, const Suspended&, const Meta&);
  static void on(MemberRow& r, const Resumed& e, const Meta&);

  // Indexes: those who have a seat, taken or not, in the order in which they came; the businesses of an account, those who have left, and
  // those who are available, over all tenants.
  static constexpr auto team = "team";
  static constexpr auto by_account = "by_account";
  static constexpr auto gone = "gone";
  static constexpr auto available = "available";
};

// What each is called, apart from its row, which changes whenever somebody comes or goes: rows of others are said with names. An API key stands
// where a member would, under its own id.
struct NameRow {
  Personal<std::string> name;
};
BOOST_DESCRIBE_STRUCT(NameRow, (), (name))

struct MemberNames : Fold<Id<Member>, NameRow> {
  static constexpr auto name = "member_names";
  static const AnyFold& erased();
  using Listens = List<Joined, Identified, api_key::Created>;
  static Maybe on(Maybe, const Joined& e, const Meta&) { return NameRow{e.name}; }
  static Maybe on(Maybe, const api_key::Created& e, const Meta&) { return NameRow{e.name}; }
  static Maybe on(Maybe, const Identified& e, const Meta&) { return NameRow{e.name}; }
};

// What the company's own directory says of somebody (SCIM), for it alone.
struct CatalogueRow {
  Id<Member> id;
  Personal<std::string> user_name, email;
  std::optional<Personal<std::string>> external_id, display_name, given_name, family_name;
};
BOOST_DESCRIBE_STRUCT(CatalogueRow, (), (id, user_name, email, external_id, display_name, given_name, family_name))

struct Catalogue : Fold<Id<Member>, CatalogueRow> {
  static constexpr auto name = "member_catalogue";
  static const AnyFold& erased();
  using Listens = List<Catalogued, Removed>;
  static Maybe on(Maybe, const Catalogued& e, const Meta&) {
    return CatalogueRow{e.id, e.user_name, e.email, e.external_id, e.display_name, e.given_name, e.family_name};
  }
  static Maybe on(Maybe, const Removed&, const Meta&) { return {}; }
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
Projection member_names();
Projection member_catalogue();
}
