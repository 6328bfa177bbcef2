// Passwords: a new one for who knows the old one, and a link by mail for who does not.
#include "domain/core/text.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/identity/account_routes.hpp"
#include "gateways/identity/new_password.hpp"
#include "gateways/identity/sign_in.hpp"
#include "projections/identity/accounts.hpp"

namespace millrace {

namespace {

using Prepared = std::optional<Response>;

struct PasswordChange {
  static constexpr Bounded bounds[] = {{"password", {8, 200}, By::rule}};
  std::string old_password, password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (old_password, password))

struct PasswordUpdate {
  static constexpr Bounded bounds[] = {{"new_password", {8, 200}, By::rule}};
  std::string current_password, new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordUpdate, (), (current_password, new_password))

struct Forgotten {
  static constexpr Bounded bounds[] = {{"email", {0, 1'000}}};
  std::string email;
};
BOOST_DESCRIBE_STRUCT(Forgotten, (), (email))

// Two bodies: {email} asks for a link, {token, new_password} brings it.
struct Reset {
  static constexpr Bounded bounds[] = {{"email", {0, 1'000}}, {"token", {0, 1'000}}, {"new_password", {8, 200}, By::rule}};
  std::optional<std::string> email, token, new_password;
};
BOOST_DESCRIBE_STRUCT(Reset, (), (email, token, new_password))

struct LinkSent {
  std::int64_t expires_in = 0;               // seconds; if there is such an account, and it has not just been sent one
};
BOOST_DESCRIBE_STRUCT(LinkSent, (), (expires_in))
struct ResetAnswer {
  std::optional<Uuid> id = {};               // of the account, when it has a new password
  std::optional<std::int64_t> version = {};
  std::optional<std::int64_t> expires_in = {};
};
BOOST_DESCRIBE_STRUCT(ResetAnswer, (), (id, version, expires_in))

Prepared change(Call& call, account::ChangePassword& ask, const Reader& reader, const std::string& old_password, const std::string& password,
                std::string_view old_pointer, std::string_view called, std::string_view pointer) {
  if (auto no = wrong_password(password, pointer)) return no;      // nothing is hashed for it
  auto known = proved(call, reader, old_password, old_pointer, called);
  if (auto* no = std::get_if<Response>(&known)) return std::move(*no);
  ask.id = {call.principal.id};
  ask.credential_version = std::get<account::Credential>(known).version;
  ask.session_id = {call.session};
  ask.password.value = hash_of(call, password);
  return {};
}
Prepared prepare_change(Call& call, void* p, const Reader& reader) {
  const auto& [old_password, password] = beside<PasswordChange>(call);
  return change(call, *static_cast<account::ChangePassword*>(p), reader, old_password, password, "/old_password", "old password", "/password");
}
Prepared prepare_update(Call& call, void* p, const Reader& reader) {
  const auto& [current_password, new_password] = beside<PasswordUpdate>(call);
  return change(call, *static_cast<account::ChangePassword*>(p), reader, current_password, new_password, "/current_password", "current password", "/new_password");
}

// The same course whether there is such an account or not: one that is nobody's is asked for, and a record made of it.
void forgotten(const Call& call, account::ResetPassword& ask, const Reader& reader, const std::string& email) {
  ask.id = account_of(reader, call.services.vault, email).value_or(Id<Account>{call.services.ids.next()});
  if (const auto account = find_row<account::Accounts>(reader, Uuid{}, ask.id)) ask.email = account->email;
}
Prepared prepare_forgotten(Call& call, void* p, const Reader& reader) {
  forgotten(call, *static_cast<account::ResetPassword*>(p), reader, beside<Forgotten>(call).email);
  return {};
}

Prepared prepare_reset(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::ResetPassword*>(p);
  const auto& [email, token, new_password] = beside<Reset>(call);
  if (email && (token || new_password)) return problem(rule::input_invalid, {}, {{"/email", "stands alone; or send token and new_password without it"}});
  if (email) return forgotten(call, ask, reader, *email), std::nullopt;
  if (new_password)
    if (auto no = wrong_password(*new_password, "/new_password")) return no;
  std::vector<InputError> missing;
  if (!token) missing.push_back({"/token", "is missing; or send email alone"});
  if (!new_password) missing.push_back({"/new_password", "is missing; or send email alone"});
  if (!missing.empty()) return problem(rule::input_invalid, {}, missing);
  const auto link = read_token(TokenKind::reset_password, *token, token_secret(call.services));
  if (!link) return problem(account::rule::link_invalid, {}, {{"/token", "is not the token of a link that was sent"}});
  ask.id = {link->id};
  ask.n = link->n;
  const auto state = state_row<Account>(reader, Uuid{}, link->id);
  const auto* account = std::get_if<Account::Active>(state.get());
  if (!account || !account->reset || account->reset->n != link->n) return problem(account::rule::link_over);   // nothing is hashed for it
  ask.password.emplace().value = hash_of(call, *new_password);
  return {};
}

// Of the address, or of the account that the link is of.
std::string password_of_reset(const Call& call) {
  const Document document{call.request->body};
  if (document.fault() == Document::Fault::none && document.root().kind() == Node::Kind::object)
    if (const auto token = document.root().find("token"); token && token->kind() == Node::Kind::text)
      if (const auto link = read_token(TokenKind::reset_password, token->text(), token_secret(call.services))) return std::string(link->id.raw());
  return password_of_email(call);
}

// The facts of a new password hold its hash, which is nobody's business.
Response changed_password(const Call&, const Committed& record) {
  return json_reply(200, to_json(Versioned{record.commit.subject, record.commit.subject_version}));
}
constexpr std::int64_t link_seconds = std::chrono::seconds{account::reset_lasts}.count();
Response link_sent(const Call&, const Committed&) { return json_reply(202, to_json(LinkSent{link_seconds})); }
Response reset(const Call& call, const Committed& record) {
  return beside<Reset>(call).token ? changed_password(call, record) : link_sent(call, record);
}

Route changing(std::string_view method, std::string_view path) {
  return command<account::ChangePassword>(method, path, anybody, Scope::account, &changed_password);
}
Route asking_for_a_link(std::string_view path, Response (*render)(const Call&, const Committed&)) {
  auto route = bounded_by_address(command<account::ResetPassword>("POST", path, anybody, Scope::anonymous, render));
  command_of(route).status = 202;
  return route;
}
Route either() {
  auto route = answering<ResetAnswer>(asking_for_a_link("/auth/reset-password", &reset));
  command_of(route).or_status = 200;
  return route;
}

}  // namespace

Routes identity::password_routes() {
  const route::Names proved_before{"password", "credential_version", "session_id"}, found{"email", "n", "password"};
  return {
      never_refusing({Kind::conflict}, trying_password(&own_password, reading<PasswordChange>(signing_in(with(changing("POST", "/auth/password"), &prepare_change, proved_before))))),
      never_refusing({Kind::conflict}, trying_password(&own_password, reading<PasswordUpdate>(signing_in(with(changing("POST", "/auth/update-password"), &prepare_update, proved_before))))),
      never_refusing({Kind::conflict}, trying_password(&own_password, reading<PasswordUpdate>(signing_in(with(changing("PUT", "/auth/update-password"), &prepare_update, proved_before))))),
      never_refusing({Kind::conflict}, reading<Forgotten>(signing_in(with(answering<LinkSent>(asking_for_a_link("/auth/forgot-password", &link_sent)), &prepare_forgotten, found)))),
      never_refusing({Kind::conflict}, refusing({Kind::gone}, making_password(&password_of_reset, reading<Reset>(signing_in(with(either(), &prepare_reset, found)))))),
  };
}

}  // namespace millrace
