// An account that nobody signs in to any more, for a while or for good.
#include "commands/identity/member/authorise.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/account_routes.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/operations/operator_account.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/businesses.hpp"

namespace millrace {

namespace {

using Prepared = std::optional<Response>;

struct ComingBack {
  static constexpr Bounded bounds[] = {{"email", {0, 1'000}}, {"password", {0, 1'000}}};
  std::string email, password;
};
BOOST_DESCRIBE_STRUCT(ComingBack, (), (email, password))

// The credential that the password has proved, unless the account is one that stays.
std::variant<account::Credential, Response> may_end(Call& call, const Reader& reader) {
  auto known = proved(call, reader, beside<identity::CurrentPassword>(call).password);
  if (std::holds_alternative<account::Credential>(known) && is_operator(call.services, reader, call.principal.id))
    return problem(account::rule::operators_own);
  return known;
}

Prepared prepare_deactivate(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::Deactivate*>(p);
  auto known = may_end(call, reader);
  if (auto* no = std::get_if<Response>(&known)) return std::move(*no);
  ask.id = {call.principal.id};
  ask.credential_version = std::get<account::Credential>(known).version;
  return {};
}

// The same answer after the same work, whether the address is unknown or the password wrong.
Prepared prepare_reactivate(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::Reactivate*>(p);
  const auto& [email, password] = beside<ComingBack>(call);
  const auto account = account_of(reader, call.services.vault, email);
  const auto credential = account ? find_row<account::Credentials>(reader, Uuid{}, *account) : nullptr;
  if (!right_password(call, credential.get(), password)) return problem(account::rule::auth_failed);
  if (identity::has_second_factor(reader, *account)) return identity::asking_for_factor(call, reader, *account, *credential, true);
  ask.id = *account;
  ask.credential_version = credential->version;
  ask.device = device_of(call);
  ask.address = address_of(call);
  call.user = user_json(reader, ask.id);
  return {};
}

// Businesses that nobody could do everything in any more. The business itself decides when it is left; here its owner hears of it.
std::string without_owner(const Reader& reader, const std::vector<account::MemberAt>& memberships) {
  std::string names;
  for (const auto& [business, member] : memberships) {
    if (all_powerful(business, reader) != std::vector{member}) continue;
    const auto row = find_row<business::Businesses>(reader, business, business);
    (names += names.empty() ? "" : ", ") += row ? row->name : to_string(business);
  }
  return names;
}

Prepared prepare_delete(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::Delete*>(p);
  auto known = may_end(call, reader);
  if (auto* no = std::get_if<Response>(&known)) return std::move(*no);
  const auto account = find_row<account::Accounts>(reader, Uuid{}, call.principal.id);
  if (!account) return unavailable(account::rule::not_ready);
  ask.id = account->id;
  ask.email = account->email;
  ask.email.match = match_of(call.services.vault, account->email.value);   // rows hold none
  ask.credential_version = std::get<account::Credential>(known).version;
  ask.memberships = identity::memberships_of(reader, ask.id);
  if (const auto names = without_owner(reader, ask.memberships); !names.empty())
    return problem(account::rule::last_owner, "You are the only owner of " + names + ".");
  return {};
}

Response reactivated(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  return tokens(call, opened.account_id, opened.id, 1, call.user);
}

template <class Ask>
Route ending(std::string_view path, Prepared (*prepare)(Call&, void*, const Reader&), route::Names given) {
  return trying_password(&own_password, reading<identity::CurrentPassword>(signing_in(with(command<Ask>("POST", path, anybody, Scope::account), prepare, given))));
}

}  // namespace

Routes identity::ending_routes() {
  return {
      ending<account::Deactivate>("/auth/deactivate", &prepare_deactivate, {"credential_version"}),
      dangerous(ending<account::Delete>("/auth/delete", &prepare_delete, {"email", "credential_version", "memberships"})),
      trying_password(&password_of_email, identity::or_wanting_factor(answering_tokens(200, reading<ComingBack>(signing_in(with(
          bounded_by_address(command<account::Reactivate>("POST", "/auth/reactivate", anybody, Scope::anonymous, &reactivated)), &prepare_reactivate,
          {"credential_version", "device", "address"})))))),
  };
}

}  // namespace millrace
