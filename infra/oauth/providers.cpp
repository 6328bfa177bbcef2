#include "infra/oauth/providers.hpp"

#include "gateways/core/http.hpp"
#include "infra/egress/outside_client.hpp"
#include "schemas/digest.hpp"
#include "schemas/json/node.hpp"

namespace millrace::oauth {

namespace {

using How = SignInProviders::Wrong::How;
using Wrong = SignInProviders::Wrong;

constexpr auto kept_for = std::chrono::hours{1};       // what a provider says of itself
constexpr auto tried_again_after = std::chrono::seconds{30};   // for keys that are not known: whoever makes tokens up makes no more calls

Wrong away(std::string why) { return {How::away, std::move(why)}; }
Wrong not_believed(std::string why) { return {How::not_believed, std::move(why)}; }

// A JSON object, or none.
struct Object {
  Document document;
  explicit Object(std::string_view text) : document(text) {}
  bool good() const { return document.fault() == Document::Fault::none && document.root().kind() == Node::Kind::object; }
  std::string text(std::string_view name) const {
    const auto node = document.root().find(name);
    if (!node) return {};
    return node->kind() == Node::Kind::text ? std::string(node->text()) : node->kind() == Node::Kind::integer ? std::to_string(node->integer()) : std::string{};
  }
  bool yes(std::string_view name) const {
    const auto node = document.root().find(name);
    return node && ((node->kind() == Node::Kind::boolean && node->boolean()) || (node->kind() == Node::Kind::text && node->text() == "true"));
  }
  bool lists(std::string_view name, std::string_view what) const {
    const auto node = document.root().find(name);
    bool found = false;
    if (node && node->kind() == Node::Kind::list)
      node->elements([&](Node one) { found = found || (one.kind() == Node::Kind::text && one.text() == what); });
    return found;
  }
  bool has(std::string_view name) const { return document.root().find(name).has_value(); }
};

std::string base64(std::string_view text) {
  auto out = base64url(text);
  for (auto& c : out) c = c == '-' ? '+' : c == '_' ? '/' : c;
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string with_query(const std::string& url, std::initializer_list<std::pair<std::string_view, std::string_view>> parameters) {
  auto out = url;
  char before = url.find('?') == url.npos ? '?' : '&';
  for (const auto& [name, value] : parameters) {
    ((out += before) += percent_encoded(name)) += '=';
    out += percent_encoded(value);
    before = '&';
  }
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const unsigned char c : bytes) (out += "0123456789abcdef"[c >> 4]) += "0123456789abcdef"[c & 15];
  return out;
}

std::string_view scope_of(ProviderSettings::Kind kind) {
  switch (kind) {
    case ProviderSettings::Kind::github: return "read:user user:email";
    case ProviderSettings::Kind::facebook: return "public_profile,email";
    default: return "openid email profile";
  }
}

// With a word or two for people; nothing of what was sent.
std::string in_words(const Came& came) {
  if (came.status) return "It has answered with the status " + std::to_string(came.status) + ".";
  return "It was not reached (" + came.why + ").";
}

}  // namespace

Providers::Providers(std::vector<ProviderSettings> all, const EgressGuard& guard, std::function<Time()> now) : guard_(guard), now_(std::move(now)) {
  for (auto& settings : all) {
    shown_.push_back({settings.name, settings.title});
    const auto name = settings.name;
    providers_.emplace(name, std::unique_ptr<Provider>(new Provider{std::move(settings)}));
  }
}

Providers::Provider& Providers::called(std::string_view name) { return *providers_.find(name)->second; }

// Whoever is not allowed by the operator is called over TLS alone: what comes from there says who somebody is.
Providers::Or<std::string> Providers::fetch(OutgoingCall call) const {
  if (!call.url.starts_with("https://") && !guard_.allows(call.url)) return away("It is not reached over TLS.");
  OutsideClient client{guard_, answer_bytes + 1};
  std::optional<Came> came;
  client.start(std::move(call), timeout_ms, [&](const Came& what) { came = what; });
  while (!came) client.wait(timeout_ms);
  if (came->status == 200 && came->body.size() > answer_bytes) return away("Its answer is too long.");
  if (came->status != 200) return away(in_words(*came));
  return std::move(came->body);
}

Providers::Or<std::string> Providers::fetch(const std::string& url, const std::string& access_token) const {
  OutgoingCall call{"GET", url, {"Accept: application/json"}, {}};
  if (!access_token.empty()) call.headers.push_back("Authorization: Bearer " + access_token);
  return fetch(std::move(call));
}

Providers::Or<Providers::Metadata> Providers::read_metadata(const ProviderSettings& settings) const {
  const auto body = fetch(settings.discovery);
  if (const auto* wrong = std::get_if<Wrong>(&body)) return *wrong;
  const Object said{std::get<std::string>(body)};
  if (!said.good()) return away("What it says of itself is no JSON.");
  if (said.text("issuer") != settings.issuer) return not_believed("It says that it is another issuer.");
  Metadata out{said.text("authorization_endpoint"), said.text("token_endpoint"), said.text("userinfo_endpoint"), said.text("jwks_uri")};
  out.names_itself = said.yes("authorization_response_iss_parameter_supported");
  out.basic_alone = said.has("token_endpoint_auth_methods_supported") && !said.lists("token_endpoint_auth_methods_supported", "client_secret_post");
  const bool web = out.authorize.starts_with("https://") || guard_.allows(out.authorize);
  if (!web || out.token.empty() || out.keys.empty()) return away("It does not say where it is spoken to.");
  return out;
}

Providers::Or<Providers::Metadata> Providers::metadata(Provider& p) {
  const auto now = now_();
  {
    const std::lock_guard lock{p.mutex};
    if (p.metadata && now < p.metadata_at + kept_for) return *p.metadata;
  }
  auto read = read_metadata(p.settings);
  const std::lock_guard lock{p.mutex};
  if (const auto* good = std::get_if<Metadata>(&read)) p.metadata = *good, p.metadata_at = now;
  return read;
}

// `anew`: a token is signed by a key that is not among those that are known.
Providers::Or<std::shared_ptr<const KeySet>> Providers::keys(Provider& p, const std::string& url, bool anew) {
  const auto now = now_();
  {
    const std::lock_guard lock{p.mutex};
    if (p.keys && !anew && now < p.keys_at + kept_for) return p.keys;
    if (p.keys && anew && now < p.keys_tried_at + tried_again_after) return p.keys;
    if (anew) p.keys_tried_at = now;
  }
  const auto body = fetch(url);
  if (const auto* wrong = std::get_if<Wrong>(&body)) return *wrong;
  auto read = KeySet::read(std::get<std::string>(body));
  if (!read || read->size() == 0) return away("Its keys are none that are taken here.");
  const auto known = std::make_shared<const KeySet>(std::move(*read));
  const std::lock_guard lock{p.mutex};
  p.keys = known, p.keys_at = now;
  return known;
}

std::variant<std::string, Wrong> Providers::authorize(std::string_view name, const Attempt& attempt) {
  auto& p = called(name);
  auto url = p.settings.authorize;
  if (url.empty()) {
    const auto said = metadata(p);
    if (const auto* wrong = std::get_if<Wrong>(&said)) return *wrong;
    url = std::get<Metadata>(said).authorize;
  }
  const auto digest = sha256(attempt.verifier);
  const auto challenge = base64url(raw(digest));
  auto address = with_query(url, {{"response_type", "code"}, {"client_id", p.settings.client_id}, {"redirect_uri", attempt.redirect_uri},
                                  {"scope", scope_of(p.settings.kind)}, {"state", attempt.state}, {"code_challenge", challenge}, {"code_challenge_method", "S256"}});
  return p.settings.authorize.empty() ? with_query(address, {{"nonce", attempt.nonce}}) : address;
}

std::variant<SignInProviders::Person, Wrong> Providers::person(std::string_view name, const Attempt& attempt, const Returned& returned) {
  using Kind = ProviderSettings::Kind;
  auto& p = called(name);
  if (p.settings.kind != Kind::github && p.settings.kind != Kind::facebook) return of_oidc(p, attempt, returned);
  if (!returned.issuer.empty() && returned.issuer != p.settings.issuer) return not_believed("The answer is another provider's.");
  const auto got = token(p.settings, p.settings.token, false, attempt, returned.code);
  if (const auto* wrong = std::get_if<Wrong>(&got)) return *wrong;
  const auto& tokens = std::get<Token>(got);
  return p.settings.kind == Kind::github ? of_github(p.settings, tokens) : of_facebook(p.settings, tokens);
}

// RFC 6749 §4.1.3. A code that it does not take is the browser's matter, not the provider's; GitHub says so with 200.
Providers::Or<Providers::Token> Providers::token(const ProviderSettings& settings, const std::string& url, bool basic, const Attempt& attempt,
                                                 const std::string& code) const {
  auto form = with_query("", {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", attempt.redirect_uri}, {"code_verifier", attempt.verifier}});
  if (!basic) form = with_query(form, {{"client_id", settings.client_id}, {"client_secret", settings.client_secret}});
  OutgoingCall call{"POST", url, {"Accept: application/json", "Content-Type: application/x-www-form-urlencoded"}, form.substr(1)};
  if (basic)
    call.headers.push_back("Authorization: Basic " + base64(percent_encoded(settings.client_id) + ":" + percent_encoded(settings.client_secret)));
  const auto body = fetch(std::move(call));
  if (const auto* wrong = std::get_if<Wrong>(&body)) {
    const bool refused = wrong->why.find(" 400.") != std::string::npos || wrong->why.find(" 401.") != std::string::npos;
    return refused ? not_believed("It does not take back the code that it has given.") : *wrong;
  }
  const Object said{std::get<std::string>(body)};
  if (!said.good()) return away("Its answer is no JSON.");
  Token out{said.text("access_token"), said.text("id_token")};
  if (out.access_token.empty() || out.access_token.find_first_of("\r\n") != std::string::npos) return not_believed("It does not take back the code that it has given.");
  return out;
}

Providers::Or<IdTokens::Claims> Providers::claims(Provider& p, const Metadata& said, const Token& token, const Attempt& attempt) {
  if (token.id_token.empty()) return not_believed("It has sent no ID token.");
  const IdTokens::Expected expected{p.settings.issuer, p.settings.client_id, attempt.nonce, token.access_token, now_()};
  for (const bool anew : {false, true}) {
    const auto known = keys(p, said.keys, anew);
    if (const auto* wrong = std::get_if<Wrong>(&known)) return *wrong;
    const auto read = IdTokens::verify(token.id_token, *std::get<std::shared_ptr<const KeySet>>(known), expected);
    if (const auto* good = std::get_if<IdTokens::Claims>(&read)) return *good;
    const auto& wrong = std::get<IdTokens::Wrong>(read);
    if (!wrong.unknown_key || anew) return not_believed("Its ID token is refused: " + std::string(wrong.why) + ".");
  }
  return not_believed({});
}

Providers::Or<SignInProviders::Person> Providers::of_oidc(Provider& p, const Attempt& attempt, const Returned& returned) {
  const auto read = metadata(p);
  if (const auto* wrong = std::get_if<Wrong>(&read)) return *wrong;
  const auto& said = std::get<Metadata>(read);
  const bool many = p.settings.issuer.find('{') != std::string::npos;      // then the ID token alone says which
  if (said.names_itself && returned.issuer.empty()) return not_believed("The answer does not say whose it is.");
  if (!returned.issuer.empty() && !many && returned.issuer != p.settings.issuer) return not_believed("The answer is another provider's.");
  const auto got = token(p.settings, said.token, said.basic_alone, attempt, returned.code);
  if (const auto* wrong = std::get_if<Wrong>(&got)) return *wrong;
  const auto& tokens = std::get<Token>(got);
  const auto read_claims = claims(p, said, tokens, attempt);
  if (const auto* wrong = std::get_if<Wrong>(&read_claims)) return *wrong;
  return completed(p.settings, said, tokens, std::get<IdTokens::Claims>(read_claims));
}

// Where the ID token tells no address, the provider is asked (OpenID Connect Core §5.3); what it answers counts for that person alone.
Providers::Or<SignInProviders::Person> Providers::completed(const ProviderSettings& settings, const Metadata& said, const Token& token, const IdTokens::Claims& claims) const {
  const bool microsoft = settings.kind == ProviderSettings::Kind::microsoft;
  Person out{claims.issuer + ' ' + claims.subject, claims.email, microsoft ? claims.domain_verified : claims.email_verified, claims.name};
  if (out.email.empty() && !said.userinfo.empty()) {
    const auto body = fetch(said.userinfo, token.access_token);
    if (const auto* wrong = std::get_if<Wrong>(&body)) return *wrong;
    const Object more{std::get<std::string>(body)};
    if (!more.good()) return away("Its answer is no JSON.");
    if (more.text("sub") != claims.subject) return not_believed("It tells of another person.");
    out.email = more.text("email");
    out.email_verified = microsoft ? more.yes("xms_edov") : more.yes("email_verified");
    if (out.name.empty()) out.name = more.text("name");
  }
  out.email_verified = !out.email.empty() && (out.email_verified || settings.trust_email);
  return out;
}

Providers::Or<SignInProviders::Person> Providers::of_github(const ProviderSettings& settings, const Token& token) const {
  const auto body = fetch(settings.api + "/user", token.access_token);
  if (const auto* wrong = std::get_if<Wrong>(&body)) return *wrong;
  const Object who{std::get<std::string>(body)};
  if (!who.good() || who.text("id").empty()) return not_believed("It does not say whose the token is.");
  Person out{settings.issuer + ' ' + who.text("id"), {}, false, who.text("name").empty() ? who.text("login") : who.text("name")};
  const auto listed = fetch(settings.api + "/user/emails", token.access_token);
  if (const auto* wrong = std::get_if<Wrong>(&listed)) return *wrong;
  const Document emails{std::get<std::string>(listed)};
  if (emails.fault() != Document::Fault::none || emails.root().kind() != Node::Kind::list) return away("Its answer is no list.");
  emails.root().elements([&](Node one) {
    const Object email{one.json()};
    if (!email.good() || !email.yes("primary")) return;
    out.email = email.text("email");
    out.email_verified = email.yes("verified");
  });
  return out;
}

// Facebook tells an address only once it has been confirmed there. appsecret_proof: the token is used by who has the secret.
Providers::Or<SignInProviders::Person> Providers::of_facebook(const ProviderSettings& settings, const Token& token) const {
  const auto proof = hmac_sha256(settings.client_secret, token.access_token);
  const auto body = fetch(with_query(settings.api + "/me", {{"fields", "id,name,email"}, {"appsecret_proof", hex(raw(proof))}}), token.access_token);
  if (const auto* wrong = std::get_if<Wrong>(&body)) return *wrong;
  const Object who{std::get<std::string>(body)};
  if (!who.good() || who.text("id").empty()) return not_believed("It does not say whose the token is.");
  return Person{settings.issuer + ' ' + who.text("id"), who.text("email"), !who.text("email").empty(), who.text("name")};
}

}  // namespace millrace::oauth
