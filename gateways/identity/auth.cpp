// Signing up and in. No reply here is kept for a repeat: tokens are made anew, and each request is a command of its own.
#include <fmt/format.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/identity/session/asks.hpp"
#include "domain/core/text.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/identity.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/members.hpp"
#include "projections/identity/sessions.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

using Prepared = std::optional<Response>;

inline constexpr Rule refresh_token_invalid{"auth.refresh_token_invalid", Kind::unauthenticated, "This is no refresh token of ours."};
constexpr std::size_t device_bytes = 200;

// What is read beside the asks: secrets, which never become part of them.
struct NewPassword {
  static constexpr Bounded bounds[] = {{"password", {8, 200}, By::rule}};
  std::string password;
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password))
struct LogIn {
  static constexpr Bounded bounds[] = {{"email", {0, 1'000}}, {"password", {0, 1'000}}};
  std::string email, password;
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (email, password))
struct RefreshToken {
  std::string refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshToken, (), (refresh_token))
struct PasswordChange {
  static constexpr Bounded bounds[] = {{"password", {8, 200}, By::rule}};
  std::string old_password, password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (old_password, password))

// Beside `user`.
struct Tokens {
  std::string access_token, refresh_token;
  std::int64_t expires_in = 0;               // seconds, of the access token
};
BOOST_DESCRIBE_STRUCT(Tokens, (), (access_token, refresh_token, expires_in))

struct ThisSession {
  Id<Session> session_id;
};
BOOST_DESCRIBE_STRUCT(ThisSession, (), (session_id))

template <class Body>
const Body& beside(const Call& call) {
  return *static_cast<const Body*>(call.beside.get());
}

// The account's own, or that of the address that the body names.
std::string own_password(const Call& call) { return std::string(call.principal.id.raw()); }
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

std::string user_json(const Reader& reader, const Id<Account>& account) {
  const auto stored = reader.row(lookup_of<Accounts>(), Uuid{}, Key(account));
  if (!stored) return "{\"id\":\"" + to_string(account) + "\"}";
  return row_json(*static_cast<const AccountRow*>(stored->row.get()), stored->stamp);
}

// What is wrong with a new password, as its reader mends it; else nothing.
std::string wrong_with(const std::string& given, const std::optional<std::string>& password) {
  if (given.empty()) return "It is empty; it takes 8 to 200 characters.";
  if (!password && blank(given)) return "It has nothing that can be seen; it takes 8 to 200 characters.";
  if (!password) return "It has a line break, a tab or another control character; leave that out.";
  const auto length = characters(*password);
  if (length < 8) return fmt::format("It is too short: it has {} characters of at least 8.", length);
  if (length > 200) return fmt::format("It is too long: it has {} characters of at most 200.", length);
  return {};
}

Prepared hashed(Call& call, const std::string& given, Personal<std::string>& phc) {
  const auto password = opaque_string(given);
  if (const auto wrong = wrong_with(given, password); !wrong.empty()) return problem(account::rule::password_invalid, wrong, {{"/password", wrong}});
  phc.value = call.services.hash_password(*password);
  return {};
}

// The one place where a password is checked. Earlier releases hashed the bytes as they came, so those are tried as well where they
// are others; whose account it is does not matter for that, nor whether there is one.
bool right_password(Call& call, const std::optional<Credential>& of, const std::string& given) {
  const auto phc = of ? of->phc : std::string{};
  const auto password = opaque_string(given).value_or(given);
  const bool right = call.services.verify_password(phc, password) || (password != given && call.services.verify_password(phc, given));
  call.password_right = of && right;
  return *call.password_right;
}

// Where an earlier release took two spellings of one address for two addresses, each names its own account, and any other spelling
// the older one.
std::optional<Id<Account>> account_of(const Reader& reader, Vault& vault, const std::string& email) {
  const auto found = find_row<AccountByEmail>(reader, Uuid{}, match_of(vault, email));
  if (!found) return {};
  for (const auto& id : found->accounts) {
    if (found->accounts.size() == 1) break;
    const auto account = find_row<Accounts>(reader, Uuid{}, id);
    if (account && in_lower_case(account->email.value) == in_lower_case(email)) return id;
  }
  return found->accounts.front();
}

