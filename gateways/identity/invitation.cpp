#include "gateways/identity/invitation.hpp"

#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/lookups.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "projections/identity/businesses.hpp"
#include "projections/identity/custom_roles.hpp"
#include "projections/identity/members.hpp"
#include "schemas/token.hpp"

namespace millrace {

namespace {

namespace rule = member::rule;

struct Invitation {
  std::string business_name;
  std::string role;
  std::optional<std::string> role_name;              // of one that the business has made
  std::optional<Personal<std::string>> email;        // where it went
  std::optional<Personal<std::string>> invited_by;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(Invitation, (), (business_name, role, role_name, email, invited_by, expires_at))

std::optional<std::string> name_of_role(const Reader& reader, const Uuid& tenant, const std::string& role) {
  const auto id = parse_uuid(role);
  const auto made = id ? find_row<custom_role::CustomRoles>(reader, tenant, Id<CustomRole>{*id}) : nullptr;
  if (!made) return {};
  return made->name;
}

// Whoever holds the token has it from the mail or from the inviter: what it opens is told before they sign up.
Response shown(const Call& call, const Reader& reader) {
  const auto token = read_token(TokenKind::invitation, call.param("invitation"), token_secret(call.services));
  const auto state = token ? state_row<Member>(reader, call.tenant, token->id) : nullptr;
  if (!state || std::holds_alternative<Absent>(*state)) return problem(rule::no_such_invitation);
  if (std::holds_alternative<Member::Active>(*state)) return problem(rule::invitation_used);
  const auto* open = std::get_if<Member::Invited>(state.get());
  const auto stored = reader.row(lookup_of<member::Members>(), call.tenant, Key(token->id));
  const auto business = find_row<business::Businesses>(reader, call.tenant, call.tenant);
  if (!open || !stored || !business || token->n != open->seat.invitations || open->expires_at <= call.services.now()) return problem(rule::invitation_over);
  const auto& row = *static_cast<const member::MemberRow*>(stored->row.get());
  const auto open_ones = find_row<member::OpenInvitations>(reader, call.tenant, std::string(member::OpenInvitations::key));
  std::optional<Id<Member>> by;
  for (const auto& one : open_ones ? open_ones->open : std::vector<member::Invitations::One>{})
    if (one.member_id.value == token->id) by = one.vouched_by;
  return json_reply(200, to_json(Invitation{business->name, row.role, name_of_role(reader, call.tenant, row.role), row.email,
                                            member::member_name(reader, call.tenant, by), open->expires_at}));
}

}  // namespace

Route identity::invitation_route() {
  return refusing({Kind::conflict, Kind::gone}, answering<Invitation>(read("/invitations/{invitation}", anybody, Scope::invitation, &shown)));
}

}  // namespace millrace
