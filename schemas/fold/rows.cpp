#include "schemas/fold/rows.hpp"

namespace millrace {

RowPtr detail::state_row(const Rows& rows, const AnyFold& fold, const Uuid& tenant, const Uuid& id, const void* none) {
  auto row = rows.get(fold, tenant, Key(id));
  return row ? row : RowPtr(RowPtr{}, none);
}

Folds::Folds(std::vector<const AnyFold*> all) : all_(std::move(all)) {
  for (const auto* fold : all_)
    for (const auto& listener : fold->listeners) hears_[listener.fact].push_back({fold, &listener});
}

const std::vector<Folds::Hears>& Folds::of(const WireType* fact) const {
  static const std::vector<Hears> nobody;
  const auto found = hears_.find(fact);
  return found == hears_.end() ? nobody : found->second;
}

const AnyFold* Folds::named(std::string_view name) const {
  for (const auto* fold : all_)
    if (fold->name == name) return fold;
  return nullptr;
}

void Folds::apply(Layer& layer, const AnyFact& fact, Meta meta, const Touched& touched) const {
  for (const auto& [fold, listener] : of(fact.type)) {
    for (auto& key : listener->keys(fact.value.get())) {
      meta.key = std::move(key);
      const auto before = layer.get(*fold, meta.tenant, meta.key);
      auto after = listener->apply(before, fact.value.get(), meta);
      if (after == before) continue;
      layer.put(*fold, meta.tenant, meta.key, after, meta.offset);
      if (touched) touched(*fold, meta.key, before, after, meta);
    }
  }
  layer.put_version(meta.tenant, fact.stream(), meta.version, meta.offset);
}

}  // namespace millrace
