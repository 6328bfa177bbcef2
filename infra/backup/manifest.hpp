// What one backup holds: written last, so that a backup without one is none. Sealed like all else, and under the journal's own key
// too, by which the next backup knows what is there already.
#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "domain/core/id.hpp"
#include "domain/core/time.hpp"
#include "schemas/journal/partition_report.hpp"

namespace millrace::backup {

inline constexpr std::size_t piece_bytes = 4 << 20;                    // of a file: an object
inline constexpr std::size_t most_manifest_bytes = 256 << 20;

// Where the accepted history of a partition stands, and behind how many records.
struct PartitionStand {
  std::int64_t partition = 0, records = 0, epoch = 0, seq = 0, fence = -1;
  Uuid incarnation{}, writer{};
  std::string chain;                                   // hex
  Time ts{};
  bool operator==(const PartitionStand&) const = default;
};
BOOST_DESCRIBE_STRUCT(PartitionStand, (), (partition, records, epoch, seq, fence, incarnation, writer, chain, ts))

using Reports = std::array<PartitionReport, partitions>;
std::vector<PartitionStand> stands_of(const Reports&);                 // of partitions that hold anything
Reports reports_of(const std::vector<PartitionStand>&);                // from which one may go on; throws Damaged

struct About {
  std::int64_t format = 1;
  Uuid incarnation{};
  Time at{};                                           // everything that was acknowledged before is in it
  std::string release;                                 // which facts the release knew that made it: a fingerprint
  std::int64_t records = 0, segments = 0;
  bool master_key = true;                              // false: it is kept elsewhere, and needed
  std::vector<PartitionStand> stands = {};
  std::int64_t sealed_segments = 0;                    // so many from the first on, which no longer change …
  std::vector<PartitionStand> sealed_stands = {};      // … and where they end
};
BOOST_DESCRIBE_STRUCT(About, (), (format, incarnation, at, release, records, segments, master_key, stands, sealed_segments, sealed_stands))

struct File {
  std::string path;                                    // in the data directory: journal/…, keys/…, files/…
  std::int64_t bytes = 0;
  std::string sha256;                                  // hex
  std::vector<std::string> pieces = {};                // names of objects, in order, each of piece_bytes but the last
  bool sealed = false;                                 // a segment that no longer changes
  std::string tail;                                    // of such a one: SHA-256 of its last bytes
};
BOOST_DESCRIBE_STRUCT(File, (), (path, bytes, sha256, pieces, sealed, tail))

struct Erased {                                        // keys that were destroyed by then; never to come back
  std::vector<Uuid> key_ids = {};
};
BOOST_DESCRIBE_STRUCT(Erased, (), (key_ids))

struct Manifest {
  About about;
  std::vector<File> files;
  std::set<Uuid> erased;

  std::set<std::string> pieces() const;
  std::int64_t bytes() const;
};

std::string to_text(const Manifest&);                  // a line of JSON for each of them
// Throws Damaged, also for a path that leads elsewhere and for one of a format that this release does not know.
Manifest manifest_of(std::string_view name, std::string_view text);

// "manifests/<time>", in whose order they were made.
inline constexpr const char* manifests = "manifests/";
inline constexpr const char* pieces_prefix = "pieces/";
std::string manifest_name(Time);
std::optional<Time> time_of_manifest(std::string_view name);

// Of the facts that this program knows.
std::string release_fingerprint();

}  // namespace millrace::backup
