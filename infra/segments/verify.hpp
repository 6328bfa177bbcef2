// Reading a whole journal directory without changing it: for `millrace journal verify|doctor|cat|copy`, also beside a
// running server.
#pragma once

#include "infra/segments/store.hpp"
#include "schemas/journal/partition_report.hpp"

namespace millrace::segments {

struct Damage {
  // torn: the last write did not finish, the next start cuts it. rot: acknowledged records are damaged or missing, restore the
  // file. lost: acknowledged records are not there, and no damage shows where they were.
  enum class Kind { torn, rot, lost };
  Kind kind;
  std::string file;
  std::uint64_t position;
  std::string what;
  std::uint64_t intact_behind = 0;     // records of that file that are good although they lie behind the damage
};

struct Report {
  Uuid incarnation;
  std::uint64_t segments = 0, bytes = 0, records = 0;
  std::array<PartitionReport, partitions> of;
  Ends ends{};
  std::vector<Damage> damage;
  std::string unwitnessed;             // why DIR/acknowledged does not say how far these records go; empty: it does
  // Nothing acknowledged is damaged or missing, as far as the directory knows, and every chain holds.
  bool ok() const;
};

// Goes on behind damage, to say what else is affected. Throws Missing when there is no journal there.
Report verify(Files&, const std::filesystem::path& directory);

// Every durable record of all partitions in the order they were written, at the speed of the disk: a segment is read
// as a whole. Stops when `each` says false. Throws Rot, Missing.
void scan_all(Files&, const std::filesystem::path& directory,
              const std::function<bool(Partition, Offset, std::string_view bytes)>& each);

}  // namespace millrace::segments
