#include "infra/backup/prune.hpp"

#include "infra/backup/reader.hpp"

namespace millrace::backup {

// Manifests first: whatever happens in between, each that is left has all it names.
std::int64_t prune(ObjectStore& store, const Key& own, std::size_t keep, Time oldest) {
  std::vector<std::string> kept, old;
  const auto names = manifest_names(store);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto newer = names.size() - 1 - i;
    const bool goes = newer > 0 && ((keep > 0 && newer >= keep) || *time_of_manifest(names[i]) < oldest);
    (goes ? old : kept).push_back(names[i]);
  }
  if (old.empty()) return 0;
  std::set<std::string> needed;
  for (const auto& name : kept) {                      // all of them are read before anything goes
    const auto sealed = fetched(store, name, most_sealed(most_manifest_bytes));
    needed.merge(manifest_of(name, open(name, sealed, ByOwn{own}, most_manifest_bytes)).pieces());
  }
  for (const auto& name : old) store.remove(name);
  auto removed = static_cast<std::int64_t>(old.size());
  for (const auto& entry : store.list(pieces_prefix)) {
    if (needed.contains(entry.name)) continue;
    store.remove(entry.name);
    ++removed;
  }
  return removed;
}

}  // namespace millrace::backup
