// One record of the journal is one decision. The bytes are for ever: a field is never reused, a new format gets a new number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/actor.hpp"
#include "domain/core/fact.hpp"
#include "schemas/digest.hpp"

namespace millrace {

inline constexpr int partitions = 64;                  // for ever, on Kafka and embedded alike
inline constexpr std::size_t max_record_bytes = 900'000;

using Partition = int;
using Offset = std::int64_t;
using Chain = Digest;

// (murmur2(text of the tenant id) & 0x7fffffff) mod 64, as Kafka's own clients compute it.
std::uint32_t murmur2(std::string_view);
Partition partition_of(const Uuid& tenant);

// A fact as it is kept: its wire name, whose it is, and its body as JSON with personal fields sealed.
struct Entry {
  std::string wire;
  Uuid stream{};
  std::int64_t version = 0;            // of the stream, after this fact: 1, 2, …
  Time occurred_at{};
  Origin origin = Origin::live;
  std::string body;
  bool operator==(const Entry&) const = default;
};

// Takes the partition: later commits continue this writer's chain.
struct Fence {
  Uuid incarnation{};                  // of the whole journal; new after a restore
  std::int64_t epoch = 0;              // accepted iff greater than the current one
  Uuid writer{};
  Time ts{};
  std::string endpoint;                // where this owner takes requests, "" when it has none
  bool operator==(const Fence&) const = default;
};

// Where a command came from, for who keeps watch; rules never read it.
struct Provenance {
  Uuid session{};                      // the log-in that it came under, of an API key the secret; nil: neither
  Uuid trace{};                        // trace-id of its W3C Trace Context; nil: it has none
  std::uint64_t span = 0;              // … and in that trace the span of the request that asked
  bool operator==(const Provenance&) const = default;
};

// One accepted command: all its facts, and what its reply and its deduplication need.
struct Commit {
  std::int64_t epoch = 0;
  Uuid writer{};
  std::int64_t seq = 0;                // counts this writer's records since its fence, from 1
  Chain prev_chain{};
  Time ts{};                           // log time: monotone per partition
  Uuid tenant{};
  Uuid command{};                      // its id: H(tenant, principal, method, path, Idempotency-Key)
  Digest fingerprint{};                // HMAC of the request body
  Principal principal{};
  Uuid member{};                       // the principal as a member of the tenant; nil when none
  Uuid cause{};                        // the timer or handoff that this command comes from; nil when none
  std::string ask;                     // wire name of what was asked
  Uuid subject{};                      // the stream that was asked about
  std::int64_t subject_version = 0;    // of that stream, after this record
  std::vector<Entry> facts;
  Provenance from{};
  bool operator==(const Commit&) const = default;
};

// Keeps an idle producer's state alive (Kafka only).
struct Noop {
  std::int64_t epoch = 0;
  Uuid writer{};
  std::int64_t seq = 0;
  Chain prev_chain{};
  Time ts{};
  bool operator==(const Noop&) const = default;
};

using Record = std::variant<Fence, Commit, Noop>;

// The bytes of a record: magic, format, CRC-32C of the rest, partition, kind, fields. Little-endian, lengths before contents.
std::string encode(Partition, const Record&);
std::string encode(Partition, const Commit&);

// Why bytes are no record: for people, one line.
struct Undecodable { std::string why; };
std::variant<Record, Undecodable> decode(Partition, std::string_view bytes);

// CRC-32C (Castagnoli, RFC 3720 B.4), of `bytes` continued from `crc`.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t crc = 0);
// The same without the processor's instruction for it.
std::uint32_t crc32c_portable(std::string_view bytes, std::uint32_t crc = 0);

}  // namespace millrace
