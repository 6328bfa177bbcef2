// What routes may use besides the record or the snapshot before them. One for a process; thread-safe; outlives every call.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <variant>

#include "commands/core/ids.hpp"
#include "schemas/fold/committed.hpp"

namespace millrace {

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
  // Of the families of channels that folds publish on: incarnation + what publishes there (StoreLayout::epochs).
  std::map<std::string, std::string, std::less<>> epochs = {};
  const std::string& epoch_of(std::string_view channel) const {
    const auto found = epochs.find(channel.substr(0, channel.find(':')));
    return found == epochs.end() ? epoch : found->second;
  }
};

}  // namespace millrace
