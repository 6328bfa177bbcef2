// Passkeys of an account: a new one, and one that goes.
#include "commands/identity/account/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/identity/still_needed.hpp"
#include "gateways/identity/web_authn.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/second_factors.hpp"

namespace millrace {

namespace {

using Prepared = std::optional<Response>;
namespace rule = second_factor::rule;

// What a browser needs to have an authenticator make one.
struct NewPasskey {
  std::string challenge, rp_id, user_id;     // base64url; host; base64url
  std::string user_name, user_display_name;
  std::vector<std::int64_t> algorithms;      // COSE, the best first
  std::vector<std::string> excluded;         // credential ids that are here already, base64url
  std::int64_t expires_in = 0;               // seconds
};
BOOST_DESCRIBE_STRUCT(NewPasskey, (), (challenge, rp_id, user_id, user_name, user_display_name, algorithms, excluded, expires_in))

// What it has made; each base64url.
struct MadePasskey {
  static constexpr Bounded bounds[] = {{"client_data", {1, 2'500}}, {"authenticator_data", {1, 2'500}}};
  std::string client_data, authenticator_data;
};
BOOST_DESCRIBE_STRUCT(MadePasskey, (), (client_data, authenticator_data))

Response invalid(std::string_view why, std::string_view member = "authenticator_data") {
  return problem(rule::passkey_invalid, why, {{"/" + std::string(member), std::string(why)}});
}

Response challenge(const Call& call, const Reader& reader) {
  const Id<Account> id{call.principal.id};
  const auto account = find_row<account::Accounts>(reader, Uuid{}, id);
  if (!account) return unavailable(account::rule::not_ready);
  NewPasskey all{challenge_for(call.services, Ceremony::create, id.value), site_of(call.services.public_url, call.request->header("host")).rp_id,
                 base64url(id.value.raw()), account->email.value, account->name.value, {-7, -8, -257}, {},
                 std::chrono::seconds{second_factor::challenge_lasts}.count()};
  const auto secrets = find_row<second_factor::Secrets>(reader, Uuid{}, id);
  for (const auto& key : row_or_none(secrets).passkeys) all.excluded.push_back(key.credential_id);
  return identity::not_kept(json_reply(200, to_json(all)));
}

std::vector<std::string> known_transports(const std::vector<std::string>& named) {
  constexpr std::string_view known[] = {"ble", "hybrid", "internal", "nfc", "smart-card", "usb"};
  std::vector<std::string> kept;
  for (const auto& one : named)
    if (std::ranges::count(known, std::string_view(one)) && !std::ranges::count(kept, one)) kept.push_back(one);
  return kept;
}

Prepared prepare_add(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<second_factor::AddPasskey*>(p);
  const auto& body = beside<MadePasskey>(call);
  const auto client = base64url_decode(body.client_data), data = base64url_decode(body.authenticator_data);
  if (!client) return invalid("is no base64url", "client_data");
  if (!data || !call.services.passkeys) return invalid("is no base64url");
  const auto site = site_of(call.services.public_url, call.request->header("host"));
  const auto said = answer_to_challenge(call.services, site, Ceremony::create, *client);
  if (const auto* no = std::get_if<Passkeys::Wrong>(&said)) return invalid(no->why, "client_data");
  const auto& answer = std::get<ChallengeAnswer>(said);
  if (answer.account != call.principal.id) return invalid("the challenge was another account's", "client_data");
  const auto made = call.services.passkeys->made(*data, site.rp_id);
  if (const auto* no = std::get_if<Passkeys::Wrong>(&made)) return invalid(no->why);
  const auto& key = std::get<Passkeys::Made>(made);
  ask.id = {call.principal.id};
  ask.passkey_id = call.services.ids.next<Passkey>();
  ask.credential_id = base64url(key.credential_id);
  ask.public_key = base64url(key.public_key);
  ask.algorithm = key.algorithm;
  ask.sign_count = key.sign_count;
  ask.transports = known_transports(ask.transports);
  ask.challenged_at = answer.challenged_at;
  ask.recovery_hashes = identity::make_recovery_codes(call, ask.id);
  ask.session_id = {call.session};
  return {};
}

Prepared prepare_remove(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<second_factor::RemovePasskey*>(p);
  ask.id = {call.principal.id};
  const auto passkey = parse_uuid(call.param("passkey_id"));
  if (!passkey) return problem(rule::no_such_passkey);
  ask.passkey_id = {*passkey};
  return identity::still_needed(call, reader);
}

struct Added {
  Id<Passkey> passkey_id;
};
BOOST_DESCRIBE_STRUCT(Added, (), (passkey_id))

Response added(const Call& call, const Committed& record) {
  auto response = adding(identity::with_recovery_codes(call, record), Added{last_fact<second_factor::PasskeyAdded>(record)->passkey_id});
  response.status = 201;
  return response;
}

Route answering_201(Route r) {
  command_of(r).status = 201;
  return r;
}

}  // namespace

Routes identity::passkey_routes() {
  return {
      dangerous(answering<NewPasskey>(asked_by_post(read("/auth/passkeys/challenge", anybody, Scope::account, &challenge)))),
      refusing({Kind::gone}, dangerous(also<RecoveryCodes>(also<Added>(answering_201(reading<MadePasskey>(signing_in(with(
          command<second_factor::AddPasskey>("POST", "/auth/passkeys", anybody, Scope::account, &added), &prepare_add,
          {"passkey_id", "credential_id", "public_key", "algorithm", "sign_count", "challenged_at", "recovery_hashes", "session_id"})))))))),
      dangerous(signing_in(with(command<second_factor::RemovePasskey>("DELETE", "/auth/passkeys/{passkey_id}", anybody, Scope::account), &prepare_remove, {"passkey_id"}))),
  };
}

}  // namespace millrace
