// Reading back what a backup holds: every object opened, every file and every chain checked.
#pragma once

#include <functional>
#include <memory>

#include "infra/backup/manifest.hpp"
#include "infra/backup/sealed.hpp"
#include "infra/objects/object_store.hpp"

namespace millrace::backup {

// More than an object of that many bytes can have become. Sealing adds less than a hundredth.
constexpr std::size_t most_sealed(std::size_t bytes) { return bytes + bytes / 64 + 4096; }

// Of `name`, once more when the line breaks in the middle.
std::string fetched(ObjectStore&, const std::string& name, std::size_t most);

// The names of all, oldest first; what else lies there is passed over.
std::vector<std::string> manifest_names(ObjectStore&);

class Reader {
 public:
  Reader(ObjectStore& store, const KeyPair& pair) : store_(store), pair_(pair) {}

  // Throws WrongKey, Damaged, StoreTrouble, as all here do.
  Manifest manifest(const std::string& name);
  // Piece by piece; throws Damaged at the latest behind the last one, when it is not what was backed up.
  void file(const File&, const std::function<void(std::string_view)>& each);

 private:
  ObjectStore& store_;
  const KeyPair& pair_;
};

// Opens everything that a backup holds, folds its journal and compares: what it says of it must be so. Throws Damaged.
void verify(Reader&, const Manifest&, const std::function<void(const File&)>& progress = {});

// A segment's bytes as they were backed up: folds them into `reports`. Throws Damaged when they do not continue what is there.
void fold_segment(Reports& reports, std::uint64_t number, std::string_view bytes);
// Throws Damaged when that is not where the manifest says it is.
void check_stands(const Reports&, const Manifest&);

}  // namespace millrace::backup
