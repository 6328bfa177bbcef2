// The second step of a log-in, a log-in with a passkey alone, and the same again of a session that wants to do something dangerous.
#include "commands/identity/session/asks.hpp"
#include "gateways/core/body.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/identity/web_authn.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {

using identity::SignedChallenge;
using second_factor::Secrets;
using Prepared = std::optional<Response>;
namespace rule = second_factor::rule;

// With the token of a log-in that has begun: one of the three. Without: a passkey, which says whose it is.
struct SecondStep {
  static constexpr Bounded bounds[] = {{"mfa_token", {0, 1'000}}, {"code", {0, 100}}, {"recovery_code", {0, 100}}};
  std::optional<std::string> mfa_token, code, recovery_code;
  std::optional<SignedChallenge> passkey;
};
BOOST_DESCRIBE_STRUCT(SecondStep, (), (mfa_token, code, recovery_code, passkey))

struct StepUpBody {
  static constexpr Bounded bounds[] = {{"password", {0, 1'000}}, {"code", {0, 100}}, {"recovery_code", {0, 100}}};
  std::optional<std::string> password, code, recovery_code;
  std::optional<SignedChallenge> passkey;
};
BOOST_DESCRIBE_STRUCT(StepUpBody, (), (password, code, recovery_code, passkey))

struct ChallengeAsked {
  static constexpr Bounded bounds[] = {{"mfa_token", {0, 1'000}}};
  std::optional<std::string> mfa_token;
};
BOOST_DESCRIBE_STRUCT(ChallengeAsked, (), (mfa_token))

// What a browser needs to ask an authenticator; without `allowed`, for any passkey of this site.
struct PasskeyReference {
  std::string credential_id;
  std::vector<std::string> transports;
};
BOOST_DESCRIBE_STRUCT(PasskeyReference, (), (credential_id, transports))
struct PasskeyChallenge {
  std::string challenge, rp_id;              // base64url; host
  std::vector<PasskeyReference> allowed;
  std::int64_t expires_in = 0;               // seconds
};
BOOST_DESCRIBE_STRUCT(PasskeyChallenge, (), (challenge, rp_id, allowed, expires_in))

// Whose log-in the body goes on with, as a key; nobody guesses a passkey.
std::string account_of_step(const Call& call) {
  const Document document{call.request->body};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return call.address;
  const auto text = document.root().find("mfa_token");
  if (!text || text->kind() != Node::Kind::text) return call.address;
  for (const auto kind : {TokenKind::second_factor, TokenKind::second_factor_back, TokenKind::second_factor_provider})
    if (const auto token = read_token(kind, text->text(), token_secret(call.services))) return std::string(token->tenant.raw());
  return call.address;
}

// A passkey alone stands for the password as it is now, too.
std::variant<identity::LogInBegun, Response> begun(const Call& call, const Reader& reader, const SecondStep& body) {
  if (body.mfa_token) {
    auto known = identity::read_mfa_token(call.services, reader, *body.mfa_token);
    if (!known) return problem(rule::token_over);
    return *known;
  }
  if (!body.passkey) return problem(millrace::rule::input_invalid, {}, {{"/mfa_token", "is missing; only a passkey stands alone"}});
  const auto account = identity::account_of(*body.passkey);
  const auto credential = account ? find_row<account::Credentials>(reader, Uuid{}, *account) : nullptr;
  if (!credential) return problem(rule::wrong, {}, {{"/passkey", std::string(rule::wrong.text)}});
  return identity::LogInBegun{*account, credential->version, false};
}

Prepared prepare_second_step(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<session::Open*>(p);
  const auto& body = beside<SecondStep>(call);
  auto known = begun(call, reader, body);
  if (auto* no = std::get_if<Response>(&known)) return std::move(*no);
  const auto& log_in = std::get<identity::LogInBegun>(known);
  auto what = identity::shown(call, reader, log_in.account_id, identity::given_in(body));
  if (auto* no = std::get_if<Response>(&what)) return std::move(*no);
  ask.account_id = log_in.account_id;
  ask.credential_version = log_in.credential_version;
  ask.shown = std::get<second_factor::Shown>(std::move(what));
  ask.reactivates = log_in.back;
  ask.provider = log_in.provider;
  ask.device = device_of(call);
  ask.address = address_of(call);
  call.user = user_json(reader, ask.account_id);
  return {};
}

Response logged_in(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  return tokens(call, opened.account_id, opened.id, 1, call.user);
}

Prepared prepare_step_up(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<session::StepUp*>(p);
  const auto& body = beside<StepUpBody>(call);
  const Id<Account> account{call.principal.id};
  ask.id = {call.session};
  if (body.password && !body.code && !body.recovery_code && !body.passkey) {
    if (identity::has_second_factor(reader, account)) return problem(rule::required, "The password alone is not enough.");
    auto known = proved(call, reader, *body.password);
    if (auto* no = std::get_if<Response>(&known)) return std::move(*no);
    ask.credential_version = std::get<account::Credential>(known).version;
    return {};
  }
  auto what = identity::shown(call, reader, account, identity::given_in(body));
  if (auto* no = std::get_if<Response>(&what)) return std::move(*no);
  ask.shown = std::get<second_factor::Shown>(std::move(what));
  return {};
}

Response challenge(const Call& call, const Reader& reader, const std::optional<Id<Account>>& account) {
  PasskeyChallenge all{challenge_for(call.services, Ceremony::get, account ? account->value : Uuid{}),
                       site_of(call.services.public_url, call.request->header("host")).rp_id, {}, std::chrono::seconds{second_factor::challenge_lasts}.count()};
  const auto secrets = account ? find_row<Secrets>(reader, Uuid{}, *account) : nullptr;
  for (const auto& key : row_or_none(secrets).passkeys) all.allowed.push_back({key.credential_id, key.transports});
  return identity::not_kept(json_reply(200, to_json(all)));
}

Response challenge_of_log_in(const Call& call, const Reader& reader) {
  auto body = read_body(shape_of<ChallengeAsked>(), *call.request);
  if (auto* no = std::get_if<Response>(&body)) return std::move(*no);
  const auto& token = static_cast<const ChallengeAsked*>(std::get<std::shared_ptr<void>>(body).get())->mfa_token;
  if (!token) return challenge(call, reader, {});
  const auto known = identity::read_mfa_token(call.services, reader, *token);
  return known ? challenge(call, reader, known->account_id) : problem(rule::token_over);
}
Response challenge_of_session(const Call& call, const Reader& reader) { return challenge(call, reader, Id<Account>{call.principal.id}); }

}  // namespace

Routes identity::second_step_routes() {
  return {
      never_refusing({Kind::conflict}, refusing({Kind::gone}, trying_factor(&account_of_step, answering_tokens(200, reading<SecondStep>(signing_in(with(
          creating<session::Open>("POST", "/auth/mfa", anybody, Scope::anonymous, &logged_in), &prepare_second_step,
          {"account_id", "credential_version", "device", "address", "shown", "reactivates", "provider"}))))))),
      refusing({Kind::gone}, answering<PasskeyChallenge>(asked_by_post(shape_of<ChallengeAsked>(),
                                                                       read("/auth/mfa/challenge", anybody, Scope::anonymous, &challenge_of_log_in)))),
      never_refusing({Kind::conflict}, refusing({Kind::gone}, trying_factor(&own_password, reading<StepUpBody>(signing_in(with(
          command<session::StepUp>("POST", "/auth/step-up", anybody, Scope::account), &prepare_step_up, {"credential_version", "shown"})))))),
      answering<PasskeyChallenge>(asked_by_post(read("/auth/step-up/challenge", anybody, Scope::account, &challenge_of_session))),
  };
}

}  // namespace millrace
