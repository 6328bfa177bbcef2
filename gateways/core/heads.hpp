// What this house says, signed, of how far each partition of its journal goes and what lies in it, and proofs against that: a port that
// infra/heads implements. Whoever keeps what it has said elsewhere can tell later whether a record has been changed, dropped, moved or cut off.
// Its callers are slow routes: it reads the disk, and may wait for another one's proof.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "schemas/digest.hpp"
#include "schemas/journal/record.hpp"

namespace millrace {

// `text` is what is signed, and says everything else but `key`: see infra/heads/head.hpp.
struct SignedHead {
  std::int64_t partition = 0, size = 0;        // records, from the first on
  std::string root;                            // of the Merkle tree over them (RFC 9162 §2.1), in hexadecimal digits
  Time at{};
  std::string text;
  std::string key, signature;                  // Ed25519 (RFC 8032), in hexadecimal digits
};
BOOST_DESCRIBE_STRUCT(SignedHead, (), (partition, size, root, at, text, key, signature))

class Heads {
 public:
  virtual ~Heads() = default;
  // The newest first, as many as are kept at hand.
  virtual std::vector<SignedHead> newest(Partition) = 0;
  struct Inclusion { std::vector<Digest> path; SignedHead head; };
  // That the record is among those of a head, of a new one if none has it yet. Nothing: there is no such record.
  virtual std::optional<Inclusion> inclusion(Partition, Offset) = 0;
  // That the first `to` records begin with the first `from`: 0 < from ≤ to. Nothing: there are not so many.
  virtual std::optional<std::vector<Digest>> consistency(Partition, std::int64_t from, std::int64_t to) = 0;
};

}  // namespace millrace
