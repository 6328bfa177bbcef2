#include "gateways/identity/second_factors.hpp"

#include <algorithm>

#include "commands/identity/session/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/identity/web_authn.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/totp.hpp"

namespace millrace::identity {

namespace {

using second_factor::Factors;
using second_factor::Secrets;
using second_factor::Shown;
namespace rule = second_factor::rule;

constexpr auto log_in_lasts = std::chrono::minutes(5);

Response wrong(std::string_view member, std::string_view why) {
  return problem(rule::wrong, why, {{"/" + std::string(member), std::string(why.empty() ? rule::wrong.text : why)}});
}

std::string code_hash(const Id<Account>& account, std::string_view code) {
  std::string plain;
  for (const char c : code)
    if (c != '-' && c != ' ') plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  const auto digest = sha256(account.value.raw(), plain);
  return base64url(raw(digest));
}

std::optional<Shown> by_code(const Call& call, const Factors& factors, const second_factor::SecretsOfAccount& secrets, const std::string& code) {
  const auto secret = secrets.totp && factors.totp_step ? base32_decode(*secrets.totp) : std::nullopt;
  const auto step = secret ? totp_step_of(*secret, code, call.services.now(), *factors.totp_step) : std::nullopt;
  return step ? std::optional{Shown{.totp_step = step}} : std::nullopt;
}

std::optional<Shown> by_recovery_code(const Id<Account>& account, const Factors& factors, const std::string& code) {
  auto hash = code_hash(account, code);
  if (!std::ranges::count(factors.recovery_hashes, hash)) return {};
  return Shown{.recovery_hash = std::move(hash)};
}

std::variant<Shown, Response> by_passkey(const Call& call, const second_factor::SecretsOfAccount& secrets, const Id<Account>& account, const SignedChallenge& given) {
  const auto client = base64url_decode(given.client_data), data = base64url_decode(given.authenticator_data), signature = base64url_decode(given.signature);
  const auto key = std::ranges::find(secrets.passkeys, given.credential_id, &second_factor::PasskeyKey::credential_id);
  const auto public_key = key == secrets.passkeys.end() ? std::nullopt : base64url_decode(key->public_key);
  if (!client || !data || !signature || !public_key || !call.services.passkeys) return wrong("passkey", "It is none of this account's.");
  const auto site = site_of(call.services.public_url, call.request->header("host"));
  const auto said = answer_to_challenge(call.services, site, Ceremony::get, *client);
  if (const auto* no = std::get_if<Passkeys::Wrong>(&said)) return wrong("passkey", no->why);
  const auto& answer = std::get<ChallengeAnswer>(said);
  if (!answer.account.nil() && answer.account != account.value) return wrong("passkey", "the challenge was another account's");
  const auto counted = call.services.passkeys->signed_by({key->algorithm, *public_key}, {*data, *signature, answer.client_data}, site.rp_id);
  if (const auto* no = std::get_if<Passkeys::Wrong>(&counted)) return wrong("passkey", no->why);
  return Shown{.passkey_id = key->id, .sign_count = std::get<std::int64_t>(counted), .challenged_at = answer.challenged_at};
}

// Names the password without telling anything of it.
Uuid mark_of(const Services& services, const account::Credential& credential) {
  const auto secret = services.vault.secret("second factor");
  const auto mark = hmac_sha256(raw(secret), credential.phc);
  return uuid_of(raw(mark));
}

}  // namespace

std::variant<Shown, Response> shown(Call& call, const Reader& reader, const Id<Account>& account, const Given& given) {
  const auto& [code, recovery_code, passkey] = given;
  if (code.has_value() + recovery_code.has_value() + passkey.has_value() != 1)
    return problem(millrace::rule::input_invalid, {}, {{"/code", "must be there; or else one of recovery_code and passkey"}});
  const auto state = state_row<Account>(reader, Uuid{}, account.value);
  const auto* factors = Account::factors_of(*state);
  const auto secrets = find_row<Secrets>(reader, Uuid{}, account);
  if (passkey) return factors && secrets ? by_passkey(call, *secrets, account, *passkey) : wrong("passkey", {});
  auto right = !factors || !secrets ? std::nullopt : code ? by_code(call, *factors, *secrets, *code) : by_recovery_code(account, *factors, *recovery_code);
  call.password_right = right.has_value();
  if (right) return *std::move(right);
  return wrong(code ? "code" : "recovery_code", {});
}

std::optional<Id<Account>> account_of(const SignedChallenge& passkey) {
  const auto id = base64url_decode(passkey.user_handle.value_or(""));
  if (!id || id->size() != sizeof(Uuid::bytes)) return {};
  return Id<Account>{uuid_of(*id)};
}

std::vector<std::string> methods_of(const Factors& factors) {
  std::vector<std::string> all;
  if (factors.totp_step) all.push_back("totp");
  if (!factors.passkeys.empty()) all.push_back("passkey");
  if (!factors.recovery_hashes.empty()) all.push_back("recovery_code");
  return all;
}

bool has_second_factor(const Rows& rows, const Id<Account>& account) {
  const auto state = state_row<Account>(rows, Uuid{}, account.value);
  const auto* factors = Account::factors_of(*state);
  return factors && factors->any();
}

namespace {
Response asking(const Call& call, const Rows& rows, const Id<Account>& account, TokenKind kind, const Uuid& mark) {
  const auto& services = call.services;
  const auto state = state_row<Account>(rows, Uuid{}, account.value);
  const auto text = make_token(kind, {account.value, mark, micros(services.now() + log_in_lasts)}, token_secret(services));
  return not_kept(json_reply(200, to_json(FactorWanted{true, text, methods_of(*Account::factors_of(*state)), std::chrono::seconds{log_in_lasts}.count()})));
}

std::optional<LogInBegun> begun_by_provider(const Rows& rows, const Token& token) {
  const auto state = state_row<Account>(rows, Uuid{}, token.tenant);
  const auto* account = std::get_if<Account::Active>(state.get());
  const auto* identity = account ? account->identities.find({token.id}) : nullptr;
  if (!identity) return {};
  return LogInBegun{{token.tenant}, account->credential_version, false, identity->provider};
}
}  // namespace

Response asking_for_factor(const Call& call, const Rows& rows, const Id<Account>& account, const account::Credential& credential, bool back) {
  return asking(call, rows, account, back ? TokenKind::second_factor_back : TokenKind::second_factor, mark_of(call.services, credential));
}

Response asking_for_factor(const Call& call, const Rows& rows, const Id<Account>& account, const Id<Identity>& identity) {
  return asking(call, rows, account, TokenKind::second_factor_provider, identity.value);
}

std::optional<LogInBegun> read_mfa_token(const Services& services, const Rows& rows, const std::string& text) {
  for (const auto kind : {TokenKind::second_factor, TokenKind::second_factor_back}) {
    const auto token = read_token(kind, text, token_secret(services));
    if (!token) continue;
    const auto credential = find_row<account::Credentials>(rows, Uuid{}, token->tenant);
    if (at_micros(token->n) < services.now() || !credential || mark_of(services, *credential) != token->id) return {};
    return LogInBegun{{token->tenant}, credential->version, kind == TokenKind::second_factor_back};
  }
  const auto token = read_token(TokenKind::second_factor_provider, text, token_secret(services));
  if (token && at_micros(token->n) >= services.now()) return begun_by_provider(rows, *token);
  return {};
}

bool session_fresh(const Rows& rows, const Uuid& session, Time now) {
  const auto state = state_row<Session>(rows, Uuid{}, session);
  const auto* open = std::get_if<Session::Open>(state.get());
  if (!open || now - open->authenticated_at > session::fresh_for) return false;
  return open->means != session::Means::password || !has_second_factor(rows, open->account_id);
}

Route trying_factor(std::string (*whose)(const Call&), Route r) {
  command_of(r).from_anywhere = true;
  return trying_password(whose, std::move(r));
}

std::vector<std::string> make_recovery_codes(Call& call, const Id<Account>& account) {
  const auto secret = call.services.vault.secret("recovery codes");
  std::vector<std::string> hashes;
  JsonWriter out{call.user};
  out.begin_array();
  for (std::size_t n = 0; n < second_factor::recovery_codes; ++n) {
    const auto chance = hmac_sha256(raw(secret), call.services.ids.next().raw());    // as good as that to whoever has not the secret
    auto code = base32(raw(chance).substr(0, 10));
    for (const std::size_t at : {12, 8, 4}) code.insert(at, 1, '-');
    out.text(code);
    hashes.push_back(code_hash(account, code));
  }
  out.end_array();
  return hashes;
}

Response with_recovery_codes(const Call& call, const Committed& record) {
  auto response = changed(call, record);
  if (last_fact<second_factor::RecoveryCodesMade>(record)) {
    response.body.pop_back();
    JsonWriter{response.body, JsonWriter::Inside::object}.key("recovery_codes").raw(call.user).end_object();
  }
  return not_kept(std::move(response));
}

Response not_kept(Response response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace millrace::identity
