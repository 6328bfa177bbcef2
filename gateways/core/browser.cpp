#include "gateways/core/browser.hpp"

#include <algorithm>

#include "gateways/core/entry.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

constexpr std::string_view access_cookie = "__Host-millrace-access", refresh_cookie = "__Host-millrace-refresh", csrf_cookie = "__Host-millrace-csrf";
constexpr std::int64_t signed_in_s = 400 * 86'400;       // the most that browsers grant; sessions end by the directory's word

std::string csrf_of(const Services& services, const Uuid& session) {
  const auto secret = services.vault.secret("csrf");
  const auto mac = hmac_sha256(raw(secret), session.raw());
  return base64url(raw(mac));
}

bool changes_something(const Request& request) { return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS"; }

// By the browser's own word; one that says nothing is old, and what it changes needs the token of the cookie.
bool from_another_site(const Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (site.empty() || site == "same-origin") return false;
  return site != "none" || changes_something(request);
}

void set(Response& response, std::string_view name, std::string_view value, std::int64_t age_s) {
  auto text = std::string(name) + "=" + std::string(value) + "; Path=/; Max-Age=" + std::to_string(age_s) + "; Secure; SameSite=Strict";
  if (name != csrf_cookie) text += "; HttpOnly";
  response.headers.emplace_back("Set-Cookie", std::move(text));
}

void forget_all(Response& response) {
  for (const auto name : {access_cookie, refresh_cookie, csrf_cookie}) set(response, name, "", 0);
}

std::string body_with(std::string_view refresh_token) {
  std::string body;
  JsonWriter{body}.begin_object().key("refresh_token").text(refresh_token).end_object();
  return body;
}

}  // namespace

// RFC 6265 §5.4: name=value pairs, of which the first of a name counts.
std::string_view cookie_of(const Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (header != "cookie") continue;
    for (std::string_view rest = value; !rest.empty();) {
      auto one = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
      one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
      if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') return one.substr(name.size() + 1);
    }
  }
  return {};
}

bool keeps_cookies(const Request& request) { return request.header("millrace-session") == "cookie"; }

std::variant<std::shared_ptr<const Request>, Response> from_browser(const Services& services, std::shared_ptr<const Request> request) {
  if (request->header("cookie").empty() || !request->header("authorization").empty()) return request;
  const auto access = cookie_of(*request, access_cookie), refresh = cookie_of(*request, refresh_cookie);
  if (access.empty() && refresh.empty()) return request;
  if (from_another_site(*request)) return problem(rule::other_site);
  auto with = std::make_shared<Request>(*request);
  if (keeps_cookies(*request) && request->path == "/auth/refresh" && !refresh.empty()) {
    with->body = body_with(refresh);
    return with;
  }
  if (access.empty()) return request;
  if (changes_something(*request) && !keeps_cookies(*request)) {
    const auto who = services.verify_access_token(access);
    const auto* known = std::get_if<Services::SignedIn>(&who);
    if (known && !equal_secrets(request->header("x-csrf-token"), csrf_of(services, known->session))) return problem(rule::csrf_token);
  }
  with->headers.emplace_back("authorization", "Bearer " + std::string(access));
  return with;
}

Response to_browser(const Services& services, Response response) {
  if (response.status == 401) forget_all(response);
  if (response.status != 200 && response.status != 201) return response;
  const Document document{response.body};
  const auto said = [&](const char* name) { return document.fault() == Document::Fault::none ? document.root().find(name) : std::nullopt; };
  const auto access = said("access_token"), refresh = said("refresh_token"), user = said("user"), life = said("expires_in");
  if (!access || !refresh || !user || !life) return forget_all(response), response;
  const auto token = std::string(access->text());
  const auto who = services.verify_access_token(token);
  set(response, access_cookie, token, life->integer());
  set(response, refresh_cookie, refresh->text(), signed_in_s);
  if (const auto* known = std::get_if<Services::SignedIn>(&who)) set(response, csrf_cookie, csrf_of(services, known->session), signed_in_s);
  std::string body;
  JsonWriter{body}.begin_object().key("user").raw(user->json()).key("expires_in").integer(life->integer()).end_object();
  response.body = std::move(body);
  return response;
}

}  // namespace millrace
