// Rows that were read or written lately, decoded. Two generations bound it: when the young one is full it becomes the old one.
#pragma once

#include <string>
#include <unordered_map>

#include "projections/core/projection.hpp"

namespace millrace {

class RowCache {
 public:
  explicit RowCache(std::size_t generation_rows) : x_limit(generation_rows) {}

  // Null when it is not known here; a StampedRow without a row says that there is none.
  const StampedRow* find(const std::string& key) {
    if (const auto young = x_young.find(key); young != x_young.end()) return &young->second;
    const auto old = x_old.find(key);
    if (old == x_old.end()) return nullptr;
    auto node = x_old.extract(old);
    make_room();
    return &x_young.insert(std::move(node)).position->second;
  }
  const StampedRow& put(std::string key, StampedRow row) {
    make_room();
    return x_young.insert_or_assign(std::move(key), std::move(row)).first->second;
  }

 private:
  void make_room() {
    if (x_young.size() < x_limit) return;
    x_old = std::move(x_young);
    x_young = {};
  }

  std::size_t x_limit;
  std::unordered_map<std::string, StampedRow> x_young, x_old;
};

}  // namespace millrace
