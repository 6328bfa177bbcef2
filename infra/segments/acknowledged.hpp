// DIR/acknowledged: how far each partition has been on the disk, a tenth of a second ago. A journal that has lost its tail looks
// like one that never had it; this tells. It is one frame, overwritten in place and synced only now and then: a process that dies
// leaves it behind; after a power cut it may be older, or not intact, and tells less.
#pragma once

#include <optional>
#include <stdexcept>

#include "infra/segments/files.hpp"
#include "infra/segments/segment.hpp"

namespace millrace::segments {

// Acknowledged records are not there. Nothing was changed; the message says how many, and the remedy.
struct Lost : std::runtime_error {
  Lost(const std::filesystem::path& directory, const std::string& what);
};
inline constexpr const char* lost_remedy = "put the last segment back from the archive (serve --archive) or a backup, or accept the loss: "
                                           "millrace journal accept-loss --data DIR";

// Nothing when none was kept, or that of another journal, or while it is being overwritten.
std::optional<Ends> acknowledged_in(Files&, const std::filesystem::path& directory, const Uuid& incarnation);
void keep_acknowledged(Files&, const std::filesystem::path& directory, const Uuid& incarnation, const Ends&);
void sync_acknowledged(Files&, const std::filesystem::path& directory);
void forget_acknowledged(Files&, const std::filesystem::path& directory);

// How the journal falls short of what `who` knows, for people; empty when it does not.
std::string shortfall(const Ends& there, const Ends& known, std::string_view who);

}  // namespace millrace::segments
