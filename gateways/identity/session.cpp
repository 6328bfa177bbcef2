// Logging in, refreshing tokens, logging out.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "domain/core/text.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/sign_in.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/sessions.hpp"

namespace millrace {

namespace {

using Prepared = std::optional<Response>;

inline constexpr Rule refresh_token_invalid{"auth.refresh_token_invalid", Kind::unauthenticated, "This is no refresh token of ours."};

struct LogIn {
  static constexpr Bounded bounds[] = {{"email", {0, 1'000}}, {"password", {0, 1'000}}};
  std::string email, password;
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (email, password))
struct RefreshToken {
  std::string refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshToken, (), (refresh_token))

std::string user_json(const Reader& reader, const Id<Account>& account) {
  if (reader.parked(lookup_of<account::Accounts>(), Uuid{})) return "{\"id\":\"" + to_string(account) + "\"}";   // that keeps nobody out
  const auto stored = reader.row(lookup_of<account::Accounts>(), Uuid{}, Key(account));
  if (!stored) return "{\"id\":\"" + to_string(account) + "\"}";
  return row_json(*static_cast<const account::AccountRow*>(stored->row.get()), stored->stamp);
}

// Where an earlier release took two spellings of one address for two addresses, each names its own account, and any other spelling
// the older one.
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

// The same answer after the same work, whether the address is unknown or the password wrong.
Prepared prepare_log_in(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<session::Open*>(p);
  const auto& [email, password] = beside<LogIn>(call);
  const auto account = account_of(reader, call.services.vault, email);
  const auto credential = account ? find_row<account::Credentials>(reader, Uuid{}, *account) : nullptr;
  if (!right_password(call, credential.get(), password)) return problem(account::rule::auth_failed);
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
  if (const auto* open = std::get_if<Session::Open>(state.get())) call.user = user_json(reader, open->account_id);
  return {};
}

Prepared prepare_log_out(Call& call, void* p, const Reader&) {
  static_cast<session::Close*>(p)->id = {call.session};
  return {};
}

Response logged_in(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  return tokens(call, opened.account_id, opened.id, 1, call.user);
}

Response refreshed(const Call& call, const Committed& record) {
  if (const auto* e = last_fact<session::Refreshed>(record)) return tokens(call, e->account_id, e->id, e->n, call.user);
  return problem(session::rule::token_reused);
}

bool live(const Rows& rows, const Uuid& session) {
  return std::holds_alternative<Session::Open>(*state_row<Session>(rows, {}, session));
}

// A row may be behind: of a number that it does not know yet the directory decides. The first token of a session succeeds none.
std::optional<Request> first_use(const Rows& rows, const Uuid& session, std::int64_t n) {
  const auto state = state_row<Session>(rows, {}, session);
  const auto* open = std::get_if<Session::Open>(state.get());
  if (n <= 1 || !open || open->n > n || (open->n == n && open->used)) return {};
  std::string body;
  JsonWriter{body}.begin_object().key("n").integer(n).end_object();
  return Request{"POST", "/auth/sessions/" + to_string(session) + "/used", {}, {{"content-type", "application/json"}}, std::move(body), {}};
}

}  // namespace

Module identity::session() {
  return {
      .name = "identity/session",
      .write_side = commands::session(),
      .projections = {projections::sessions()},
      .routes = {
          trying_password(&password_of_email, answering_tokens(200, reading<LogIn>(signing_in(with(
                                                  creating<session::Open>("POST", "/auth/login", anybody, Scope::anonymous, &logged_in),
                                                  &prepare_log_in, {"account_id", "credential_version", "device"}))))),
          answering_tokens(200, reading<RefreshToken>(signing_in(with(
                                    command<session::Refresh>("POST", "/auth/refresh", anybody, Scope::anonymous, &refreshed), &prepare_refresh, {"n"})))),
          signing_in(with(command<session::Close>("POST", "/auth/logout", anybody, Scope::account), &prepare_log_out)),
          signing_in(command<session::Close>("DELETE", "/auth/sessions/{id}", anybody, Scope::account)),
          signing_in(command<session::Use>("POST", "/auth/sessions/{id}/used", anybody, Scope::account)),
      },
      .rules = {
          session::rule::session_exists, session::rule::no_such_session, session::rule::token_reused, refresh_token_invalid},
      .access = {{&state_of<Session>(), &affects<Affected::Whom::session>}},
      .session_live = &live,
      .first_use = &first_use,
  };
}

}  // namespace millrace
