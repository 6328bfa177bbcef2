// Providers by whose word people sign in, over the egress guard: OAuth 2.0 (RFC 6749) with PKCE (RFC 7636), as RFC 9700 wants it, and OpenID
// Connect Core 1.0 where they speak it; GitHub and Facebook by their own interfaces.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "domain/core/time.hpp"
#include "gateways/core/effect_kind.hpp"
#include "gateways/core/sign_in_providers.hpp"
#include "infra/crypto/id_token.hpp"
#include "infra/egress/guard.hpp"
#include "infra/oauth/settings.hpp"

namespace millrace::oauth {

// Each call out has a connection and a time of its own; all that is kept is what providers publish of themselves.
class Providers final : public SignInProviders {
 public:
  static constexpr int timeout_ms = 5'000;             // of each of the calls that a log-in needs, four at most
  static constexpr std::size_t answer_bytes = 256 << 10;

  // The guard outlives it.
  Providers(std::vector<ProviderSettings>, const EgressGuard&, std::function<Time()> now);

  const std::vector<Shown>& all() const override { return shown_; }
  std::variant<std::string, Wrong> authorize(std::string_view name, const Attempt&) override;
  std::variant<Person, Wrong> person(std::string_view name, const Attempt&, const Returned&) override;

 private:
  // What an OpenID provider says of itself (OpenID Connect Discovery 1.0 §3).
  struct Metadata {
    std::string authorize, token, userinfo, keys;
    bool names_itself = false;                         // RFC 9207: it says who it is with what browsers bring back
    bool basic_alone = false;                          // it takes the secret in no other way than client_secret_basic
  };
  struct Provider {
    ProviderSettings settings;
    std::mutex mutex = {};                             // guards the next, for moments
    std::optional<Metadata> metadata = {};
    Time metadata_at{};
    std::shared_ptr<const KeySet> keys = {};
    Time keys_at{}, keys_tried_at{};
  };
  struct Token { std::string access_token, id_token; };
  template <class T>
  using Or = std::variant<T, Wrong>;

  Provider& called(std::string_view name);
  Or<std::string> fetch(OutgoingCall) const;
  Or<std::string> fetch(const std::string& url, const std::string& access_token = {}) const;
  Or<Metadata> metadata(Provider&);
  Or<Metadata> read_metadata(const ProviderSettings&) const;
  Or<std::shared_ptr<const KeySet>> keys(Provider&, const std::string& url, bool anew);
  Or<Token> token(const ProviderSettings&, const std::string& url, bool basic, const Attempt&, const std::string& code) const;
  Or<IdTokens::Claims> claims(Provider&, const Metadata&, const Token&, const Attempt&);
  Or<Person> of_oidc(Provider&, const Attempt&, const Returned&);
  Or<Person> of_github(const ProviderSettings&, const Token&) const;
  Or<Person> of_facebook(const ProviderSettings&, const Token&) const;
  Or<Person> completed(const ProviderSettings&, const Metadata&, const Token&, const IdTokens::Claims&) const;

  const EgressGuard& guard_;
  const std::function<Time()> now_;
  std::vector<Shown> shown_;
  std::map<std::string, std::unique_ptr<Provider>, std::less<>> providers_;
};

}  // namespace millrace::oauth
