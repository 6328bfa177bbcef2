// Logging in, refreshing tokens, logging out; where somebody is logged in.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/channels.hpp"
#include "projections/identity/log_ins.hpp"
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

// The same answer after the same work, whether the address is unknown or the password wrong.
Prepared prepare_log_in(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<session::Open*>(p);
  const auto& [email, password] = beside<LogIn>(call);
  const auto account = account_of(reader, call.services.vault, email);
  const auto credential = account ? find_row<account::Credentials>(reader, Uuid{}, *account) : nullptr;
  if (!right_password(call, credential.get(), password)) return problem(account::rule::auth_failed);
  if (identity::has_second_factor(reader, *account)) return identity::asking_for_factor(call, reader, *account, *credential, false);
  ask.account_id = *account;
  ask.credential_version = credential->version;
  ask.device = device_of(call);
  ask.address = address_of(call);
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

// About the session that asks.
Prepared prepare_own(Call& call, void* p, const Reader&) {
  *static_cast<Id<Session>*>(p) = {call.session};        // every ask begins with the id of its stream
  return {};
}

struct WhetherThis {
  bool current = false;                      // the one that asks
};
BOOST_DESCRIBE_STRUCT(WhetherThis, (), (current))

Response sessions(const Call& call, const Reader& reader) {
  const auto& who = call.principal.id;
  return local_page<session::Sessions>(call, reader, session::Sessions::by_account, Uuid{}, std::string(who.raw()), channels::user.of({who}),
                                       [&](const auto& listed) {
    const auto& row = *static_cast<const session::SessionRow*>(listed.row.row.get());
    return row_json(row, listed.row.stamp, [&](JsonWriter& out) { add_members(out, WhetherThis{row.id.value == call.session}); });
  });
}

struct LiveTicket {
  std::string ticket;
  std::int64_t expires_in = 0;               // seconds
};
BOOST_DESCRIBE_STRUCT(LiveTicket, (), (ticket, expires_in))

// For who keeps the access token in a cookie: what the `connect` frame carries in its place.
Response live_ticket(const Call& call, const Reader&) {
  constexpr auto life = std::chrono::seconds{30};
  const Token token{call.principal.id, call.session, micros(call.services.now() + life)};
  auto response = json_reply(200, to_json(LiveTicket{make_token(TokenKind::live, token, token_secret(call.services)), life.count()}));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
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

std::optional<SeenFrom> seen_from(const Rows& rows, const Uuid& session) {
  const auto row = find_row<session::LogIns>(rows, {}, session);
  if (!row) return {};
  const auto said = [](const std::optional<Personal<std::string>>& text) { return text && !text->erased ? std::optional{text->value} : std::nullopt; };
  return SeenFrom{said(row->device), said(row->address), row->opened_at};
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
      .projections = {projections::sessions(), projections::log_ins()},
      .routes = {
          never_refusing({Kind::conflict}, trying_password(&password_of_email, identity::or_wanting_factor(answering_tokens(200, reading<LogIn>(signing_in(with(
              creating<session::Open>("POST", "/auth/login", anybody, Scope::anonymous, &logged_in), &prepare_log_in,
              {"account_id", "credential_version", "device", "address", "shown", "reactivates", "provider"}))))))),
          never_refusing({Kind::conflict}, answering_tokens(200, reading<RefreshToken>(signing_in(with(
                                    command<session::Refresh>("POST", "/auth/refresh", anybody, Scope::anonymous, &refreshed), &prepare_refresh, {"n"}))))),
          never_refusing({Kind::conflict}, signing_in(with(command<session::Close>("POST", "/auth/logout", anybody, Scope::account), &prepare_own))),
          paging<session::SessionRow, WhetherThis>(read("/auth/sessions", anybody, Scope::account, &sessions)),
          never_refusing({Kind::conflict}, signing_in(with(command<session::CloseOthers>("DELETE", "/auth/sessions", anybody, Scope::account), &prepare_own))),
          never_refusing({Kind::conflict}, signing_in(command<session::Close>("DELETE", "/auth/sessions/{id}", anybody, Scope::account))),
          never_refusing({Kind::conflict}, signing_in(command<session::Use>("POST", "/auth/sessions/{id}/used", anybody, Scope::account))),
          answering<LiveTicket>(asked_by_post(read("/auth/live-ticket", anybody, Scope::account, &live_ticket))),
      },
      .rules = {
          session::rule::session_exists, session::rule::no_such_session, session::rule::token_reused, refresh_token_invalid},
      .access = {{&state_of<Session>(), &affects<Affected::Whom::session>}},
      .session_live = &live,
      .seen_from = &seen_from,
      .first_use = &first_use,
  };
}

}  // namespace millrace
