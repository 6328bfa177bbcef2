// Whose an e-mail address is, and another one in its place.
#include "commands/core/as_kept.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/identity/account_routes.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/operations/operator_account.hpp"
#include "projections/identity/accounts.hpp"

namespace millrace {

namespace {

using account::Accounts;
using account::Confirms;
using Prepared = std::optional<Response>;

struct LinkToken {
  static constexpr Bounded bounds[] = {{"token", {0, 1'000}}};
  std::string token;
};
BOOST_DESCRIBE_STRUCT(LinkToken, (), (token))

Prepared prepare_send(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::SendVerification*>(p);
  const auto account = find_row<Accounts>(reader, Uuid{}, call.principal.id);
  if (!account) return unavailable(account::rule::not_ready);
  ask.id = account->id;
  ask.email = account->email;
  return {};
}

Prepared prepare_change(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::ChangeEmail*>(p);
  if (!email_as_kept(ask.new_email)) return problem(account::rule::email_invalid, {}, {{"/new_email", "is not an e-mail address"}});
  auto known = proved(call, reader, beside<identity::CurrentPassword>(call).password);
  if (auto* no = std::get_if<Response>(&known)) return std::move(*no);
  if (is_operator(call.services, reader, call.principal.id)) return problem(account::rule::operators_own);
  const auto account = find_row<Accounts>(reader, Uuid{}, call.principal.id);
  if (!account) return unavailable(account::rule::not_ready);
  ask.id = account->id;
  ask.email = account->email;
  ask.credential_version = std::get<account::Credential>(known).version;
  return {};
}

// What the change needs, from rows as new as anything that has been answered.
void prepare_changed(const Call& call, account::ConfirmEmail& ask, const Reader& reader) {
  const auto account = find_row<Accounts>(reader, Uuid{}, ask.id);
  if (!account || !account->new_email) return;
  auto& vault = call.services.vault;
  ask.name = account->name;
  ask.email = account->email;
  ask.new_email = account->new_email;
  for (auto* address : {&ask.email, &ask.new_email}) (*address)->match = match_of(vault, (*address)->value);   // rows hold none
  ask.memberships = identity::memberships_of(reader, ask.id);
}

Prepared prepare_confirm(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::ConfirmEmail*>(p);
  constexpr std::pair<TokenKind, Confirms> kinds[] = {{TokenKind::verify_email, Confirms::address},
                                                      {TokenKind::confirm_change, Confirms::change_at_email},
                                                      {TokenKind::confirm_new_email, Confirms::change_at_new_email}};
  for (const auto& [kind, what] : kinds) {
    const auto link = read_token(kind, beside<LinkToken>(call).token, token_secret(call.services));
    if (!link) continue;
    ask.id = {link->id};
    ask.n = link->n;
    ask.what = what;
    if (what != Confirms::address) prepare_changed(call, ask, reader);
    return {};
  }
  return problem(account::rule::link_invalid, {}, {{"/token", "is not the token of a link that was sent"}});
}

}  // namespace

Routes identity::email_routes() {
  return {
      refusing({Kind::gone}, reading<LinkToken>(signing_in(with(bounded_by_address(command<account::ConfirmEmail>("POST", "/auth/verify-email", anybody, Scope::anonymous)),
                                                                &prepare_confirm, {"what", "n", "email", "name", "new_email", "memberships"})))),
      signing_in(with(command<account::SendVerification>("POST", "/auth/verify-email/send", anybody, Scope::account), &prepare_send, {"email"})),
      dangerous(trying_password(&own_password, reading<identity::CurrentPassword>(signing_in(with(
          command<account::ChangeEmail>("POST", "/auth/change-email", anybody, Scope::account), &prepare_change, {"email", "credential_version"}))))),
  };
}

}  // namespace millrace
