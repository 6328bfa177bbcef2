// What routes may use besides the record or the snapshot before them. One for a process; thread-safe; outlives every call.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <string>
#include <variant>

#include "commands/core/ids.hpp"
#include "schemas/fold/committed.hpp"

namespace millrace {

class ExportFiles;
class Heads;
class HouseState;
class Passkeys;
class SignInProviders;
class Telemetry;

// Where a log-in came from: what the client called itself, and its address; each as far as it is known.
struct SeenFrom {
  std::optional<std::string> device, address;
  Time since{};                                            // when it was
};
BOOST_DESCRIBE_STRUCT(SeenFrom, (), (device, address, since))

struct Services {
  Vault& vault;                                            // secret("…") for tokens, cursors and digests
  IdSource& ids;
  std::function<Time()> now;
  // Passwords (argon2id). Slow on purpose: only `prepare` of a route calls them, which runs in the password pool.
  std::function<std::string(std::string_view password)> hash_password;
  std::function<bool(std::string_view phc, std::string_view password)> verify_password;
  struct SignedIn {
    Uuid account, session;
    std::int64_t refresh = 0;                              // number of the refresh token that came with the access token; 0: not known
  };
  // A signed access token that says this, and how long it lives.
  std::function<std::string(const SignedIn&)> access_token;
  int access_token_s = 600;
  // Who a valid access token belongs to; else why it is not valid, for the caller.
  std::function<std::variant<SignedIn, std::string>(std::string_view token)> verify_access_token;
  // Hears of each use of an access token. Must be quick.
  std::function<void(const SignedIn&, std::string_view token)> token_used = {};
  std::string epoch;                                       // of the live feed: incarnation + version of what nobody publishes on
  // An accepted commit, read from the journal and opened; null when it cannot be. Reads the disk.
  std::function<std::shared_ptr<const Committed>(Partition, Offset)> record = {};
  // A record as it lies in the journal; empty when it cannot be read. Reads the disk.
  std::function<std::string(Partition, Offset)> bytes = {};
  // Where the files of exports lie (inbox/export_files.hpp); null: nobody makes any.
  const ExportFiles* exports = nullptr;
  // What is said, signed, of how far the journal goes (heads.hpp); null: nobody does.
  Heads* heads = nullptr;
  // Pages of the widget, as its build has left them, and the slug of the business that the sample site shows; empty: there are none.
  struct WidgetPages { std::string frame, demo, demo_business; };
  WidgetPages widget = {};
  // How the house does, for its operator (operations/house_state.hpp); null: nobody tells.
  const HouseState* state = nullptr;
  // Where pages tell how they do (operations/telemetry.hpp); null: nowhere.
  Telemetry* telemetry = nullptr;
  // Checks what authenticators sign; null: nobody does, and no passkey is taken.
  const Passkeys* passkeys = nullptr;
  // By whose word people sign in; null: by nobody's.
  SignInProviders* sign_in_providers = nullptr;
  // Where people reach this house, as its operator says (--public-url); empty: under whatever name a request comes.
  std::string public_url = {};
  // Where the APIs of providers are, by platform, as its operator says (--provider-endpoint); of others where their vendor has them.
  std::map<std::string, std::string, std::less<>> provider_endpoints = {};
  // Of the families of channels that folds publish on: incarnation + what publishes there (StoreLayout::epochs).
  std::map<std::string, std::string, std::less<>> epochs = {};
  // An API key that is good: of which business, and with which of its secrets somebody has come.
  struct KeyHolder {
    Uuid business, key, secret;
    std::int64_t per_minute = 0;                           // requests it may make; 0: as many as anybody
    bool use_noted = true;                                 // it is known that it is in use
  };
  // Whose API key that is; nothing when it is none, or not good. Reads the local store.
  std::function<std::optional<KeyHolder>(std::string_view text)> key_holder = {};
  // Where a log-in came from (Module::seen_from); null: nobody knows.
  std::optional<SeenFrom> (*seen_from)(const Rows&, const Uuid& session) = nullptr;
  // Hears of each use of an API key. Must be quick.
  std::function<void(const KeyHolder&, std::string_view text)> key_used = {};
  const std::string& epoch_of(std::string_view channel) const {
    const auto found = epochs.find(channel.substr(0, channel.find(':')));
    return found == epochs.end() ? epoch : found->second;
  }
};

}  // namespace millrace
