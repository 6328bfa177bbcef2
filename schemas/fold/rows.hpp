// Rows of all folds, by tenant and key: what the write side decides on and the read side answers from.
#pragma once

#include <map>
#include <unordered_map>

#include "schemas/fold/any_fold.hpp"

namespace millrace {

class Rows {
 public:
  virtual ~Rows() = default;
  virtual RowPtr get(const AnyFold&, const Uuid& tenant, const Key&) const = 0;
  // The newest version of a stream; 0 when it has no fact.
  virtual std::int64_t version(const Uuid& tenant, const Uuid& stream) const = 0;
};

// The row of lookup L with that key; null when there is none.
template <class L, class K>
std::shared_ptr<const typename L::Row> find_row(const Rows& rows, const Uuid& tenant, const K& key) {
  return std::static_pointer_cast<const typename L::Row>(rows.get(lookup_of<L>(), tenant, Key(key)));
}
// What stands there, or an empty one.
template <class Row>
const Row& row_or_none(const std::shared_ptr<const Row>& row) {
  static const Row none{};
  return row ? *row : none;
}
// No rows at all: for what needs none although others join.
struct Nothing : Rows {
  RowPtr get(const AnyFold&, const Uuid&, const Key&) const override { return {}; }
  std::int64_t version(const Uuid&, const Uuid&) const override { return 0; }
};

namespace detail {

// A value that is there from the beginning and is never destroyed.
template <class T>
union Lasting {
  T value;
  constexpr Lasting() : value{} {}
  constexpr ~Lasting() {}
};
template <class State>
inline constinit const Lasting<State> nothing_yet{};

RowPtr state_row(const Rows&, const AnyFold&, const Uuid& tenant, const Uuid& id, const void* none);

}  // namespace detail

// The state of that aggregate; Absent when nothing has happened to it. Never null.
template <class A>
std::shared_ptr<const typename A::State> state_row(const Rows& rows, const Uuid& tenant, const Uuid& id) {
  using State = typename A::State;
  return std::static_pointer_cast<const State>(detail::state_row(rows, state_of<A>(), tenant, id, &detail::nothing_yet<State>.value));
}

// Rows above other rows: what is decided but not confirmed, or folded but not yet written.
class Layer : public Rows {
 public:
  explicit Layer(const Rows& below) : below_(&below) {}
  // A layer above a layer is written Layer{static_cast<const Rows&>(it)}; a copy is never meant.
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override {
    const auto found = rows_.find(Sought{&fold, tenant, key});
    return found == rows_.end() ? below_->get(fold, tenant, key) : found->second.row;
  }
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override {
    const auto found = versions_.find(std::pair{tenant, stream});
    return found == versions_.end() ? below_->version(tenant, stream) : found->second.version;
  }
  // `mark` says which record did it; forget(mark) drops what no later record has touched.
  void put(const AnyFold& fold, const Uuid& tenant, const Key& key, RowPtr row, std::int64_t mark) {
    rows_[At{&fold, tenant, key}] = {std::move(row), mark};
  }
  void put_version(const Uuid& tenant, const Uuid& stream, std::int64_t version, std::int64_t mark) {
    versions_[std::pair{tenant, stream}] = {version, mark};
  }
  // What records up to `mark` left here is now below.
  void forget(std::int64_t mark) {
    std::erase_if(rows_, [&](const auto& r) { return r.second.mark <= mark; });
    std::erase_if(versions_, [&](const auto& v) { return v.second.mark <= mark; });
  }
  // Everything in `other` goes on top of this.
  void take(const Layer& other) {
    for (const auto& [k, r] : other.rows_) rows_[k] = r;
    for (const auto& [k, v] : other.versions_) versions_[k] = v;
  }
  void clear() {
    rows_.clear();
    versions_.clear();
  }
  bool empty() const { return rows_.empty() && versions_.empty(); }

  struct At {
    const AnyFold* fold;
    Uuid tenant;
    Key key;
    auto operator<=>(const At&) const = default;
  };
  struct Sought {                          // the same, without a copy of the key
    const AnyFold* fold;
    const Uuid& tenant;
    const Key& key;
  };
  struct HashOf {
    using is_transparent = void;
    std::size_t operator()(const auto& at) const {
      return (std::hash<std::string_view>{}(at.key.bytes) * 31 + std::hash<Uuid>{}(at.tenant)) * 31 + std::hash<const void*>{}(at.fold);
    }
    std::size_t operator()(const std::pair<Uuid, Uuid>& ids) const { return std::hash<Uuid>{}(ids.first) * 31 + std::hash<Uuid>{}(ids.second); }
  };
  struct Same {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return a.fold == b.fold && a.key == b.key && a.tenant == b.tenant; }
  };
  struct Value { RowPtr row; std::int64_t mark = 0; };
  struct Version { std::int64_t version = 0, mark = 0; };
  using Held = std::unordered_map<At, Value, HashOf, Same>;
  using Versions = std::unordered_map<std::pair<Uuid, Uuid>, Version, HashOf>;
  const Held& rows() const { return rows_; }
  const Versions& versions() const { return versions_; }

 private:
  const Rows* below_;
  Held rows_;
  Versions versions_;
};

// Which folds hear which fact. Made once, from everything the house names; outlives all who use it.
class Folds {
 public:
  explicit Folds(std::vector<const AnyFold*> all);
  struct Hears { const AnyFold* fold; const OnFact* listener; };
  const std::vector<Hears>& of(const WireType* fact) const;
  const std::vector<const AnyFold*>& all() const { return all_; }
  // The one of that name; null when there is none.
  const AnyFold* named(std::string_view name) const;

  // Applies a fact to every row that it touches, in `layer`. `touched(fold, key, before, after)` hears of each changed row.
  using Touched = std::function<void(const AnyFold&, const Key&, const RowPtr& before, const RowPtr& after, const Meta&)>;
  void apply(Layer& layer, const AnyFact& fact, Meta meta, const Touched& touched = {}) const;

 private:
  std::vector<const AnyFold*> all_;
  std::map<const WireType*, std::vector<Hears>> hears_;
};

}  // namespace millrace
