#include "gateways/identity/sign_in.hpp"

#include "commands/identity/account/asks.hpp"
#include "domain/core/text.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/second_factors.hpp"
#include "projections/identity/accounts.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {
constexpr std::size_t device_bytes = 200;
}

std::string password_of_email(const Call& call) {
  const Document document{call.request->body};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return {};
  const auto email = document.root().find("email");
  if (!email || email->kind() != Node::Kind::text) return {};
  return std::string(match_of(call.services.vault, email->text()).raw());
}

std::string own_password(const Call& call) { return std::string(call.principal.id.raw()); }

std::optional<Id<Account>> account_of(const Reader& reader, Vault& vault, const std::string& email) {
  const auto found = find_row<account::AccountByEmail>(reader, Uuid{}, match_of(vault, email));
  if (!found) return {};
  for (const auto& id : found->accounts) {
    if (found->accounts.size() == 1) break;
    const auto account = find_row<account::Accounts>(reader, Uuid{}, id);
    if (account && in_lower_case(account->email.value) == in_lower_case(email)) return id;
  }
  return found->accounts.front();
}

std::string user_json(const Reader& reader, const Id<Account>& account) {
  if (reader.parked(lookup_of<account::Accounts>(), Uuid{})) return "{\"id\":\"" + to_string(account) + "\"}";   // that keeps nobody out
  const auto stored = reader.row(lookup_of<account::Accounts>(), Uuid{}, Key(account));
  if (!stored) return "{\"id\":\"" + to_string(account) + "\"}";
  return row_json(*static_cast<const account::AccountRow*>(stored->row.get()), stored->stamp);
}

std::optional<Personal<std::string>> address_of(const Call& call) {
  if (call.address.empty()) return {};
  return Personal<std::string>{{}, call.address, false, {}};
}

std::optional<Personal<std::string>> device_of(const Call& call) {
  auto name = std::string(call.request->header("user-agent").substr(0, device_bytes));
  const auto odd = [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e; };
  std::erase_if(name, odd);                              // a header may hold bytes that are no text
  if (name.empty()) return {};
  return Personal<std::string>{{}, std::move(name), false, {}};
}

// The one place where a password is checked. Earlier releases hashed the bytes as they came, so those are tried as well where they
// are others; whose account it is does not matter for that, nor whether there is one.
bool right_password(Call& call, const account::Credential* of, const std::string& given) {
  const auto phc = of ? of->phc : std::string{};
  const auto password = opaque_string(given).value_or(given);
  const bool right = call.services.verify_password(phc, password) || (password != given && call.services.verify_password(phc, given));
  call.password_right = of && right;
  return *call.password_right;
}

std::variant<account::Credential, Response> proved(Call& call, const Reader& reader, const std::string& password, std::string_view pointer,
                                                   std::string_view called) {
  const auto credential = find_row<account::Credentials>(reader, Uuid{}, call.principal.id);
  if (right_password(call, credential.get(), password)) return *credential;
  const auto wrong = "The " + std::string(called) + " is not the one of this account.";
  return problem(account::rule::auth_failed, wrong, {{std::string(pointer), wrong}});
}

Response tokens(const Call& call, const Id<Account>& account, const Id<Session>& session, std::int64_t n, std::string_view user) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("user").raw(user);
  add_members(out, Tokens{call.services.access_token({account.value, session.value, n}),
                          make_token(TokenKind::refresh, {Uuid{}, session.value, n}, token_secret(call.services)), call.services.access_token_s});
  out.end_object();
  auto response = json_reply(call.route->command()->status, std::move(body));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Route bounded_by_address(Route r) {
  r.limits.by_address = true;
  return r;
}

Route answering_tokens(int status, Route r) {
  command_of(r).status = status;
  return holding("user", row_of<account::AccountRow>(), answering<Tokens>(std::move(r)));
}

Route making_password(std::string (*whose)(const Call&), Route r) {
  command_of(r).whose_password = whose;
  return r;
}

Route trying_password(std::string (*whose)(const Call&), Route r) {
  command_of(r).tries_password = true;
  return making_password(whose, std::move(r));
}

}  // namespace millrace
