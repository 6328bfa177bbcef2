// Signing in by a provider's word: the way there, the way back, and which identities an account is linked to. All that has to be known when
// the browser comes back it brings itself, in a cookie that only this house can have made (schemas/token.hpp, oa): nothing waits here, and
// any process can go on with it. What goes to the provider (state, nonce, PKCE's verifier) follows from that cookie by a secret.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/oauth/asks.hpp"
#include "commands/identity/oauth/lookups.hpp"
#include "commands/identity/session/asks.hpp"
#include "gateways/core/body.hpp"
#include "gateways/core/browser.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/sign_in_providers.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/sign_in.hpp"
#include "gateways/identity/web_authn.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/identities.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {

using oauth::IdentitiesRow;
using oauth::SignIn;
using Attempt = SignInProviders::Attempt;
using Prepared = std::optional<Response>;
using Wrong = SignInProviders::Wrong;
namespace no = oauth::rule;
namespace context = oauth;                   // the module is called so, too

inline constexpr Rule no_such_provider{"auth.provider_not_found", Kind::missing, "Nobody signs in by that provider here.", "GET /auth/providers lists those that are set up."};
inline constexpr Rule attempt_over{"auth.provider_attempt_over", Kind::gone, "This log-in has taken too long, has been used, or was begun in another browser.",
                                   "Begin again: GET /auth/oauth/{provider}."};
inline constexpr Rule declined{"auth.provider_declined", Kind::forbidden, "The provider has not signed you in.", "Begin again, and consent there."};
inline constexpr Rule away{"auth.provider_away", Kind::unavailable, "The provider does not answer as it should.", "Try again in a while; or log in another way."};
inline constexpr Rule not_believed{"auth.provider_not_believed", Kind::unauthenticated, "What the provider says of you cannot be believed.",
                                   "`detail` says what is wrong. Begin again; if it stays so, tell the operator of this house."};

constexpr auto attempt_lasts = std::chrono::minutes(10);
constexpr std::string_view cookie_name = "__Host-millrace-provider";
constexpr std::size_t longest_way = 500;

// What the cookie holds: its token, and after a dot the page that the person wants to see then.
struct Pending {
  std::string text;
  Token token;
  std::string to;
};

std::string cookie_text(std::string_view value, std::int64_t age_s) {
  return std::string(cookie_name) + "=" + std::string(value) + "; Path=/; Max-Age=" + std::to_string(age_s) + "; Secure; SameSite=Lax; HttpOnly";
}

std::optional<Pending> pending(const Services& services, const Request& request) {
  const auto text = cookie_of(request, cookie_name);
  const auto dot = text.find('.');
  const auto token = read_token(TokenKind::provider_attempt, text.substr(0, dot), token_secret(services));
  const auto to = dot == text.npos ? std::optional<std::string>{std::string{}} : base64url_decode(text.substr(dot + 1));
  if (!token || !to || at_micros(token->n) < services.now()) return {};
  return Pending{std::string(text), *token, *to};
}

// Only to a page of the dashboard, however it is spelt.
std::string page_of_ours(std::string_view to) {
  if (to.size() > longest_way || !to.starts_with("/app/") || to.find_first_of("\\\r\n") != to.npos || to.find("//") != to.npos) return {};
  return std::string(to);
}

Attempt attempt(const Call& call, const std::string& provider, const std::string& cookie) {
  const auto secret = call.services.vault.secret("sign in by provider");
  const auto derived = [&](std::string_view what) {
    const auto mac = hmac_sha256(raw(secret), std::string(what) + '\0' + provider + '\0' + cookie);
    return base64url(raw(mac));
  };
  const auto site = site_of(call.services.public_url, call.request->header("host"));
  const auto& own = call.services.public_url.empty() ? site.origins.back() : call.services.public_url;
  return {derived("state"), derived("nonce"), derived("verifier"), own + "/auth/oauth/" + provider + "/callback"};
}

