// Defects that are kept, to show that the judge would notice each of them. One is switched on for a run, or none. Those that lie
// in the harness (a bad disk, a wrong turn, a careless network) ask `mutated` themselves; those in product code are written in
// mutations.txt and worked into copies of its sources by `mutate`, so that the product holds nothing of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace millrace::simulation {

// As a name: "no_chain_rule". Empty: as it should be.
inline std::string_view mutation;
inline bool mutated(std::string_view name) { return !mutation.empty() && mutation == name; }

struct Kept {
  std::string_view name;
  std::string_view where;    // "product" or "harness"
  std::string_view what;
  std::uint64_t seed;        // is tried first: one that has caught it, where few do
};
const std::vector<Kept>& kept_mutations();

}  // namespace millrace::simulation
