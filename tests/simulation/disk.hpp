// A process's disk: a key-value store without a log of its own, as the local store has it. What was written and not flushed is
// gone after a crash, from some batch on; a batch is there as a whole or not at all.
#pragma once

#include <deque>

#include "projections/core/store_layout.hpp"
#include "tests/support/memory_key_value.hpp"
#include "tests/simulation/chance.hpp"

namespace millrace::simulation {

class Disk final : public KeyValue {
 public:
  using Content = MemoryKeyValue::Content;

  std::shared_ptr<const View> snapshot() const override { return std::make_shared<Shared>(content_); }
  std::optional<std::string> get(std::string_view key) const override {
    const auto found = content_->find(key);
    if (found == content_->end()) return {};
    return found->second;
  }
  bool write(const Batch& batch) override {
    if (busy && busy()) return false;
    if (content_.use_count() > 1) content_ = std::make_shared<Content>(*content_);   // somebody reads a snapshot
    apply(*content_, batch);
    unflushed_.push_back(batch);
    if (written) written(batch, durable_);
    return true;
  }
  void flush() override { flush_first(unflushed_.size()); }
  // A flush that was under way has saved some of the batches, the oldest first.
  void crash(Chance& chance) {
    flush_first(chance.below(unflushed_.size() + 1));
    unflushed_.clear();
    content_ = std::make_shared<Content>(durable_);
  }
  const Content& content() const { return *content_; }
  // For disks that are not as they should be.
  void forget(char kind) {
    for (auto* content : {content_.get(), &durable_}) std::erase_if(*content, [&](const auto& e) { return e.first[0] == kind; });
  }

  // As another release has left it, in which that fold was another one.
  void outdate(const std::string& fold) {
    for (auto* content : {content_.get(), &durable_})
      if (const auto at = content->find(layout::name(fold)); at != content->end()) at->second.back() ^= 1;
  }

  std::function<bool()> busy = {};
  std::function<void(const Batch&, Content& durable)> written = {};

  static void apply(Content& content, const Batch& batch) {
    MemoryKeyValue::clear(content, batch);
    for (const auto& [key, value] : batch.writes)
      if (value) content[key] = *value;
      else content.erase(key);
  }

 private:
  struct Shared final : View {
    explicit Shared(std::shared_ptr<Content> c) : content(std::move(c)) {}
    std::shared_ptr<Content> content;
    std::optional<std::string> get(std::string_view key) const override {
      const auto found = content->find(key);
      if (found == content->end()) return {};
      return found->second;
    }
    void scan(std::string_view prefix, std::string_view from, bool downwards,
              const std::function<bool(std::string_view, std::string_view)>& each) const override {
      MemoryKeyValue::scan(*content, prefix, from, downwards, each);
    }
  };
  void flush_first(std::size_t n) {
    for (; n; --n) {
      apply(durable_, unflushed_.front());
      unflushed_.pop_front();
    }
  }

  std::shared_ptr<Content> content_ = std::make_shared<Content>();
  Content durable_;
  std::deque<Batch> unflushed_;
};

}  // namespace millrace::simulation
