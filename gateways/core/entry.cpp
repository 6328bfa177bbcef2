#include "gateways/core/entry.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "gateways/core/body.hpp"
#include "gateways/core/etag.hpp"
#include "gateways/core/history.hpp"
#include "projections/core/lists.hpp"
#include "schemas/api_key.hpp"

namespace millrace {

namespace {

constexpr int max_wait_s = 30;
constexpr std::string_view key_not_valid = "This API key is not valid.";     // whether it never was, or is not any more

// Without regard to case, as names in headers are compared.
bool same_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b; });
}

Response unauthenticated(std::string_view detail) {
  auto response = problem(rule::sign_in_first, detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

template <class N>
std::optional<N> number(std::string_view text) {
  N n{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return n;
}

// The business of an API key, which need not be selected; any other is none that it knows of.
std::optional<Response> select_own(Call& call, const Caller& key) {
  auto id = call.param("business_id");
  if (id.empty()) id = call.request->header("business-id");
  if (!id.empty() && parse_uuid(id) != key.tenant) return problem(rule::no_such_tenant);
  call.tenant = key.tenant;
  return {};
}

// The tenant that the request selects; whether the caller belongs there is decided later, where the truth is.
std::optional<Response> select_tenant(const Route& route, Call& call, const Caller& caller) {
  const auto missing = [] { return problem(rule::no_such_route); };
  switch (route.scope) {
    case Scope::anonymous:
    case Scope::account:
    case Scope::provider: return {};
    case Scope::house:
      if (const auto tenant = parse_uuid(call.param("business_id")); tenant && !tenant->nil()) call.tenant = *tenant;
      return call.tenant.nil() ? std::optional{missing()} : std::nullopt;
    case Scope::business: {
      if (caller.principal.kind == PrincipalKind::api_key) return select_own(call, caller);
      auto id = call.param("business_id");
      if (id.empty()) id = call.request->header("business-id");
      if (id.empty()) return problem(rule::no_business_selected);
      const auto tenant = parse_uuid(id);
      if (!tenant || tenant->nil()) return problem(rule::no_such_tenant);
      call.tenant = *tenant;
      return {};
    }
    case Scope::invitation:
    case Scope::invited: {
      const auto token = read_token(TokenKind::invitation, call.param("invitation"), token_secret(call.services));
      if (!token) return missing();
      call.tenant = token->tenant;
      call.key_id = token->id;
      return {};
    }
    case Scope::widget:
    case Scope::visitor: {
      if (const auto id = call.param("business_id"); !id.empty()) {
        const auto tenant = parse_uuid(id);
        if (!tenant || tenant->nil()) return missing();
        call.tenant = *tenant;
        return {};
      }
      const auto token = read_token(TokenKind::widget, call.param("widget_key"), token_secret(call.services));
      if (!token) return missing();
      if (route.scope == Scope::visitor && caller.tenant != token->tenant) return missing();
      call.tenant = token->tenant;
      call.key_id = token->id;
      return {};
    }
  }
  return {};
}

// Whether it is anybody's, whatever token comes with it. A stale one must not keep anybody from signing in again.
bool looks_at_no_token(Scope scope) { return scope == Scope::anonymous || scope == Scope::invitation || scope == Scope::provider; }

// Whether that caller may knock there.
std::optional<Response> authenticate(const Route& route, const Caller& caller, bool token_given, bool forwarded) {
  switch (route.scope) {
    case Scope::house: return forwarded ? std::nullopt : std::optional{problem(rule::no_such_route)};
    case Scope::anonymous:
    case Scope::invitation:
    case Scope::widget:
    case Scope::provider: return {};
    case Scope::visitor:
      if (caller.principal.kind == PrincipalKind::visitor) return {};
      return unauthenticated(token_given ? "This takes a visitor token of the widget." : "Send the visitor token as Bearer.");
    case Scope::business:
      if (caller.principal.kind == PrincipalKind::api_key) return {};
      [[fallthrough]];
    default:
      if (caller.principal.kind == PrincipalKind::user) return {};
      return unauthenticated(token_given ? "This takes the access token of a person." : "Send the access token as Bearer.");
  }
}

}  // namespace

Response key_refused() { return unauthenticated(key_not_valid); }

// Names the journal's incarnation by the random end of its id: its beginning is the time, which siblings share.
std::string journal_mark(const Services& services) { return services.epoch.substr(28, 8); }

std::string token_secret(const Services& services) {
  const auto secret = services.vault.secret("tokens");
  return std::string(raw(secret));
}

std::variant<Caller, std::string> caller_of(const Services& services, std::string_view token) {
  if (token.empty()) return Caller{};
  if (token.starts_with("vt_")) {
    const auto visitor = read_token(TokenKind::visitor, token, token_secret(services));
    if (!visitor) return std::string("The visitor token is not valid.");
    return Caller{{PrincipalKind::visitor, visitor->id}, {}, visitor->tenant};
  }
  if (token.starts_with(api_key_prefix)) {
    const auto key = services.key_holder ? services.key_holder(token) : std::nullopt;
    if (!key) return std::string(key_not_valid);
    if (services.key_used) services.key_used(*key, token);
    return Caller{{PrincipalKind::api_key, key->key}, key->secret, key->business, {}, key->per_minute};
  }
  auto signed_in = services.verify_access_token(token);
  if (auto* why = std::get_if<std::string>(&signed_in)) return std::move(*why);
  const auto& who = std::get<Services::SignedIn>(signed_in);
  if (services.token_used) services.token_used(who, token);
  return Caller{{PrincipalKind::user, who.account}, who.session, {}};
}

std::optional<Ticket> read_ticket(const Services& services, std::string_view text) {
  const auto token = read_token(TokenKind::live, text, token_secret(services));
  if (!token || at_micros(token->n) < services.now()) return {};
  return Ticket{{{PrincipalKind::user, token->tenant}, token->id, {}}, at_micros(token->n)};
}

Response other_method(std::string_view method, std::string allow) {
  allow += ", OPTIONS";
  auto response = method == "OPTIONS" ? Response{204, {}, {}} : problem(rule::method_not_allowed, "This can be done with: " + allow + ".");
  response.headers.emplace_back("Allow", std::move(allow));
  return response;
}

bool is_for_every_site(const RouteTree::Match& found) {
  return found.route ? found.route->sites == Sites::every : !found.for_every_site.empty();
}

void open_to_every_site(Response& response) {
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Access-Control-Expose-Headers", "ETag, Idempotent-Replayed, Journal-Position, Link, RateLimit, RateLimit-Policy, Retry-After");
}

Response no_route(const RouteTree::Match& found, const Request& request) {
  if (found.allow.empty()) return problem(rule::no_such_route);
  const bool browser_asks = request.method == "OPTIONS" && !request.header("access-control-request-method").empty();
  if (!browser_asks || found.for_every_site.empty()) return other_method(request.method, found.allow);
  Response response{204, {}, {}};
  response.headers.emplace_back("Access-Control-Allow-Methods", found.for_every_site);
  response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer");
  response.headers.emplace_back("Access-Control-Max-Age", "86400");
  return response;
}

namespace {
// RFC 9110 §12.5.3; browsers name what they take, without weights.
bool accepts(std::string_view accept_encoding, std::string_view coding) {
  const auto at = accept_encoding.find(coding);
  return at != accept_encoding.npos && !accept_encoding.substr(at + coding.size()).starts_with(";q=0");
}

void encode(Response& response, const route::Page& page, std::string_view accept_encoding) {
  if (!page.br.empty() || !page.gzip.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  const bool br = !page.br.empty() && accepts(accept_encoding, "br"), gzip = !br && !page.gzip.empty() && accepts(accept_encoding, "gzip");
  if (br || gzip) response.headers.emplace_back("Content-Encoding", br ? "br" : "gzip");
  response.body = br ? page.br : gzip ? page.gzip : page.body;
}
}  // namespace

Response shown(const route::Page& page, const Request& request) {
  Response response{200, page.headers, {}, page.content_type};
  response.headers.emplace_back("Cache-Control", page.cache);
  if (page.html.empty()) {
    encode(response, page, request.header("accept-encoding"));
    return response;
  }
  response.body = page.body;
  response.headers.emplace_back("Vary", "Accept");
  if (prefers_json(request.header("accept"))) return response;
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.body = page.html;
  response.content_type = "text/html; charset=utf-8";
  return response;
}

namespace {
// A new id is as random as a span needs, and a trace.
void trace(Call& call) {
  const auto id = call.services.ids.next();
  const auto said = parse_traceparent(call.request->header("traceparent"));
  call.trace = said.value_or(TraceContext{id});
  call.parent_span = call.trace.span;
  std::memcpy(&call.trace.span, id.raw().data() + 8, sizeof call.trace.span);
}
}  // namespace

std::variant<Arrived, Response> arrive(RouteTree::Match found, const Services& services, std::shared_ptr<const Request> request) {
  auto authorization = request->header("authorization");
  std::string_view token;
  if (!authorization.empty() && found.route->scope != Scope::provider) {
    if (authorization.size() < 8 || !same_word(authorization.substr(0, 7), "bearer "))
      return unauthenticated("Send the token as: Authorization: Bearer …");
    token = authorization.substr(7);
  }
  Caller caller{.address = request->peer};
  bool forwarded = false;
  if (!request->header(forwarded_header).empty()) {
    const auto passed_on = forwarded_caller(services, *request);
    if (!passed_on) return unauthenticated("This request was passed on by a server with another master key, or too long ago.");
    caller = *passed_on;
    forwarded = true;
  }
  if (!forwarded && !looks_at_no_token(found.route->scope)) {
    auto known = caller_of(services, token);
    if (auto* why = std::get_if<std::string>(&known)) return unauthenticated(*why);
    caller = std::get<Caller>(known);
    caller.address = request->peer;
  }
  if (auto no = authenticate(*found.route, caller, !token.empty(), forwarded)) return std::move(*no);
  Arrived arrived{found.route, {services, std::move(request), std::move(found.params), caller.principal, caller.session, caller.per_minute, caller.address}};
  trace(arrived.call);
  arrived.call.forwarded = forwarded;
  if (found.route->scope == Scope::widget) arrived.call.principal = {};
  arrived.call.route = found.route;
  if (auto no = select_tenant(*found.route, arrived.call, caller)) return std::move(*no);
  return arrived;
}

namespace {

// H(tenant, principal, method, concrete path, Idempotency-Key).
Uuid command_id(const Call& call, const Principal& principal, std::string_view key) {
  std::string from;
  for (const std::string_view part : {call.tenant.raw(), principal.id.raw(), std::string_view(call.request->method),
                                      std::string_view(call.request->path), key}) {
    from += part;
    from += '\0';
  }
  from += static_cast<char>(principal.kind);
  const auto digest = sha256(from);
  return uuid_of(raw(digest));
}

// The command's id and whether the key is good.
std::optional<Response> identify(const route::Command& route, const Call& call, Command& command) {
  const auto& request = *call.request;
  const auto header = request.header("idempotency-key");
  if (route.keyless || (header.empty() && !route.creates)) {
    command.id = call.services.ids.next();
    return {};
  }
  if (header.empty())
    return problem(rule::key_missing);
  const auto key = parse_idempotency_key(header);
  const auto keys = std::count_if(request.headers.begin(), request.headers.end(), [](const auto& h) { return h.first == "idempotency-key"; });
  if (!key || keys > 1) return problem(rule::key_malformed);
  if (call.principal.kind == PrincipalKind::anybody && !parse_uuid(*key))
    return problem(rule::key_not_a_uuid);
  command.id = command_id(call, call.principal, *key);
  return {};
}

}  // namespace

std::variant<Command, Response> to_command(Arrived& arrived, const Reader* reader) {
  const auto& route = *arrived.route->command();
  auto& call = arrived.call;
  Command command;
  if (auto no = identify(route, call, command)) return std::move(*no);
  auto decoded = read_body(route, call);
  if (auto* no = std::get_if<Response>(&decoded)) return std::move(*no);
  auto ask = std::get<std::shared_ptr<void>>(std::move(decoded));

  auto& id = *static_cast<Uuid*>(ask.get());           // every ask begins with the id of its stream
  if (const auto named = call.param("id"); !named.empty()) {
    const auto parsed = parse_uuid(named);
    if (!parsed) return problem(rule::no_such_route, "There is nothing here under that id.");
    id = *parsed;
  } else if (route.creates) {
    id = call.services.ids.next();
  }
  if (route.prepare)
    if (auto response = route.prepare(call, ask.get(), *reader)) return std::move(*response);

  if (const auto header = call.request->header("if-match"); !header.empty()) {
    const auto match = parse_if_match(header);
    if (!match) return problem(rule::if_match_malformed);
    // Tags of others match nothing; of several, only the newest can be current.
    if (!match->any) command.if_match = match->versions.empty() ? -1 : *std::max_element(match->versions.begin(), match->versions.end());
  }
  const auto secret = call.services.vault.secret("fingerprint");
  command.fingerprint = hmac_sha256(raw(secret), std::string(call.tenant.raw()) + call.request->body);
  command.tenant = call.tenant;
  command.principal = call.principal;
  command.members_only = arrived.route->scope == Scope::business;
  command.needs = arrived.route->needs;
  command.origin = route.origin;
  command.ask = {route.ask, std::move(ask)};
  command.from = {call.session, call.trace.trace, call.trace.span};
  command.only_if_known = arrived.makes_nothing_for.has_value();
  return command;
}

// By the house, which has checked who tells it. Without a fingerprint: the same event may come with a body that counts its tries.
std::variant<ToldCommands, Response> told_commands(Arrived& arrived, const Reader& reader) {
  auto& call = arrived.call;
  auto received = arrived.route->webhook()->receive(call, reader);
  if (auto* response = std::get_if<Response>(&received)) return std::move(*response);
  auto& told = std::get<route::Told>(received);
  call.tenant = told.tenant;
  std::vector<Command> commands;
  for (auto& event : told.events) {
    auto& command = commands.emplace_back();
    command.principal.kind = PrincipalKind::system;
    command.id = command_id(call, command.principal, event.id);
    command.tenant = told.tenant;
    command.ask = std::move(event.ask);
  }
  return ToldCommands{std::move(commands), std::move(told.answer)};
}

std::string position(const Services& services, Partition partition, Offset offset) {
  return journal_mark(services) + '.' + std::to_string(partition) + '.' + std::to_string(offset);
}

std::variant<Wanted, Response> wanted(const Call& call) {
  Wanted want;
  const auto& query = call.request->query;
  for (auto at = query.begin(); at != query.end(); ++at)
    if (std::any_of(query.begin(), at, [&](const auto& before) { return before.first == at->first; }))
      return problem(rule::query_repeated, "'" + at->first + "' is there twice.");
  // Prefer (RFC 7240): a list of preferences, of which ours is `wait`.
  for (auto rest = call.request->header("prefer"); !rest.empty();) {
    auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (!one.starts_with("wait=")) continue;
    if (const auto s = number<int>(one.substr(5)); s && *s >= 0) want.wait_ms = std::min(*s, max_wait_s) * 1000;
  }
  auto rest = call.request->param("min_position");
  const auto malformed = [] { return problem(rule::position_malformed); };
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const auto first = one.find('.'), second = one.find('.', first + 1);
    if (first == one.npos || second == one.npos) return malformed();
    const auto partition = number<Partition>(one.substr(first + 1, second - first - 1));
    const auto offset = number<Offset>(one.substr(second + 1));
    if (!partition || !offset || *offset < 0 || *partition < 0 || *partition >= partitions || one.substr(0, first) != journal_mark(call.services)) return malformed();
    if (!call.tenant.nil() && *partition != partition_of(call.tenant)) continue;
    auto& position = want.positions.try_emplace(*partition, *offset).first->second;
    position = std::max(position, *offset);
  }
  return want;
}

Response refusal(const Outcome& outcome) {
  if (const auto* r = std::get_if<Refused>(&outcome)) return problem(r->why);
  if (std::holds_alternative<KeyReused>(outcome))
    return problem(rule::key_reused);
  if (const auto* s = std::get_if<Stale>(&outcome))
    return problem(rule::version_stale, "The version is " + etag(s->version) + " now.", {}, {{"version", s->version}});
  const auto* n = std::get_if<NotNow>(&outcome);
  return unavailable(rule::not_now, n ? n->why : "");
}

std::variant<ListRequest, Response> list_request(const Call& call) {
  ListRequest request;
  for (const auto& [name, value] : call.request->query) {
    if (name == "limit") {
      const auto n = number<int>(value);
      if (!n || *n < 1 || *n > ListRequest::limit_at_most) return problem(rule::list_limit);
      request.limit = *n;
    } else if (name == "cursor") request.cursor = value;
    else if (name == "sort" && value.empty()) return problem(rule::unknown_sort);
    else if (name == "sort") request.sort = value;
    else if (name == "q") request.q = value;
    else if (name == "count" && (value == "true" || value == "false")) request.count = value == "true";
    else if (name == "count") return problem(rule::bad_filter, "count must be true or false.");
    else if (name != "min_position" && !(name == as_of_param && takes_as_of(call))) request.filters.emplace_back(name, value);
  }
  return request;
}

std::string next_link(const Call& call, std::string_view cursor) {
  std::string link = "<" + call.request->path + "?";
  for (const auto& [name, value] : call.request->query)
    if (name != "cursor") link += percent_encoded(name) + "=" + percent_encoded(value) + "&";
  return link + "cursor=" + percent_encoded(cursor) + ">; rel=\"next\"";
}

}  // namespace millrace