const SignInProviders::Shown* provider_called(const Call& call, std::string_view name) {
  if (!call.services.sign_in_providers) return nullptr;
  for (const auto& one : call.services.sign_in_providers->all())
    if (one.name == name) return &one;
  return nullptr;
}

Response refused(const Wrong& wrong) { return wrong.how == Wrong::How::away ? unavailable(away, wrong.why, 5) : problem(not_believed, wrong.why); }

// Where the browser goes, and the cookie that it comes back with; else why not.
struct Beginning { std::string address, cookie; };
std::variant<Beginning, Response> begin(const Call& call, const std::string& provider, const Uuid& session, const std::string& to) {
  if (!provider_called(call, provider)) return problem(no_such_provider);
  const Token token{session, call.services.ids.next(), micros(call.services.now() + attempt_lasts)};
  auto text = make_token(TokenKind::provider_attempt, token, token_secret(call.services));
  if (!to.empty()) text += '.' + base64url(to);
  auto address = call.services.sign_in_providers->authorize(provider, attempt(call, provider, text));
  if (const auto* wrong = std::get_if<Wrong>(&address)) return refused(*wrong);
  return Beginning{std::get<std::string>(std::move(address)), cookie_text(text, std::chrono::seconds{attempt_lasts}.count())};
}

Response with_cookie(Response response, std::string cookie) {
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
  return identity::not_kept(std::move(response));
}

Response led_to(std::string address, Response response = {}) {
  response.status = 302;
  response.body.clear();
  response.headers.emplace_back("Location", std::move(address));
  return response;
}

Response start(const Call& call, const Reader&) {
  const auto begun = begin(call, call.param("provider"), {}, page_of_ours(call.request->param("to")));
  if (const auto* refusal = std::get_if<Response>(&begun)) return *refusal;
  const auto& [address, cookie] = std::get<Beginning>(begun);
  return with_cookie(led_to(address), cookie);
}

struct LinkAsked {
  static constexpr Bounded bounds[] = {{"provider", {1, 50}}, {"to", {0, longest_way}, By::edge, {}, "the page of the dashboard that comes then: /app/…"}};
  std::string provider;
  std::optional<std::string> to = {};
};
BOOST_DESCRIBE_STRUCT(LinkAsked, (), (provider, to))
struct LinkBegun {
  std::string location;                      // where the browser is to go
};
BOOST_DESCRIBE_STRUCT(LinkBegun, (), (location))

Response start_link(const Call& call, const Reader&) {
  auto body = read_body(shape_of<LinkAsked>(), *call.request);
  if (auto* refusal = std::get_if<Response>(&body)) return std::move(*refusal);
  const auto& [provider, to] = *static_cast<const LinkAsked*>(std::get<std::shared_ptr<void>>(body).get());
  const auto begun = begin(call, provider, call.session, page_of_ours(to.value_or("")));
  if (const auto* refusal = std::get_if<Response>(&begun)) return *refusal;
  const auto& [address, cookie] = std::get<Beginning>(begun);
  return with_cookie(json_reply(200, to_json(LinkBegun{address})), cookie);
}

