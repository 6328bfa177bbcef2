// Where a vault keeps its keys for ever: an id has a wrapped key, or the mark that it is destroyed, and never neither again.
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>

#include "schemas/digest.hpp"

namespace millrace {

// The keys cannot be used as they are; what() is one line for people: what is wrong and what mends it.
struct VaultRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct StoredKey {
  Uuid id{};
  std::string wrapped;                     // RFC 3394, 40 bytes; empty: destroyed
  bool destroyed() const { return wrapped.empty(); }
};

// Calls of one thread at a time. A store is opened with a function that hears of every key that it holds, and, where other processes
// write too, of those that come later, from a thread of the store's own. The mark may come before the key: it wins.
class KeyStore {
 public:
  using Each = std::function<void(const StoredKey&)>;

  virtual ~KeyStore() = default;
  // Durable, all of them, when it returns. Throws when they are not; some may have been kept.
  virtual void append(std::span<const StoredKey>) = 0;
  // Durable when it returns; a key that the store does not know is marked too. Throws; may be repeated.
  virtual void destroy(const Uuid&) = 0;
  // Returns when all that was durable at the call has been told, or after some seconds. Thread-safe.
  virtual void catch_up() {}
};

}  // namespace millrace
