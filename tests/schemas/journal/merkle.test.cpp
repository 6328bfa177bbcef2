#include <doctest/doctest.h>

#include <random>

#include "schemas/journal/merkle.hpp"
#include "tests/support/bytes.hpp"

using namespace millrace;

namespace {

std::string hex(const Digest& d) { return to_hex(raw(d)); }

// The plain definition of RFC 9162 §2.1.1, recursion and all.
Digest by_definition(const std::vector<Digest>& leaves, std::size_t from, std::size_t size) {
  if (size == 0) return merkle::empty_root();
  if (size == 1) return leaves[from];
  std::size_t k = 1;
  while (2 * k < size) k *= 2;
  return merkle::node(by_definition(leaves, from, k), by_definition(leaves, from + k, size - k));
}

struct Leaves {
  explicit Leaves(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) all.push_back(merkle::leaf("record " + std::to_string(i)));
  }
  Digest root(std::size_t size) const { return by_definition(all, 0, size); }
  merkle::Subtree subtrees() const {
    return [this](std::uint64_t n, int level) { return by_definition(all, n << level, std::size_t{1} << level); };
  }
  std::vector<Digest> all;
};

}  // namespace

TEST_CASE("Merkle roots are those of Certificate Transparency's own vectors") {
  // https://github.com/google/certificate-transparency: merkletree/merkle_tree_test.cc
  const char* inputs[] = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const char* roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  CHECK(hex(merkle::empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  merkle::Frontier tree;
  CHECK(tree.root() == merkle::empty_root());
  for (std::size_t n = 0; n < std::size(inputs); ++n) {
    tree.add(merkle::leaf(from_hex(inputs[n])));
    CHECK(hex(tree.root()) == roots[n]);
  }
}

TEST_CASE("of every size a tree's root is what the definition says, however it is found") {
  const Leaves leaves{300};
  merkle::Frontier growing;
  for (std::size_t size = 0; size <= leaves.all.size(); ++size) {
    CHECK(growing.root() == leaves.root(size));
    CHECK(merkle::root(size, leaves.subtrees()) == leaves.root(size));
    if (size < leaves.all.size()) growing.add(leaves.all[size]);
  }
}

TEST_CASE("every leaf of every tree is proven to be there, and nothing else is") {
  const Leaves leaves{70};
  for (std::size_t size = 1; size <= leaves.all.size(); ++size)
    for (std::size_t index = 0; index < size; ++index) {
      const auto root = leaves.root(size);
      const auto path = merkle::inclusion(index, size, leaves.subtrees());
      CHECK(merkle::included(leaves.all[index], index, size, path, root));
      CHECK_FALSE(merkle::included(leaves.all[(index + 1) % leaves.all.size()], index, size, path, root));
      CHECK_FALSE(merkle::included(leaves.all[index], index, size, path, leaves.root(size - 1)));
      if (size > 1) CHECK_FALSE(merkle::included(leaves.all[index], (index + 1) % size, size, path, root));
      for (std::size_t n = 0; n < path.size(); ++n) {
        auto other = path;
        other[n][5] ^= 1;
        CHECK_FALSE(merkle::included(leaves.all[index], index, size, other, root));
        other = path;
        other.erase(other.begin() + static_cast<std::ptrdiff_t>(n));
        CHECK_FALSE(merkle::included(leaves.all[index], index, size, other, root));
      }
      auto longer = path;
      longer.push_back(root);
      CHECK_FALSE(merkle::included(leaves.all[index], index, size, longer, root));
    }
}

TEST_CASE("every tree is proven to continue every earlier one, and no other") {
  const Leaves leaves{70};
  for (std::size_t size = 1; size <= leaves.all.size(); ++size)
    for (std::size_t from = 1; from <= size; ++from) {
      const auto before = leaves.root(from), root = leaves.root(size);
      const auto path = merkle::consistency(from, size, leaves.subtrees());
      CHECK(merkle::consistent(from, before, size, root, path));
      CHECK_FALSE(merkle::consistent(from, leaves.root(from - 1), size, root, path));
      CHECK_FALSE(merkle::consistent(from, before, size, leaves.root(size - 1), path));
      for (std::size_t n = 0; n < path.size(); ++n) {
        auto other = path;
        other[n][7] ^= 1;
        CHECK_FALSE(merkle::consistent(from, before, size, root, other));
        other = path;
        other.erase(other.begin() + static_cast<std::ptrdiff_t>(n));
        CHECK_FALSE(merkle::consistent(from, before, size, root, other));
      }
    }
}
