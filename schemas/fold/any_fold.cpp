#include "schemas/fold/any_fold.hpp"

#include <algorithm>

namespace millrace {

Keys detail::key_of_stream(const void* fact) { return {Key(*static_cast<const Uuid*>(fact))}; }

bool AnyFold::of_own_stream() const {
  return std::all_of(listeners.begin(), listeners.end(), [](const auto& l) { return l.keys == &detail::key_of_stream; });
}

AnyFold detail::fold_from(std::string name, const Shape& row, int version, const Listener* listeners, std::size_t count) {
  AnyFold fold;
  fold.name = std::move(name);
  fold.row = &row;
  fold.version = version;
  for (const auto* l = listeners; l != listeners + count; ++l)
    if (l->apply) fold.listeners.push_back({&l->fact(), l->keys, l->apply});
  return fold;
}

}  // namespace millrace