Prepared prepare_sign_up(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<account::SignUp*>(p);
  ask.device = device_of(call);
  if (const auto* rule = wrong(ask)) return problem(*rule);   // takes no room from new ones, so nothing is hashed for it
  return hashed(call, beside<NewPassword>(call).password, ask.password);
}

// The same answer after the same work, whether the address is unknown or the password wrong.
Prepared prepare_log_in(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<session::Open*>(p);
  const auto& [email, password] = beside<LogIn>(call);
  const auto account = account_of(reader, call.services.vault, email);
  const auto credential = account ? find_row<Credentials>(reader, Uuid{}, *account) : std::nullopt;
  if (!right_password(call, credential, password)) return problem(account::rule::auth_failed);
  ask.account_id = *account;
  ask.credential_version = credential->version;
  ask.device = device_of(call);
  call.user = user_json(reader, ask.account_id);
  return {};
}

Prepared prepare_refresh(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<session::Refresh*>(p);
  const auto token = read_token(TokenKind::refresh, beside<RefreshToken>(call).refresh_token, token_secret(call.services));
  if (!token) return problem(refresh_token_invalid);
  ask.id = {token->id};
  ask.n = token->n;
  const auto state = state_row<Session>(reader, Uuid{}, token->id);
  if (const auto* open = std::get_if<Session::Open>(&state)) call.user = user_json(reader, open->account_id);
  return {};
}

Prepared prepare_log_out(Call& call, void* p, const Reader&) {
  static_cast<session::Close*>(p)->id = {call.session};
  return {};
}

// Who is a member of more businesses than that is called there what it was called, until the next start (amends).
constexpr std::size_t memberships_told = 2'000;

Prepared prepare_rename(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::Rename*>(p);
  ask.id = {call.principal.id};
  const auto account = find_row<Accounts>(reader, Uuid{}, ask.id);
  if (!account) return unavailable("account.not_ready", "Your account is not here yet.");
  ask.email = account->email;
  ask.email->match = match_of(call.services.vault, ask.email->value);   // rows hold none
  ask.memberships.emplace();
  for (const auto& listed : reader.list(lookup_of<Members>(), Members::by_account, {}, {std::string(ask.id.value.raw()), {}, false, memberships_told})) {
    const auto& member = *static_cast<const MemberRow*>(listed.row.row.get());
    ask.memberships->push_back({member.business_id.value, member.id});
  }
  return {};
}

Prepared prepare_password(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::ChangePassword*>(p);
  const auto& [old_password, password] = beside<PasswordChange>(call);
  const auto credential = find_row<Credentials>(reader, Uuid{}, call.principal.id);
  if (!right_password(call, credential, old_password)) {
    constexpr auto wrong = "The old password is not the one of this account.";
    return problem(account::rule::auth_failed, wrong, {{"/old_password", wrong}});
  }
  ask.id = {call.principal.id};
  ask.credential_version = credential->version;
  ask.session_id = {call.session};
  return hashed(call, password, ask.password);
}

// {user, access_token, refresh_token, expires_in}
Response tokens(const Call& call, const Id<Account>& account, const Id<Session>& session, std::int64_t n, std::string_view user) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("user").raw(user);
  add_members(out, Tokens{call.services.access_token({account.value, session.value, n}),
                          make_token(TokenKind::refresh, {Uuid{}, session.value, n}, token_secret(call.services)), call.services.access_token_s});
  out.end_object();
  auto response = json_reply(call.route->status, std::move(body));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response signed_up(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  const auto user = *row_made<Accounts>(record, Key(opened.account_id));
  return tokens(call, opened.account_id, opened.id, 1, row_json(user, stamp_of(record)));
}

Response logged_in(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  return tokens(call, opened.account_id, opened.id, 1, call.user);
}

Response refreshed(const Call& call, const Committed& record) {
  if (const auto* e = last_fact<session::Refreshed>(record)) return tokens(call, e->account_id, e->id, e->n, call.user);
  return problem(session::rule::token_reused);
}

