// The ordered key-value store below the local store. Implemented by infra/rocksdb, and in memory for tests.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class KeyValue {
 public:
  // One consistent state. Thread-safe; may outlive later writes, not the store.
  struct View {
    virtual ~View() = default;
    virtual std::optional<std::string> get(std::string_view key) const = 0;
    // Keys that begin with `prefix`, from `from` on (inclusive; empty: from the first), upwards or downwards, until `each` says
    // false. Downwards, an empty `from` means the last.
    virtual void scan(std::string_view prefix, std::string_view from, bool downwards,
                      const std::function<bool(std::string_view key, std::string_view value)>& each) const = 0;
  };
  struct Batch {
    struct Write { std::string key; std::optional<std::string> value; };   // nothing: delete
    std::vector<std::string> cleared = {};         // prefixes: all that begin so go, before the writes
    std::vector<Write> writes = {};
    void put(std::string key, std::string value) { writes.push_back({std::move(key), std::move(value)}); }
    void remove(std::string key) { writes.push_back({std::move(key), {}}); }
  };

  virtual ~KeyValue() = default;
  virtual std::shared_ptr<const View> snapshot() const = 0;
  virtual std::optional<std::string> get(std::string_view key) const = 0;
  // All or nothing. False: the store is busy (a flush is behind) or full, and nothing was written; try again later. Never waits.
  [[nodiscard]] virtual bool write(const Batch&) = 0;
  // No room on the disk: nothing more is taken until there is, and nothing that was taken is lost meanwhile.
  virtual bool full() const { return false; }
  // What was written survives the process from here on; on a full disk, once there is room.
  virtual void flush() = 0;
  // The same in the background; returns at once.
  virtual void begin_flush() { flush(); }
};

}  // namespace millrace
