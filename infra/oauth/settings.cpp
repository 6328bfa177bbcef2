#include "infra/oauth/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

#include "schemas/json/node.hpp"

namespace millrace::oauth {

namespace {

using Kind = ProviderSettings::Kind;

constexpr std::size_t name_bytes = 50, providers_at_most = 20;
constexpr std::string_view members[] = {"kind", "title", "client_id", "client_secret_file", "issuer", "tenant", "authorize_url", "token_url", "api_url", "trust_email"};

[[noreturn]] void wrong(const std::string& what) { throw std::invalid_argument(what); }

std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in) wrong(file.string() + " cannot be read");
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string secret(const std::filesystem::path& file) {
  auto text = contents(file);
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  if (text.empty()) wrong(file.string() + " holds no secret in its first line");
  return text;
}

std::string text(const std::string& name, const Node& of, std::string_view member, std::string otherwise = {}) {
  const auto node = of.find(member);
  if (!node) return otherwise;
  if (node->kind() != Node::Kind::text || node->text().empty()) wrong(name + ": " + std::string(member) + " is a text");
  return std::string(node->text());
}

std::string url(const std::string& name, const Node& of, std::string_view member, std::string otherwise = {}) {
  auto given = text(name, of, member, std::move(otherwise));
  while (given.ends_with('/')) given.pop_back();
  const bool web = given.starts_with("https://") || given.starts_with("http://");
  if (!web || given.find_first_of(" \t\"<>#") != given.npos) wrong(name + ": " + std::string(member) + " is a URL: https://HOST/PATH");
  return given;
}

bool good_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
}

void fill_oidc(ProviderSettings& p, const Node& of, std::string otherwise) {
  p.issuer = text(p.name, of, "issuer", url(p.name, of, "issuer", std::move(otherwise)));   // compared to the letter, a / at its end too
  p.discovery = url(p.name, of, "issuer", p.issuer) + "/.well-known/openid-configuration";
}

// `tenant`: a UUID, or common, organizations or consumers, which stand for every tenant of their kind.
void fill_microsoft(ProviderSettings& p, const Node& of) {
  const auto base = url(p.name, of, "issuer", "https://login.microsoftonline.com");
  const auto tenant = text(p.name, of, "tenant", "common");
  const bool many = tenant == "common" || tenant == "organizations" || tenant == "consumers";
  p.issuer = base + '/' + (many ? "{tenantid}" : tenant) + "/v2.0";
  p.discovery = base + '/' + tenant + "/v2.0/.well-known/openid-configuration";
}

void fill_oauth(ProviderSettings& p, const Node& of, const char* authorize, const char* token, const char* api) {
  p.authorize = url(p.name, of, "authorize_url", authorize);
  p.token = url(p.name, of, "token_url", token);
  p.api = url(p.name, of, "api_url", api);
  p.issuer = p.api;
}

void fill(ProviderSettings& p, const std::string& kind, const Node& of) {
  if (kind == "google") {
    p.title = "Google";
    return fill_oidc(p, of, "https://accounts.google.com");
  }
  if (kind == "oidc") {
    p.title = p.name;
    return fill_oidc(p, of, {});
  }
  if (kind == "microsoft") {
    p.title = "Microsoft", p.kind = Kind::microsoft;
    return fill_microsoft(p, of);
  }
  if (kind == "github") {
    p.title = "GitHub", p.kind = Kind::github;
    return fill_oauth(p, of, "https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token", "https://api.github.com");
  }
  if (kind == "facebook") {
    p.title = "Facebook", p.kind = Kind::facebook;
    return fill_oauth(p, of, "https://www.facebook.com/v19.0/dialog/oauth", "https://graph.facebook.com/v19.0/oauth/access_token", "https://graph.facebook.com/v19.0");
  }
  wrong(p.name + ": kind is google, microsoft, github, facebook or oidc");
}

ProviderSettings provider(const std::filesystem::path& folder, std::string_view name, const Node& of) {
  ProviderSettings p{.name = std::string(name)};
  if (!good_name(name)) wrong("a provider's name has small letters, digits, - and _, up to 50");
  if (of.kind() != Node::Kind::object) wrong(p.name + " is an object");
  of.members([&](std::string_view member, Node) {
    if (!std::ranges::count(members, member)) wrong(p.name + ": there is no " + std::string(member));
  });
  fill(p, text(p.name, of, "kind", p.name), of);
  p.title = text(p.name, of, "title", p.title);
  p.client_id = text(p.name, of, "client_id");
  if (p.client_id.empty()) wrong(p.name + ": client_id is missing");
  const auto file = text(p.name, of, "client_secret_file");
  if (file.empty()) wrong(p.name + ": client_secret_file is missing");
  p.client_secret = secret(folder / file);
  if (const auto trust = of.find("trust_email")) {
    if (trust->kind() != Node::Kind::boolean) wrong(p.name + ": trust_email is true or false");
    p.trust_email = trust->boolean();
  }
  return p;
}

}  // namespace

std::vector<ProviderSettings> read_providers(const std::string& file) {
  const Document document{contents(file)};
  if (document.fault() != Document::Fault::none) wrong(file + " is not JSON: " + document.why());
  if (document.root().kind() != Node::Kind::object) wrong(file + " holds no JSON object");
  std::vector<ProviderSettings> all;
  document.root().members([&](std::string_view name, Node of) {
    if (std::ranges::count(all, name, &ProviderSettings::name)) wrong(std::string(name) + " is there twice");
    all.push_back(provider(std::filesystem::path(file).parent_path(), name, of));
  });
  if (all.size() > providers_at_most) wrong("there are more than 20 providers");
  return all;
}

}  // namespace millrace::oauth
