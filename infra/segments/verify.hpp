// Reading a whole journal directory without changing it: for `millrace journal verify|doctor|cat|copy`, also beside a
// running server.
#pragma once

#include "infra/segments/store.hpp"
#include "schemas/journal/partition_report.hpp"

namespace millrace::segments {

struct Damage {
  // torn: never acknowledged, the next start cuts it. rot: acknowledged records are damaged or missing, restore the
  // file.
  enum class Kind { torn, rot };
  Kind kind;
  std::string file;
  std::uint64_t position;
  std::string what;
};

struct Report {
  Uuid incarnation;
  std::uint64_t segments = 0, bytes = 0, records = 0;
  std::array<PartitionReport, partitions> of;
  std::vector<Damage> damage;
  // Nothing acknowledged is damaged, and every chain holds.
  bool ok() const;
};

// Goes on behind damage, to say what else is affected. Throws Missing when there is no journal there.
Report verify(Files&, const std::filesystem::path& directory);

// Every durable record of all partitions in the order they were written, at the speed of the disk: a segment is read
// as a whole. Stops when `each` says false. Throws Rot, Missing.
void scan_all(Files&, const std::filesystem::path& directory,
              const std::function<bool(Partition, Offset, std::string_view bytes)>& each);

}  // namespace millrace::segments
