#include "gateways/identity/sign_in.hpp"

#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
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
