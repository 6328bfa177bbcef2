// The key-value store's in-memory twin. It can be busy, and it can crash: what was not flushed is gone then.
#pragma once

#include <map>

#include "projections/core/key_value.hpp"

namespace millrace {

class MemoryKeyValue final : public KeyValue {
 public:
  using Content = std::map<std::string, std::string, std::less<>>;

  struct Snapshot final : View {
    explicit Snapshot(Content c) : content(std::move(c)) {}
    Content content;

    std::optional<std::string> get(std::string_view key) const override {
      const auto found = content.find(key);
      if (found == content.end()) return {};
      return found->second;
    }
    void scan(std::string_view prefix, std::string_view from, bool downwards,
              const std::function<bool(std::string_view, std::string_view)>& each) const override {
      MemoryKeyValue::scan(content, prefix, from, downwards, each);
    }
  };
  static void scan(const Content& content, std::string_view prefix, std::string_view from, bool downwards,
                   const std::function<bool(std::string_view, std::string_view)>& each) {
    const auto fits = [&](const auto& entry) { return std::string_view(entry.first).starts_with(prefix); };
    if (!downwards) {
      for (auto at = content.lower_bound(std::max(prefix, from)); at != content.end() && fits(*at); ++at)
        if (!each(at->first, at->second)) return;
      return;
    }
    auto end = content.lower_bound(prefix);
    while (end != content.end() && fits(*end) && (from.empty() || end->first <= from)) ++end;
    for (auto at = std::make_reverse_iterator(end); at != content.rend() && fits(*at); ++at)
      if (!each(at->first, at->second)) return;
  }

  std::shared_ptr<const View> snapshot() const override { return std::make_shared<Snapshot>(content); }
  std::optional<std::string> get(std::string_view key) const override {
    const auto found = content.find(key);
    if (found == content.end()) return {};
    return found->second;
  }
  bool write(const Batch& batch) override {
    if (busy) return false;
    clear(content, batch);
    for (const auto& [key, value] : batch.writes) {
      if (value) content[key] = *value;
      else content.erase(key);
    }
    return true;
  }
  static void clear(Content& content, const Batch& batch) {
    for (const auto& prefix : batch.cleared) std::erase_if(content, [&](const auto& entry) { return entry.first.starts_with(prefix); });
  }
  void flush() override { flushed = content; }
  void crash() { content = flushed; }

  Content content, flushed;
  bool busy = false;
};

}  // namespace millrace
