#include "gateways/core/view.hpp"

#include <algorithm>

namespace millrace {

RowPtr row_made(const AnyFold& fold, const Committed& record, const Key& key) {
  RowPtr row;
  for (std::size_t n = 0; n < record.facts.size(); ++n) {
    const auto& fact = record.facts[n];
    const auto* listener = fold.listener(fact.type);
    if (!listener) continue;
    const auto keys = listener->keys(fact.value.get());
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    auto meta = meta_of(record, n);
    meta.key = key;
    row = listener->apply(row, fact.value.get(), meta);
  }
  return row;
}

Response adding(Response response, const Shape& shape, const void* more) {
  response.body.pop_back();
  JsonWriter out{response.body, JsonWriter::Inside::object};
  add_members(out, shape, more);
  out.end_object();
  return response;
}

}  // namespace millrace