// Who has come back, if it is who was sent.
std::variant<SignInProviders::Person, Response> person(const Call& call, const std::string& provider, const Pending& cookie) {
  const auto& request = *call.request;
  const auto sent = attempt(call, provider, cookie.text);
  if (!equal_secrets(request.param("state"), sent.state)) return problem(attempt_over);
  if (!request.param("error").empty()) return problem(declined);
  const auto code = request.param("code");
  if (code.empty() || code.size() > 2'000) return problem(not_believed, "It has sent no code.");
  auto who = call.services.sign_in_providers->person(provider, sent, {std::string(code), std::string(request.param("iss"))});
  if (const auto* wrong = std::get_if<Wrong>(&who)) return refused(*wrong);
  return std::get<SignInProviders::Person>(std::move(who));
}

Personal<std::string> said(const Call& call, std::string text) {
  Personal<std::string> out{{}, std::move(text), false, {}};
  out.match = match_of(call.services.vault, out.value);
  return out;
}

void fill(SignIn& ask, const Call& call, const std::string& provider, const SignInProviders::Person& who) {
  ask.provider = provider;
  ask.subject = said(call, who.subject);
  if (!who.email.empty()) ask.email = said(call, who.email);
  ask.email_verified = who.email_verified;
  ask.name = said(call, who.name);
  ask.device = device_of(call);
  ask.address = address_of(call);
}

// Whose it is: who is linked to it, else who has that address; nothing: somebody new.
Prepared find_account(SignIn& ask, Call& call, const Reader& reader) {
  const auto digest = exact_match(ask.subject);
  const auto last = digest ? find_row<context::LastHolder>(reader, Uuid{}, *digest) : nullptr;
  if (last && context::holds(*state_row<Account>(reader, Uuid{}, last->account_id.value), last->identity_id)) {
    ask.id = last->account_id;
    const bool active = std::holds_alternative<Account::Active>(*state_row<Account>(reader, Uuid{}, ask.id.value));
    if (active && identity::has_second_factor(reader, ask.id)) return identity::asking_for_factor(call, reader, ask.id, last->identity_id);
    return {};
  }
  if (ask.email && ask.email_verified)
    if (const auto known = account_of(reader, call.services.vault, ask.email->value)) ask.id = *known;
  return {};
}

Prepared prepare_callback(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<SignIn*>(p);
  if (call.request->method == "HEAD") return problem(rule::method_not_allowed, "This can be done with: GET.");   // which changes nothing
  const auto provider = call.param("provider");
  if (!provider_called(call, provider)) return problem(no_such_provider);
  const auto cookie = pending(call.services, *call.request);
  if (!cookie) return problem(attempt_over);
  const auto who = person(call, provider, *cookie);
  if (const auto* refusal = std::get_if<Response>(&who)) return *refusal;
  fill(ask, call, provider, std::get<SignInProviders::Person>(who));
  if (cookie->token.tenant.nil()) {
    if (auto asks_more = find_account(ask, call, reader)) return asks_more;
    call.user = user_json(reader, ask.id);
    return {};
  }
  const auto state = state_row<Session>(reader, Uuid{}, cookie->token.tenant);
  const auto* open = std::get_if<Session::Open>(state.get());
  if (!open) return problem(session::rule::session_over);
  ask.id = open->account_id;
  ask.for_session = Id<Session>{cookie->token.tenant};
  return {};
}

Response came_back(const Call& call, const Committed& record) {
  const auto* opened = last_fact<session::Opened>(record);
  if (!opened) return changed(call, record);
  const auto made = last_fact<account::SignedUp>(record) ? row_made<account::Accounts>(record, Key(opened->account_id)) : nullptr;
  return tokens(call, opened->account_id, opened->id, 1, made ? row_json(*made, stamp_of<account::SignedUp>(record)) : call.user);
}

std::string text_in(const Document& document, const char* name) {
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return {};
  const auto node = document.root().find(name);
  return node && node->kind() == Node::Kind::text ? std::string(node->text()) : std::string{};
}

std::string methods_in(const Document& document) {
  std::string all;
  if (const auto list = document.root().find("methods"))
    list->elements([&](Node one) { (all += all.empty() ? "" : ",") += one.text(); });
  return all;
}

// What the page that a browser is led to reads behind its #, which is sent nowhere.
std::string told(const Response& response, bool links) {
  const Document document{response.body};
  if (response.status >= 400) {
    const auto type = text_in(document, "type");
    return "problem=" + type.substr(type.rfind('/') + 1);
  }
  if (const auto token = text_in(document, "mfa_token"); !token.empty()) return "mfa_token=" + token + "&methods=" + methods_in(document);
  return links ? "linked" : "signed_in";
}

Response to_page(const Services& services, const Request& request, Response response) {
  if (response.status == 302) return response;
  const auto cookie = pending(services, request);
  const bool links = cookie && !cookie->token.tenant.nil();
  const auto to = cookie ? cookie->to : std::string{};
  auto page = !links ? "/app/sign-in" + (to.empty() ? to : "?to=" + percent_encoded(to)) : to.empty() ? std::string("/app/") : to;
  page += '#' + told(response, links);
  if (response.status < 300 && !links) response = to_browser(services, std::move(response));
  return with_cookie(led_to(std::move(page), std::move(response)), cookie_text("", 0));
}

struct ProviderShown {
  std::string name, title;
};
BOOST_DESCRIBE_STRUCT(ProviderShown, (), (name, title))
struct ProvidersShown {
  std::vector<ProviderShown> items;
};
BOOST_DESCRIBE_STRUCT(ProvidersShown, (), (items))

Response providers(const Call& call, const Reader&) {
  ProvidersShown all;
  if (call.services.sign_in_providers)
    for (const auto& [name, title] : call.services.sign_in_providers->all()) all.items.push_back({name, title});
  return json_reply(200, to_json(all));
}

struct WaysIn {
  bool has_password = true;
};
BOOST_DESCRIBE_STRUCT(WaysIn, (), (has_password))

Response identities(const Call& call, const Reader& reader) {
  const auto& who = call.principal.id;
  const auto stored = reader.row(lookup_of<context::AllIdentities>(), Uuid{}, Key(who));
  const auto row = stored ? *static_cast<const IdentitiesRow*>(stored->row.get()) : IdentitiesRow{{who}};
  const auto state = state_row<Account>(reader, Uuid{}, who);
  const auto* active = std::get_if<Account::Active>(state.get());
  auto body = row_json(row, stored ? stored->stamp : Stamp{}, [&](JsonWriter& out) { add_members(out, WaysIn{!active || !active->without_password}); });
  return resource(call, reader, std::move(body), reader.version({}, who));
}

Prepared prepare_unlink(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<context::Unlink*>(p);
  ask.id = {call.principal.id};
  const auto identity = parse_uuid(call.param("identity_id"));
  if (!identity) return problem(no::no_such_identity);
  ask.identity_id = {*identity};
  return {};
}

}  // namespace

