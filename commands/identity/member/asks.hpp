// Who belongs to a business, and what each may do there.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/member/rights.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {
namespace member {

namespace rule {
inline constexpr Rule no_such_member{"member.not_found", Kind::missing, "There is no such member."};
inline constexpr Rule member_email_invalid{"member.email_invalid", Kind::invalid, "This is not an e-mail address."};
inline constexpr Rule member_name_invalid{"member.name_invalid", Kind::invalid, "A name has 1 to 100 characters on one line."};
inline constexpr Rule described_badly{"member.described_badly", Kind::invalid, "A title and a department have 1 to 100 characters on one line."};
inline constexpr Rule already_invited{"member.already_invited", Kind::conflict, "This address has an invitation that is still open.",
                                      "Withdraw the open invitation (DELETE …/team/{id}) before you send another one."};
inline constexpr Rule already_member{"member.already_joined", Kind::conflict, "This person is a member already.",
                                     "Change what the member may do: PATCH …/team/{id}."};
inline constexpr Rule role_unknown{"member.role_unknown", Kind::invalid, "There is no such role.",
                                   "The roles are owner, admin, manager, agent, limited_agent, member and client, and the ids of those that the business has made (GET …/roles)."};
inline constexpr Rule permission_unknown{"member.permission_unknown", Kind::invalid, "There is no such permission.",
                                         "x-permissions of /openapi.json lists those that there are."};
inline constexpr Rule role_decides{"member.role_decides", Kind::conflict, "Who has a role that the business has made may do what that role says.",
                                   "Change the role (PATCH …/roles/{id}), or give a built-in one, from which members may deviate."};
inline constexpr Rule team_denied{"member.denied", Kind::forbidden, "You may not change who belongs to this team.",
                                  "Ask an owner or admin of the business."};
inline constexpr Rule above_own_role{"member.above_own_role", Kind::forbidden, "Nobody gives more than they have, or changes somebody of a higher role.",
                                     "Ask somebody who has that role, or more."};
inline constexpr Rule last_owner{"member.last_owner", Kind::conflict, "A business keeps at least one owner who may do everything.",
                                 "Make somebody else an owner first."};
inline constexpr Rule too_many_invitations{"member.too_many_invitations", Kind::limit, "A business has at most 1,000 open invitations.",
                                           "Withdraw some that nobody takes up, or wait: they expire after seven days."};
inline constexpr Rule invitation_used{"invitation.used", Kind::conflict, "This invitation has been taken up already.",
                                      "Log in: whoever took it up is a member. Others need an invitation of their own."};
inline constexpr Rule invitation_over{"invitation.over", Kind::gone, "This invitation has expired or was withdrawn.",
                                      "Ask the business for a new one."};
inline constexpr Rule no_such_invitation{"invitation.not_found", Kind::missing, "There is no such invitation.",
                                         "Check the link; it is long, and mail programs break it."};
}  // namespace rule

inline constexpr auto invitation_lasts = std::chrono::hours(7 * 24);
inline constexpr std::size_t invitations_at_most = 1'000;    // open at the same time

inline constexpr auto availability_grain = std::chrono::minutes(1);   // what has not lasted so long is no fact

inline constexpr std::int64_t role_chars = 100;
inline constexpr std::string_view roles_there_are = "owner, admin, manager, agent, limited_agent, member, client or the id of a role that the business has made";   // for people; a rule looks at it

struct Invite {
  static constexpr auto wire = "member.invite.v2";
  using Of = Member;
  static constexpr Bounded bounds[] = {{"email", {3, 254}, By::rule}, {"role", {1, role_chars}, By::edge, {}, roles_there_are}};
  Id<Member> id;
  Personal<std::string> email;
  std::string role;
};
BOOST_DESCRIBE_STRUCT(Invite, (), (id, email, role))

// By a signed-in person who holds the invitation's token. Who has belonged to the business before is the same member again.
struct AcceptInvitation {
  static constexpr auto wire = "member.accept_invitation.v1";
  using Of = Member;
  Id<Member> id;
  std::int64_t n = 0;                      // which invitation the token is for
  Personal<std::string> name;              // the account's
  std::optional<Personal<std::string>> email = {};    // likewise
  std::optional<Personal<std::string>> invited_email = {};   // where the invitation went
};
BOOST_DESCRIBE_STRUCT(AcceptInvitation, (), (id, n, name, email, invited_email))

// A timer's.
struct ExpireInvitation {
  static constexpr auto wire = "member.expire_invitation.v1";
  using Of = Member;
  Id<Member> id;
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(ExpireInvitation, (), (id, n))

// A timer's: what is left of the invitations that this member gave and could not give any more.
struct WithdrawInvitations {
  static constexpr auto wire = "member.withdraw_invitations.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(WithdrawInvitations, (), (id))

// Comes from the directory: what the account is called in that version, and its address.
struct Identify {
  static constexpr auto wire = "member.identify.v1";
  using Of = Member;
  Id<Member> id;
  Id<Account> account_id;
  Personal<std::string> name;
  Personal<std::string> email;
  std::int64_t account_version = 0;
};
BOOST_DESCRIBE_STRUCT(Identify, (), (id, account_id, name, email, account_version))

// A role alone brings the role's usual permissions with it. `permissions` are names of rights: all that the member is to have. What says who they are is a
// merge patch (RFC 7396).
struct ChangeAccess {
  static constexpr auto wire = "member.change_access.v2";
  using Of = Member;
  static constexpr Bounded bounds[] = {{"role", {1, role_chars}, By::edge, {}, roles_there_are},
                                       {"permissions", {0, 1'000}, By::edge, {}, "all that the member is to have, as x-permissions names it"},
                                       {"title", {1, 100}, By::rule}, {"department", {1, 100}, By::rule},
                                       {"capacity", {0, 10'000}, By::edge, {}, "open conversations that the member is given at most"}};
  Id<Member> id;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> permissions;
  std::optional<MaybePersonal> title = {};
  std::optional<MaybePersonal> department = {};
  std::optional<std::optional<std::int64_t>> capacity = {};
};
BOOST_DESCRIBE_STRUCT(ChangeAccess, (), (id, role, permissions, title, department, capacity))

// By an owner, who becomes an admin: of another member.
struct TransferOwnership {
  static constexpr auto wire = "member.transfer_ownership.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(TransferOwnership, (), (id))

// Oneself: leaving. An invitation: withdrawing it.
struct Remove {
  static constexpr auto wire = "member.remove.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(Remove, (), (id))

// Comes from the directory: the account is no more. The last owner who may do everything stays as a member.
struct Depart {
  static constexpr auto wire = "member.depart.v1";
  using Of = Member;
  Id<Member> id;
  Id<Account> account_id;
};
BOOST_DESCRIBE_STRUCT(Depart, (), (id, account_id))

// Comes from the house, which sees who is there: a member is available, or not, since then.
struct NoteAvailability {
  static constexpr auto wire = "member.note_availability.v1";
  using Of = Member;
  Id<Member> id;
  bool available = false;
  Time since{};
};
BOOST_DESCRIBE_STRUCT(NoteAvailability, (), (id, available, since))

}  // namespace member

namespace commands {
WriteSide member();
}

}  // namespace millrace
