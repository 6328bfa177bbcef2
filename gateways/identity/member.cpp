#include "commands/identity/account/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/lookups.hpp"
#include "commands/identity/member/mail.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/etag.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/amends.hpp"
#include "gateways/identity/invitation.hpp"
#include "gateways/identity/member_mails.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/presence.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/channels.hpp"
#include "projections/identity/members.hpp"

namespace millrace {

namespace {

using member::MemberRow;
using member::Members;
using member::MemberStatus;
using member::Permissions;

const MemberRow& member_of(const StampedRow& stored) { return *static_cast<const MemberRow*>(stored.row.get()); }

struct InvitationToken {
  std::string invitation_token;
};
BOOST_DESCRIBE_STRUCT(InvitationToken, (), (invitation_token))

struct Joined {
  std::string role;
  std::vector<std::string> permissions;
  Personal<std::string> name;
  Id<Business> business_id;
};
BOOST_DESCRIBE_STRUCT(Joined, (), (role, permissions, name, business_id))

// The member row with the token that takes the invitation up: only ever answered to who invites.
Response invited(const Call& call, const Committed& record) {
  const auto& invitation = *last_fact<member::Invited>(record);
  const auto stamp = stamp_of<member::Invited>(record);
  auto body = member::member_json(*row_made<Members>(record, Key(invitation.id)), stamp, [&](JsonWriter& out) {
    const Token token{record.commit.tenant, invitation.id.value, invitation.n};
    add_members(out, InvitationToken{make_token(TokenKind::invitation, token, token_secret(call.services))});
  });
  return made(std::move(body), stamp.version, "/businesses/" + to_string(record.commit.tenant) + "/team/" + to_string(invitation.id));
}

std::optional<Response> prepare_accept(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<member::AcceptInvitation*>(p);
  const auto token = read_token(TokenKind::invitation, call.param("invitation"), token_secret(call.services));
  const auto account = find_row<account::Accounts>(reader, Uuid{}, call.principal.id);
  if (!token || !account) return unavailable(account::rule::not_ready);
  ask.id = {token->id};
  ask.n = token->n;
  ask.name = account->name;
  ask.email = account->email;
  ask.email->match = match_of(call.services.vault, account->email.value);
  if (const auto invited = find_row<Members>(reader, call.tenant, token->id); invited && invited->status == MemberStatus::invited)
    ask.invited_email = invited->email;
  return {};
}

// As which member, and of which business: who comes back is not the one whom the invitation had made room for.
Response joined(const Call&, const Committed& record) {
  const auto& e = *last_fact<member::Joined>(record);
  const auto version = stamp_of<member::Joined>(record).version;
  auto response = json_reply(200, to_json(Versioned{e.id.value, version}));
  response = adding(std::move(response), Joined{e.role, member::permissions_of(e), e.name, {record.commit.tenant}});
  response.headers.emplace_back("ETag", etag(version));
  return response;
}

struct NewAccess {
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> permissions;
};
BOOST_DESCRIBE_STRUCT(NewAccess, (), (role, permissions))

// {id, version, role, permissions}; the last two when they have changed.
Response access_changed(const Call& call, const Committed& record) {
  auto response = changed(call, record);
  const auto* e = last_fact<member::AccessChanged>(record);
  return e ? adding(std::move(response), NewAccess{e->role, member::permissions_of(*e)}) : response;
}

std::vector<std::string> texts_of(const void* p) {
  const auto& row = *static_cast<const MemberRow*>(p);
  std::vector<std::string> texts;
  for (const auto* text : {&row.name, &row.email})
    if (*text && !(*text)->erased) texts.push_back((*text)->value);
  return texts;
}

Response team_list(const Call& call, const Reader& reader) {
  return local_page<Members>(call, reader, Members::team, call.tenant, {}, channels::team.of(call.tenant), [](const auto& listed) {
    return member::member_json(member_of(listed.row), listed.row.stamp);
  }, FirstPage::oldest, Places::kept, &texts_of);
}

Route team() {
  auto route = read("/businesses/{business_id}/team", member::right::view, Scope::business, &team_list);
  route.query = {{"q", "words that their names or addresses begin with; empty: all"}};
  return searched(paging<MemberRow, Permissions>(std::move(route)));
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Members>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored || member_of(*stored).status == MemberStatus::removed || member_of(*stored).status == MemberStatus::expired)
    return problem(member::rule::no_such_member);
  return resource(call, reader, member::member_json(member_of(*stored), stored->stamp), stored->stamp.version);
}

Response me(const Call& call, const Reader& reader) {
  const auto stored = reader.row(lookup_of<Members>(), call.tenant, Key(call.actor.member_id));
  if (!stored) return problem(member::rule::no_such_member);
  const auto channel = channels::member.of(call.tenant, {call.actor.member_id});
  return resource(call, reader, member::member_json(member_of(*stored), stored->stamp), stored->stamp.version, channel);
}

using activity::Entry;

std::optional<Entry> entry(const Call& call, const Reader& reader, std::string_view kind, const Id<Member>& id) {
  const auto row = find_row<Members>(reader, call.tenant, id);
  if (!row || !call.actor.can.has(member::right::view)) return {};
  return Entry{kind, "member", id.value, row->name ? row->name : row->email};
}
std::optional<Entry> told_invited(const Call& call, const Reader& reader, const member::Invited& e) { return entry(call, reader, "member.invited", e.id); }
std::optional<Entry> told_joined(const Call& call, const Reader& reader, const member::Joined& e) {
  auto told = entry(call, reader, "member.joined", e.id);
  if (told) told->by = e.id;
  return told;
}
std::optional<Entry> told_removed(const Call& call, const Reader& reader, const member::Removed& e) { return entry(call, reader, "member.removed", e.id); }

// Whoever belongs to the team; a service, or a client, which does not, with the right to see it.
bool hears_team(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) {
  if (actor.principal.kind == PrincipalKind::user && built_in(actor.role) != Role::client) return !actor.member_id.nil();
  return !actor.member_id.nil() && actor.can.has(member::right::view);
}
bool hears_member(const Actor& actor, const ChannelIds& ids, const Uuid&, const Rows&) { return !actor.member_id.nil() && ids[1] == actor.member_id; }

// What an owner may depends on what other owners may: where there is one, it may be anybody.
Affected by_membership(const Key& account, const void* before, const void* after) {
  const auto owner = [](const void* p) { return p && built_in(static_cast<const member::Membership*>(p)->access.role) == Role::owner; };
  return {owner(before) || owner(after) ? Affected::Whom::everybody : Affected::Whom::person, uuid_of(account.bytes)};
}

}  // namespace

