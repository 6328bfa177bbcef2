// Where objects are kept that are written once, under a name, and read as a whole: a directory, or a bucket (S3). A port: backups use it.
// Names are words of letters, digits and "-_.", between slashes.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// What the store did not do, in one line for people. `again`: the same may succeed later.
struct StoreTrouble : std::runtime_error {
  StoreTrouble(const std::string& what, bool again) : runtime_error(what), again(again) {}
  bool again;
};
struct NoObject : StoreTrouble {
  explicit NoObject(const std::string& name) : StoreTrouble("there is no object " + name, false) {}
};

// What is to be put: read a piece at a time, and from the beginning again when the store has to be asked twice.
struct Content {
  std::uint64_t size = 0;
  std::function<std::string(std::uint64_t at, std::size_t n)> read;    // exactly n bytes, but at the end
};
// The bytes outlive it.
inline Content content_of(std::string_view bytes) {
  return {bytes.size(), [bytes](std::uint64_t at, std::size_t n) { return std::string(bytes.substr(at, n)); }};
}

struct ObjectEntry {
  std::string name;
  std::uint64_t size = 0;
  bool operator==(const ObjectEntry&) const = default;
};

// All calls throw StoreTrouble and hold at most a piece of an object in memory. One thread.
class ObjectStore {
 public:
  static constexpr std::size_t piece_bytes = 64 << 10;

  virtual ~ObjectStore() = default;
  // Durable, as a whole, when it returns; before that, and whatever happens, there is nothing or what was there before.
  virtual void put(const std::string& name, const Content&) = 0;
  // All of it, piece by piece. Throws NoObject; after any other exception `each` may have had a part.
  virtual void get(const std::string& name, const std::function<void(std::string_view)>& each) = 0;
  // Those whose names begin so, in the order of their names.
  virtual std::vector<ObjectEntry> list(const std::string& prefix) = 0;
  virtual bool exists(const std::string& name) = 0;
  virtual void remove(const std::string& name) = 0;                    // one that is not there: nothing
  virtual std::string place() const = 0;                               // for people
};

// Throws std::logic_error for a name that no store takes.
inline void check_object_name(std::string_view name) {
  constexpr std::string_view good = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./";
  const auto dotted = ("/" + std::string(name)).find("/.") != std::string::npos;
  if (name.empty() || name.ends_with('/') || dotted || name.find("//") != name.npos || name.front() == '/' || name.find_first_not_of(good) != name.npos)
    throw std::logic_error("no name of an object: " + std::string(name));
}
// The same, in memory. Throws StoreTrouble for more than that.
inline std::string get_whole(ObjectStore& store, const std::string& name, std::size_t most) {
  std::string out;
  store.get(name, [&](std::string_view piece) {
    if (out.size() + piece.size() > most) throw StoreTrouble(name + " in " + store.place() + " is larger than anything that was put there", false);
    out += piece;
  });
  return out;
}

}  // namespace millrace
