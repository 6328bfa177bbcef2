// A port: providers by whose word people sign in (OAuth 2.0 with OpenID Connect where they speak it). infra/oauth has it.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace millrace {

// Thread-safe. All but all() may ask the provider, and wait for it for as long as that takes; bounded.
class SignInProviders {
 public:
  struct Shown {
    std::string name, title;                 // "google", as it stands in paths; "Google", as people read it
  };
  // One log-in at a provider, from its beginning to its end: what only the browser that began it can bring back, or this house knows.
  struct Attempt {
    std::string state, nonce;                // RFC 6749 §10.12; OpenID Connect Core §3.1.2.1
    std::string verifier;                    // RFC 7636 §4.1
    std::string redirect_uri;
  };
  // What the browser brings back from the provider.
  struct Returned {
    std::string code;
    std::string issuer;                      // RFC 9207 §2; empty: it has not said
  };
  struct Person {
    std::string subject;                     // issuer and its name for that person: nobody else's, for good
    std::string email;                       // empty: it has told none
    bool email_verified = false;
    std::string name;                        // may be empty
  };
  struct Wrong {
    enum class How { away, not_believed };   // it does not answer as it should; or what it says is not good
    How how;
    std::string why;                         // for people; quotes nothing that was sent
  };

  virtual ~SignInProviders() = default;
  virtual const std::vector<Shown>& all() const = 0;
  // Where the browser is sent. `name` is one of all().
  virtual std::variant<std::string, Wrong> authorize(std::string_view name, const Attempt&) = 0;
  // Who has come back.
  virtual std::variant<Person, Wrong> person(std::string_view name, const Attempt&, const Returned&) = 0;
};

}  // namespace millrace
