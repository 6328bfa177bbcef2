#include "gateways/identity/web_authn.hpp"

#include <algorithm>

#include "commands/identity/second_factor/asks.hpp"
#include "gateways/core/entry.hpp"
#include "schemas/json/node.hpp"
#include "schemas/token.hpp"

namespace millrace {

namespace {

TokenKind kind_of(Ceremony ceremony) { return ceremony == Ceremony::create ? TokenKind::new_passkey : TokenKind::passkey; }
std::string_view type_of(Ceremony ceremony) { return ceremony == Ceremony::create ? "webauthn.create" : "webauthn.get"; }

// "shop.example:8443" → "shop.example"
std::string without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool port = colon != host.npos && host.find_first_not_of("0123456789", colon + 1) == host.npos;
  return std::string(port ? host.substr(0, colon) : host);
}

std::string text_of(const Node& object, std::string_view name) {
  const auto node = object.find(name);
  return node && node->kind() == Node::Kind::text ? std::string(node->text()) : std::string{};
}

bool in_a_frame_of_others(const Node& client) {
  const auto cross = client.find("crossOrigin");
  return cross && cross->json() != "false";
}

}  // namespace

Site site_of(std::string_view public_url, std::string_view host) {
  if (!public_url.empty()) {
    const auto scheme = public_url.find("://") + 3;
    const auto end = std::min(public_url.find('/', scheme), public_url.size());
    return {without_port(public_url.substr(scheme, end - scheme)), {std::string(public_url.substr(0, end))}};
  }
  Site site{without_port(host), {"https://" + std::string(host)}};
  if (site.rp_id == "localhost" || site.rp_id.ends_with(".localhost")) site.origins.push_back("http://" + std::string(host));
  return site;
}

std::string challenge_for(const Services& services, Ceremony ceremony, const Uuid& account) {
  return base64url(make_token(kind_of(ceremony), {account, services.ids.next(), micros(services.now())}, token_secret(services)));
}

std::variant<ChallengeAnswer, Passkeys::Wrong> answer_to_challenge(const Services& services, const Site& site, Ceremony ceremony, std::string_view client_data) {
  const Document document{client_data};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return Passkeys::Wrong{"the client data cannot be read"};
  const auto client = document.root();
  if (text_of(client, "type") != type_of(ceremony)) return Passkeys::Wrong{"it was signed for something else"};
  const auto origin = text_of(client, "origin");
  if (std::find(site.origins.begin(), site.origins.end(), origin) == site.origins.end()) return Passkeys::Wrong{"it was signed on a page of another site"};
  if (in_a_frame_of_others(client)) return Passkeys::Wrong{"it was signed in a frame of another site"};
  const auto text = base64url_decode(text_of(client, "challenge"));
  const auto challenge = text ? read_token(kind_of(ceremony), *text, token_secret(services)) : std::nullopt;
  if (!challenge) return Passkeys::Wrong{"the challenge is none of ours"};
  const auto made = at_micros(challenge->n);
  if (services.now() - made > second_factor::challenge_lasts) return Passkeys::Wrong{"the challenge is too old"};
  return ChallengeAnswer{made, challenge->tenant, sha256(client_data)};
}

}  // namespace millrace
