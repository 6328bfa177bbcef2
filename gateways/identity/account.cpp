// Signing up, and what somebody may do with the account of his own.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/mail.hpp"
#include "commands/identity/session/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/account_mails.hpp"
#include "gateways/identity/account_routes.hpp"
#include "gateways/identity/addresses.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/new_password.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/operations/operator_account.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/channels.hpp"
#include "projections/identity/members.hpp"
#include "projections/identity/sessions.hpp"

namespace millrace {

namespace {

using account::AccountRow;
using account::Accounts;
using Prepared = std::optional<Response>;

struct NewPassword {
  static constexpr Bounded bounds[] = {{"password", {8, 200}, By::rule}};
  std::string password;
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password))

struct ThisSession {
  Id<Session> session_id;
  bool is_operator = false;                  // of this house
  bool has_second_factor = false;
};
BOOST_DESCRIBE_STRUCT(ThisSession, (), (session_id, is_operator, has_second_factor))

Prepared prepare_sign_up(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<account::SignUp*>(p);
  ask.device = device_of(call);
  ask.address = address_of(call);
  if (const auto* rule = wrong(ask)) return problem(*rule);   // takes no room from new ones, so nothing is hashed for it
  const auto& password = beside<NewPassword>(call).password;
  if (auto no = wrong_password(password)) return no;
  ask.password.value = hash_of(call, password);
  return {};
}

Prepared prepare_rename(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::Rename*>(p);
  ask.id = {call.principal.id};
  const auto account = find_row<Accounts>(reader, Uuid{}, ask.id);
  if (!account) return unavailable(account::rule::not_ready);
  ask.email = account->email;
  ask.email->match = match_of(call.services.vault, ask.email->value);   // rows hold none
  ask.memberships = identity::memberships_of(reader, ask.id);
  return {};
}

Response signed_up(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  const auto user = *row_made<Accounts>(record, Key(opened.account_id));
  return tokens(call, opened.account_id, opened.id, 1, row_json(user, stamp_of<account::SignedUp>(record)));
}

Response me(const Call& call, const Reader& reader) {
  const auto stored = reader.row(lookup_of<Accounts>(), Uuid{}, Key(call.principal.id));
  if (!stored) return problem(account::rule::no_such_account);
  const auto page = Reader::Page{std::string(call.principal.id.raw()), {}, false, session::at_most};
  auto body = row_json(*static_cast<const AccountRow*>(stored->row.get()), stored->stamp, [&](JsonWriter& out) {
    add_members(out, ThisSession{{call.session}, is_operator(call.services, reader, call.principal.id),
                                 identity::has_second_factor(reader, {call.principal.id})});
    out.key("sessions").begin_array();
    for (const auto& listed : reader.list(lookup_of<session::Sessions>(), session::Sessions::by_account, Uuid{}, page))
      out.raw(row_json(*static_cast<const session::SessionRow*>(listed.row.row.get()), listed.row.stamp));
    out.end_array();
  });
  // A new password moves the version, too, although no row shows it.
  return resource(call, reader, std::move(body), reader.version({}, call.principal.id), channels::user.of({call.principal.id}));
}

bool hears_user(const Actor& actor, const ChannelIds& ids, const Uuid&, const Rows&) {
  return actor.principal.kind == PrincipalKind::user && ids[0] == actor.principal.id;
}

}  // namespace

std::vector<account::MemberAt> identity::memberships_of(const Reader& reader, const Id<Account>& account) {
  constexpr std::size_t at_most = 2'000;
  std::vector<account::MemberAt> all;
  for (const auto& listed : reader.list(lookup_of<member::Members>(), member::Members::by_account, {}, {std::string(account.value.raw()), {}, false, at_most})) {
    const auto& member = *static_cast<const member::MemberRow*>(listed.row.row.get());
    all.push_back({member.business_id.value, member.id});
  }
  return all;
}

Module identity::account() {
  Routes routes{
      making_password(&password_of_email, answering_tokens(201, reading<NewPassword>(signing_in(with(
                                              creating<account::SignUp>("POST", "/auth/signup", anybody, Scope::anonymous, &signed_up),
                                              &prepare_sign_up, {"password", "device", "address"}))))),
      never_refusing({Kind::conflict}, setting({"name"}, signing_in(with(command<account::Rename>("PATCH", "/auth/me", anybody, Scope::account), &prepare_rename, {"email", "memberships"})))),
      refusing({Kind::missing}, holding("sessions", row_of<session::SessionRow>(),
                                        showing<AccountRow, ThisSession>(read("/auth/me", anybody, Scope::account, &me)), true)),
  };
  for (auto& more : {password_routes(), email_routes(), ending_routes()}) routes.insert(routes.end(), more.begin(), more.end());
  return {
      .name = "identity/account",
      .write_side = join({commands::account(), commands::account_mail()}),
      .projections = {projections::accounts(), addresses()},
      .routes = std::move(routes),
      .channels = {{.name = channels::user, .may_hear = &hears_user, .carries = {"user", "session"}, .directory = true}},
      .rules = {
          account::rule::email_taken, account::rule::email_invalid, account::rule::account_name_invalid, account::rule::password_invalid,
          account::rule::account_exists, account::rule::no_such_account, account::rule::not_ready, account::rule::auth_failed,
          account::rule::link_over, account::rule::link_invalid, account::rule::link_sent, account::rule::already_verified,
          account::rule::deactivated, account::rule::not_deactivated, account::rule::last_owner, account::rule::operators_own},
      .mails = account_mails(),
  };
}

}  // namespace millrace
