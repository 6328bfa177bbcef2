// Which providers people sign in by, as the operator says it in a file (serve --sign-in-providers FILE): one JSON object, a member for each,
// named as it stands in paths:
//
//   {"google":  {"client_id": "…", "client_secret_file": "google.secret"},
//    "company": {"kind": "oidc", "title": "Acme", "issuer": "https://id.acme.example", "client_id": "…", "client_secret_file": "/etc/…"}}
//
// `kind` is google, microsoft, github, facebook or oidc; a provider that is called like one is of it. Files are found from where FILE is.
#pragma once

#include <string>
#include <vector>

namespace millrace::oauth {

struct ProviderSettings {
  enum class Kind { oidc, microsoft, github, facebook };
  std::string name, title;
  Kind kind = Kind::oidc;
  std::string client_id, client_secret;
  std::string issuer;                        // of OpenID Connect; "…{tenantid}…" where every tenant of Microsoft's is welcome
  std::string discovery;                     // where it says how it is spoken to: ISSUER/.well-known/openid-configuration
  std::string authorize, token, api;         // of the others: where browsers go, where codes are changed for tokens, who somebody is
  // The operator knows that nobody there has an address that is not theirs (a company's own provider): it need not say that it has verified one.
  bool trust_email = false;
};

// What is wrong with it is said by std::invalid_argument.
std::vector<ProviderSettings> read_providers(const std::string& file);

}  // namespace millrace::oauth
