// An accepted COMMIT with its facts opened: what folds hear and what replies are rendered from.
#pragma once

#include "schemas/fold/rows.hpp"
#include "schemas/journal/record.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

struct Committed {
  Partition partition = 0;
  Offset offset = 0;
  Commit commit;
  std::vector<AnyFact> facts;                            // as many as commit.facts, in the newest form
  std::vector<std::pair<Uuid, Uuid>> subject_keys;       // which key seals which subject's text in it
  std::optional<Chain> chain = {};                       // behind it; when this process has written it, and so hashed it
};

// Why a record cannot be folded: a key that has not arrived yet (wait for it), or a fact of an unknown or damaged form (park).
struct Unreadable {
  std::optional<Uuid> missing_key;
  std::string why;
};

std::variant<Committed, Unreadable> open_commit(Partition, Offset, Commit, Vault&);

// Whether the vault has destroyed a key that it is sealed with, before or after it was opened.
bool erased(const Committed&, Vault&);

// What folds are told of fact n.
Meta meta_of(const Committed&, std::size_t n);

}  // namespace millrace
