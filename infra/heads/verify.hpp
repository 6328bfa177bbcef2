// Holding a journal to heads that were signed earlier, without the house that has signed them. What the chain cannot tell this does: a history
// that was written anew as a whole, chain and all, and one whose end was cut off.
#pragma once

#include <functional>

#include "infra/heads/head.hpp"

namespace millrace::heads {

struct Findings {
  std::uint64_t heads = 0, records = 0;
  std::vector<std::string> faults;                     // for people; empty: the journal holds whatever the heads say
};

// Records of a partition from the first on, until `each` says false.
using Scan = std::function<void(Partition, const std::function<bool(std::string_view record)>& each)>;
Findings verify(const std::vector<SignedHead>&, std::string_view key, const Scan&);

// One as JSON on each line. Throws std::runtime_error that names the line.
std::vector<SignedHead> read_heads(std::string_view lines);

// What GET /businesses/{business_id}/audit/proof answers; empty: it proves that the record lies where the head says, else why not.
// Throws std::runtime_error when it is none, like the next.
std::string fault_of_proof(std::string_view json, std::string_view key);
// The key that its head names.
std::string key_in_proof(std::string_view json);

}  // namespace millrace::heads
