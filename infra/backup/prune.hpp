// Old backups go, and then what no other one needs.
#pragma once

#include "infra/backup/manifest.hpp"
#include "infra/backup/sealed.hpp"
#include "infra/objects/object_store.hpp"

namespace millrace::backup {

// But the newest `keep` (0: any number), and none from before `oldest`; the very newest stays. How many objects went, manifests among them.
std::int64_t prune(ObjectStore&, const Key& own, std::size_t keep, Time oldest);

}  // namespace millrace::backup
