// Merkle trees over a partition's records, as RFC 9162 (Certificate Transparency 2.0, §2.1) has them: leaf n is the record at offset n, as its
// bytes lie in the journal, personal fields sealed. Pure; nothing here fails.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "schemas/digest.hpp"

namespace millrace::merkle {

Digest leaf(std::string_view record);                  // SHA-256(0x00 ‖ record)
Digest node(const Digest& left, const Digest& right);  // SHA-256(0x01 ‖ left ‖ right)
Digest empty_root();                                   // SHA-256 of nothing

// A growing tree of which nothing is kept but what its root needs: one hash for each bit of its size.
class Frontier {
 public:
  void add(const Digest& leaf);
  std::uint64_t size() const { return size_; }
  Digest root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> complete_;                       // roots of complete subtrees, the largest first
};

// The root of a complete subtree: of the 2^level leaves from number n·2^level on.
using Subtree = std::function<Digest(std::uint64_t n, int level)>;

// §2.1.1: of the first `size` leaves.
Digest root(std::uint64_t size, const Subtree&);
// §2.1.3.1: that leaf `index` is in the tree of `size` leaves; index < size.
std::vector<Digest> inclusion(std::uint64_t index, std::uint64_t size, const Subtree&);
// §2.1.4.1: that the tree of `size` leaves continues the one of its first `from`; 0 < from ≤ size.
std::vector<Digest> consistency(std::uint64_t from, std::uint64_t size, const Subtree&);

// §2.1.3.2 and §2.1.4.2: whether they prove it.
bool included(const Digest& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Digest>& path, const Digest& root);
bool consistent(std::uint64_t from, const Digest& from_root, std::uint64_t size, const Digest& root, const std::vector<Digest>& path);

}  // namespace millrace::merkle
