// What was read or written lately, decoded. Two generations bound it: when the young one is full it becomes the old one.
#pragma once

#include <string>
#include <unordered_map>

#include "projections/core/projection.hpp"

namespace millrace {

template <class Value>
class TwoGenerations {
 public:
  explicit TwoGenerations(std::size_t generation) : limit_(generation) {}

  // Null when it is not known here.
  const Value* find(const std::string& key) {
    if (const auto young = young_.find(key); young != young_.end()) return &young->second;
    const auto old = old_.find(key);
    if (old == old_.end()) return nullptr;
    auto node = old_.extract(old);
    make_room();
    return &young_.insert(std::move(node)).position->second;
  }
  const Value& put(std::string key, Value value) {
    make_room();
    return young_.insert_or_assign(std::move(key), std::move(value)).first->second;
  }
  void forget(const std::string& key) {
    if (!young_.erase(key)) old_.erase(key);
  }
  void clear() {
    young_.clear();
    old_.clear();
  }

 private:
  void make_room() {
    if (young_.size() < limit_) return;
    old_ = std::move(young_);
    young_ = {};
  }

  std::size_t limit_;
  std::unordered_map<std::string, Value> young_, old_;
};

using RowCache = TwoGenerations<StampedRow>;       // a StampedRow without a row says that there is none

}  // namespace millrace