Module identity::member() {
  return {
      .name = "identity/member",
      .write_side = join({commands::member(), commands::member_mail()}),
      .projections = {projections::members(), projections::member_names(), projections::member_catalogue()},
      .routes = {
          showing<MemberRow, Permissions, InvitationToken>(
              creating<member::Invite>("POST", "/businesses/{business_id}/team", member::right::invite, Scope::business, &invited)),
          team(),
          showing<MemberRow, Permissions>(historical(read("/businesses/{business_id}/team/{id}", member::right::view, Scope::business, &one))),
          dangerous(also<NewAccess>(command<member::ChangeAccess>("PATCH", "/businesses/{business_id}/team/{id}", member::right::edit, Scope::business,
                                                                  &access_changed))),
          never_refusing({Kind::conflict}, dangerous(command<member::TransferOwnership>("POST", "/businesses/{business_id}/team/{id}/transfer-ownership", anybody, Scope::business))),
          // Anybody may leave; the rule knows who may remove others.
          dangerous(command<member::Remove>("DELETE", "/businesses/{business_id}/team/{id}", anybody, Scope::business)),
          showing<MemberRow, Permissions>(read("/businesses/{business_id}/me", anybody, Scope::business, &me)),
          identity::invitation_route(),
          also<Joined>(settling(with(command<member::AcceptInvitation>("POST", "/invitations/{invitation}/accept", anybody, Scope::invited, &joined),
                                     &prepare_accept, {"n", "name", "email", "invited_email"}))),
      },
      .channels = {{channels::team, &hears_team, {"member"}},
                   {channels::member, &hears_member, {"member", "read_marker"}},
                   {.name = channels::presence, .may_hear = &hears_team, .ephemeral = Ephemeral{.presence = true}}},
      .activity = {activity::told<&told_invited>(), activity::told<&told_joined>(), activity::told<&told_removed>()},
      .rules = {
          member::rule::no_such_member, member::rule::member_email_invalid, member::rule::member_name_invalid, member::rule::described_badly, member::rule::already_invited,
          member::rule::already_member, member::rule::role_unknown, member::rule::permission_unknown, member::rule::role_decides, member::rule::team_denied,
          member::rule::above_own_role, member::rule::last_owner, member::rule::too_many_invitations, member::rule::invitation_used,
          member::rule::invitation_over, member::rule::no_such_invitation},
      .rights = {member::right::view, member::right::invite, member::right::edit, member::right::remove, member::right::provision},
      .mails = identity::member_mails(),
      .access = {{&lookup_of<member::MemberOf>(), &by_membership}},
      .amends = &identity::identify_again,
      .authorise = &authorise,
      .presence = &identity::presence_rules,
  };
}

}  // namespace millrace
