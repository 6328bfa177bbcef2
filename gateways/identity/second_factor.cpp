// Second factors of an account: what there is, codes of an app, recovery codes.
#include "commands/identity/business/lookups.hpp"
#include "commands/identity/member/authorise.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/account_routes.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/identity/still_needed.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/businesses.hpp"
#include "projections/identity/second_factors.hpp"
#include "schemas/totp.hpp"

namespace millrace {

namespace {

using second_factor::FactorsRow;
using second_factor::Secrets;
using second_factor::SecondFactors;
using Prepared = std::optional<Response>;
namespace no = second_factor::rule;
namespace factor = second_factor;           // the module is called so, too

constexpr std::size_t secret_bytes = 20;     // RFC 4226 §4, R6

struct TotpCode {
  static constexpr Bounded bounds[] = {{"code", {0, 100}}};
  std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpCode, (), (code))

struct NewSecret {
  std::string secret, uri;                   // base32; otpauth://totp/…
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(NewSecret, (), (secret, uri, expires_at))

struct Methods {
  std::vector<std::string> methods;
};
BOOST_DESCRIBE_STRUCT(Methods, (), (methods))

Prepared prepare_offer(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<second_factor::OfferTotp*>(p);
  const auto account = find_row<account::Accounts>(reader, Uuid{}, call.principal.id);
  if (!account) return unavailable(account::rule::not_ready);
  const auto secret = call.services.vault.secret("totp");
  const auto chance = hmac_sha256(raw(secret), call.services.ids.next().raw());        // as good as that to whoever has not the secret
  ask.id = account->id;
  ask.secret.value = base32(raw(chance).substr(0, secret_bytes));
  call.user = account->email.value;
  return {};
}

Response offered(const Call& call, const Committed& record) {
  const auto& e = *last_fact<second_factor::TotpOffered>(record);
  return identity::not_kept(json_reply(200, to_json(NewSecret{e.secret.value, totp_uri("Millrace", call.user, e.secret.value), e.expires_at})));
}

// Of what has been offered, whether it is still good the rule knows.
Prepared prepare_confirm(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<second_factor::ConfirmTotp*>(p);
  ask.id = {call.principal.id};
  const auto secrets = find_row<Secrets>(reader, Uuid{}, ask.id);
  const auto secret = secrets && secrets->offered ? base32_decode(*secrets->offered) : std::nullopt;
  if (!secret) return problem(no::offer_over);
  const auto step = totp_step_of(*secret, beside<TotpCode>(call).code, call.services.now(), 0);
  call.password_right = step.has_value();
  if (!step) return problem(no::wrong, {}, {{"/code", "is not one of this secret, at this time"}});
  ask.n = secrets->n;
  ask.step = *step;
  ask.recovery_hashes = identity::make_recovery_codes(call, ask.id);
  ask.session_id = {call.session};
  return {};
}

Prepared prepare_remove(Call& call, void* p, const Reader& reader) {
  static_cast<second_factor::RemoveTotp*>(p)->id = {call.principal.id};
  return identity::still_needed(call, reader);
}

Prepared prepare_codes(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<second_factor::MakeRecoveryCodes*>(p);
  ask.id = {call.principal.id};
  ask.hashes = identity::make_recovery_codes(call, ask.id);
  return {};
}

Response what_there_is(const Call& call, const Reader& reader) {
  const auto& who = call.principal.id;
  const auto stored = reader.row(lookup_of<SecondFactors>(), Uuid{}, Key(who));
  const auto row = stored ? *static_cast<const FactorsRow*>(stored->row.get()) : FactorsRow{{who}};
  const auto state = state_row<Account>(reader, Uuid{}, who);
  const auto* factors = Account::factors_of(*state);
  auto body = row_json(row, stored ? stored->stamp : Stamp{},
                       [&](JsonWriter& out) { add_members(out, Methods{factors ? identity::methods_of(*factors) : std::vector<std::string>{}}); });
  return resource(call, reader, std::move(body), reader.version({}, who));
}

}  // namespace

std::optional<Response> identity::still_needed(const Call& call, const Reader& reader) {
  const Id<Account> account{call.principal.id};
  const auto state = state_row<Account>(reader, Uuid{}, account.value);
  const auto* factors = Account::factors_of(*state);
  if (!factors || factors->passkeys.size() + factors->totp_step.has_value() != 1) return {};
  std::string names;
  for (const auto& [business, member] : memberships_of(reader, account)) {
    if (!find_row<business::MfaRequired>(reader, business, business)) continue;
    const auto row = find_row<business::Businesses>(reader, business, business);
    (names += names.empty() ? "" : ", ") += row ? row->name : to_string(business);
  }
  if (names.empty()) return {};
  return problem(no::needed, "It is needed at " + names + ".");
}

Module identity::second_factor() {
  Routes routes{
      showing<FactorsRow, Methods>(read("/auth/mfa", anybody, Scope::account, &what_there_is)),
      dangerous(answering<NewSecret>(signing_in(with(command<factor::OfferTotp>("POST", "/auth/mfa/totp", anybody, Scope::account, &offered), &prepare_offer, {"secret"})))),
      never_refusing({Kind::conflict}, refusing({Kind::gone}, also<RecoveryCodes>(trying_factor(&own_password, reading<TotpCode>(signing_in(with(
          command<factor::ConfirmTotp>("POST", "/auth/mfa/totp/confirm", anybody, Scope::account, &with_recovery_codes), &prepare_confirm,
          {"n", "step", "recovery_hashes", "session_id"}))))))),
      dangerous(signing_in(with(command<factor::RemoveTotp>("DELETE", "/auth/mfa/totp", anybody, Scope::account), &prepare_remove))),
      dangerous(also<RecoveryCodes>(signing_in(with(command<factor::MakeRecoveryCodes>("POST", "/auth/mfa/recovery-codes", anybody, Scope::account, &with_recovery_codes),
                                                    &prepare_codes, {"hashes"})))),
  };
  for (auto& more : {passkey_routes(), second_step_routes()}) routes.insert(routes.end(), more.begin(), more.end());
  return {
      .name = "identity/second_factor",
      .write_side = commands::second_factor(),
      .projections = {projections::second_factors()},
      .routes = std::move(routes),
      .rules = {no::wrong, no::required, no::token_over, no::challenge_over, no::offer_over, no::totp_there, no::no_totp, no::none, no::passkey_invalid,
                no::passkey_known, no::no_such_passkey, no::too_many_passkeys, no::name_invalid, no::needed},
      .session_fresh = &identity::session_fresh,
      .lacks_factor = &lacks_factor,
  };
}

}  // namespace millrace
