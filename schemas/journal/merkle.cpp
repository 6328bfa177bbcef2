#include "schemas/journal/merkle.hpp"

#include <bit>

namespace millrace::merkle {

namespace {

// A run of leaves whose number is not a power of two splits behind the largest power of two below it; so whatever lies left of a split is a
// complete subtree, and begins at a multiple of its own size.
int level_of_left(std::uint64_t size) { return std::bit_width(size - 1) - 1; }

Digest root_of(std::uint64_t first, std::uint64_t size, const Subtree& subtree) {
  if (std::has_single_bit(size)) return subtree(first / size, std::countr_zero(size));
  const int level = level_of_left(size);
  const auto left = std::uint64_t{1} << level;
  return node(subtree(first >> level, level), root_of(first + left, size - left, subtree));
}

void include(std::uint64_t index, std::uint64_t first, std::uint64_t size, const Subtree& subtree, std::vector<Digest>& path) {
  if (size == 1) return;
  const auto left = std::uint64_t{1} << level_of_left(size);
  if (index < left) {
    include(index, first, left, subtree, path);
    path.push_back(root_of(first + left, size - left, subtree));
  } else {
    include(index - left, first + left, size - left, subtree, path);
    path.push_back(root_of(first, left, subtree));
  }
}

// `known`: the verifier has the root of these first leaves already.
void continue_from(std::uint64_t from, std::uint64_t first, std::uint64_t size, bool known, const Subtree& subtree, std::vector<Digest>& path) {
  if (from == size) {
    if (!known) path.push_back(root_of(first, size, subtree));
    return;
  }
  const auto left = std::uint64_t{1} << level_of_left(size);
  if (from <= left) {
    continue_from(from, first, left, known, subtree, path);
    path.push_back(root_of(first + left, size - left, subtree));
  } else {
    continue_from(from - left, first + left, size - left, false, subtree, path);
    path.push_back(root_of(first, left, subtree));
  }
}

}  // namespace

Digest leaf(std::string_view record) { return sha256(std::string_view{"\0", 1}, record); }

Digest node(const Digest& left, const Digest& right) {
  std::string both{"\1"};
  both.append(raw(left)).append(raw(right));
  return sha256(both);
}

Digest empty_root() { return sha256({}); }

void Frontier::add(const Digest& leaf) {
  auto hash = leaf;
  for (auto bits = size_++; bits & 1; bits >>= 1) {
    hash = node(complete_.back(), hash);
    complete_.pop_back();
  }
  complete_.push_back(hash);
}

Digest Frontier::root() const {
  if (complete_.empty()) return empty_root();
  auto hash = complete_.back();
  for (auto n = complete_.size() - 1; n-- > 0;) hash = node(complete_[n], hash);
  return hash;
}

Digest root(std::uint64_t size, const Subtree& subtree) { return size == 0 ? empty_root() : root_of(0, size, subtree); }

std::vector<Digest> inclusion(std::uint64_t index, std::uint64_t size, const Subtree& subtree) {
  std::vector<Digest> path;
  include(index, 0, size, subtree, path);
  return path;
}

std::vector<Digest> consistency(std::uint64_t from, std::uint64_t size, const Subtree& subtree) {
  std::vector<Digest> path;
  continue_from(from, 0, size, true, subtree, path);
  return path;
}

// The names are those of the RFC: fn and sn number a node and the last one of its level.
bool included(const Digest& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Digest>& path, const Digest& root) {
  if (index >= size) return false;
  auto fn = index, sn = size - 1;
  auto hash = leaf;
  for (const auto& beside : path) {
    if (sn == 0) return false;
    if (fn & 1 || fn == sn) {
      hash = node(beside, hash);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      hash = node(hash, beside);
    }
    fn >>= 1, sn >>= 1;
  }
  return sn == 0 && hash == root;
}

bool consistent(std::uint64_t from, const Digest& from_root, std::uint64_t size, const Digest& root, const std::vector<Digest>& path) {
  if (from == 0 || from > size) return false;
  if (from == size) return path.empty() && from_root == root;
  auto nodes = path;
  if (std::has_single_bit(from)) nodes.insert(nodes.begin(), from_root);
  if (nodes.empty()) return false;
  auto fn = from - 1, sn = size - 1;
  while (fn & 1) fn >>= 1, sn >>= 1;
  auto old_hash = nodes.front(), hash = nodes.front();
  for (std::size_t n = 1; n < nodes.size(); ++n) {
    if (sn == 0) return false;
    if (fn & 1 || fn == sn) {
      old_hash = node(nodes[n], old_hash);
      hash = node(nodes[n], hash);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      hash = node(hash, nodes[n]);
    }
    fn >>= 1, sn >>= 1;
  }
  return sn == 0 && old_hash == from_root && hash == root;
}

}  // namespace millrace::merkle