Module identity::oauth() {
  auto callback = creating<SignIn>("GET", "/auth/oauth/{provider}/callback", anybody, Scope::anonymous, &came_back);
  callback.query = {{"code", "what the provider is asked with"}, {"state", "as it was sent there"}, {"iss", "who the provider says it is (RFC 9207)"}, {"error", "why there is no code"}};
  auto beginning = calling_out(read("/auth/oauth/{provider}", anybody, Scope::anonymous, &start));
  beginning.query = {{"to", "the page of the dashboard that comes then: /app/…"}};
  return {
      .name = "identity/oauth",
      .write_side = commands::oauth(),
      .projections = {projections::identities()},
      .routes = {
          answering<ProvidersShown>(read("/auth/providers", anybody, Scope::anonymous, &providers)),
          leading_on(&to_page, std::move(beginning)),
          refusing({Kind::forbidden, Kind::gone}, leading_on(&to_page, calling_out(bounded_by_address(answering_tokens(200, signing_in(with(
              std::move(callback), &prepare_callback,
              {"provider", "subject", "email", "email_verified", "name", "device", "address", "for_session"}))))))),
          showing<IdentitiesRow, WaysIn>(read("/auth/identities", anybody, Scope::account, &identities)),
          refusing({Kind::missing}, dangerous(calling_out(answering<LinkBegun>(asked_by_post(shape_of<LinkAsked>(), read("/auth/identities", anybody, Scope::account, &start_link)))))),
          dangerous(signing_in(with(command<context::Unlink>("DELETE", "/auth/identities/{identity_id}", anybody, Scope::account), &prepare_unlink, {"identity_id"}))),
      },
      .rules = {no::unverified, no::link_first, no::no_such_identity, no::taken, no::last_way_in, no::too_many, no_such_provider, attempt_over, declined, away,
                not_believed},
      .signed_in_otherwise = &signed_in_otherwise,
  };
}

}  // namespace millrace
