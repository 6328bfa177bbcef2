// DIR/acknowledged: how far each partition has been on the disk, a tenth of a second ago. A journal that has lost its tail looks
// like one that never had it; this tells. It has two slots, each a frame with a number; the newest intact one counts. One is
// overwritten in place until it has been synced, and then the other one: a process that dies leaves the newest behind, and after a
// power cut the one that was synced before is whole, and tells less.
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

// Nothing when none was kept, or that of another journal, or neither slot is intact.
std::optional<Ends> acknowledged_in(Files&, const std::filesystem::path& directory, const Uuid& incarnation);
// Where that is nothing: what there is, for people.
std::string why_not_known(Files&, const std::filesystem::path& directory);

// The writer of it; one at a time.
class Acknowledged {
 public:
  Acknowledged(Files& files, std::filesystem::path directory, const Uuid& incarnation)
      : files_(files), directory_(std::move(directory)), incarnation_(incarnation) {}
  void keep(const Ends&);
  void sync();                               // what was kept last

 private:
  void begin();

  Files& files_;
  const std::filesystem::path directory_;
  const Uuid incarnation_;
  std::uint64_t number_ = 0;                 // of the slot that is being overwritten; 0: it has not been looked which
};
void forget_acknowledged(Files&, const std::filesystem::path& directory);

// How the journal falls short of what `who` knows, for people; empty when it does not.
std::string shortfall(const Ends& there, const Ends& known, std::string_view who);

}  // namespace millrace::segments