// The facts of a new password hold its hash, which is nobody's business.
Response password_changed(const Call&, const Committed& record) {
  return json_reply(200, "{\"id\":\"" + to_string(record.commit.subject) + "\",\"version\":" +
                             std::to_string(record.commit.subject_version) + "}");
}

Response me(const Call& call, const Reader& reader) {
  const auto stored = reader.row(lookup_of<Accounts>(), Uuid{}, Key(call.principal.id));
  if (!stored) return problem(account::rule::no_such_account);
  const auto page = Reader::Page{std::string(call.principal.id.raw()), {}, false, session::at_most};
  auto body = row_json(*static_cast<const AccountRow*>(stored->row.get()), stored->stamp, [&](JsonWriter& out) {
    add_members(out, ThisSession{{call.session}});
    out.key("sessions").begin_array();
    for (const auto& listed : reader.list(lookup_of<Sessions>(), Sessions::by_account, Uuid{}, page))
      out.raw(row_json(*static_cast<const SessionRow*>(listed.row.row.get()), listed.row.stamp));
    out.end_array();
  });
  // A new password moves the version, too, although no row shows it.
  return resource(call, reader, std::move(body), reader.version({}, call.principal.id), "user:" + to_string(call.principal.id));
}

}  // namespace

Routes gateways::auth() {
  const auto route = [](Route r) { return settling(keyless(std::move(r))); };
  const auto making = [](std::string (*whose)(const Call&), Route r) {
    r.whose_password = whose;
    return r;
  };
  const auto trying = [&](std::string (*whose)(const Call&), Route r) {
    r.tries_password = true;
    return making(whose, std::move(r));
  };
  const auto with_tokens = [](int status, Route r) {
    r.status = status;
    return holding("user", row_of<AccountRow>(), answering<Tokens>(std::move(r)));
  };
  return {
      making(&password_of_email, with_tokens(201, reading<NewPassword>(route(with(
                                   creating<account::SignUp>("POST", "/auth/signup", anybody, Scope::anonymous, &signed_up),
                                   &prepare_sign_up, {"password", "device"}))))),
      trying(&password_of_email, with_tokens(200, reading<LogIn>(route(with(
                                   creating<session::Open>("POST", "/auth/login", anybody, Scope::anonymous, &logged_in),
                                   &prepare_log_in, {"account_id", "credential_version", "device"}))))),
      with_tokens(200, reading<RefreshToken>(route(with(
                           command<session::Refresh>("POST", "/auth/refresh", anybody, Scope::anonymous, &refreshed), &prepare_refresh, {"n"})))),
      route(with(command<session::Close>("POST", "/auth/logout", anybody, Scope::account), &prepare_log_out)),
      trying(&own_password, reading<PasswordChange>(route(with(
                              command<account::ChangePassword>("POST", "/auth/password", anybody, Scope::account, &password_changed),
                              &prepare_password, {"password", "credential_version", "session_id"})))),
      route(command<session::Close>("DELETE", "/auth/sessions/{id}", anybody, Scope::account)),
      route(command<session::Use>("POST", "/auth/sessions/{id}/used", anybody, Scope::account)),
      setting({"name"}, route(with(command<account::Rename>("PATCH", "/auth/me", anybody, Scope::account), &prepare_rename, {"email", "memberships"}))),
      holding("sessions", row_of<SessionRow>(),
              showing<AccountRow, ThisSession>(read("/auth/me", anybody, Scope::account, &me)), true),
  };
}

// A row may be behind: of a number that it does not know yet the directory decides. The first token of a session succeeds none.
std::optional<Request> gateways::first_use(const Rows& rows, const Uuid& session, std::int64_t n) {
  const auto state = state_row<Session>(rows, {}, session);
  const auto* open = std::get_if<Session::Open>(&state);
  if (n <= 1 || !open || open->n > n || (open->n == n && open->used)) return {};
  std::string body;
  JsonWriter{body}.begin_object().key("n").integer(n).end_object();
  return Request{"POST", "/auth/sessions/" + to_string(session) + "/used", {}, {{"content-type", "application/json"}}, std::move(body), {}};
}

}  // namespace millrace
