#include "schemas/json/matches.hpp"

#include "schemas/json/unknown_ask.hpp"

namespace millrace {

namespace {

void match(Vault& vault, const Shape& shape, void* value) {
  using K = Shape::Kind;
  if (shape.kind == K::personal) {
    auto& text = *static_cast<Personal<std::string>*>(value);
    if (!text.erased) text.match = match_of(vault, text.value);
  } else if (shape.kind == K::object) {
    for (const auto& f : shape.fields)
      if (f.compared) match(vault, *f.shape, value_at(value, f));
  } else if (shape.kind == K::optional || shape.kind == K::list) {
    for (std::size_t n = 0; n < shape.count(value); ++n) match(vault, *shape.inner[0], const_cast<void*>(shape.at(value, n)));   // our own copy
  } else if (shape.kind == K::variant) {
    const auto n = shape.count(value);
    match(vault, *shape.inner[n], const_cast<void*>(shape.at(value, n)));
  }
}

}  // namespace

AnyValue with_matches(Vault& vault, const AnyValue& value) {
  if (unknown_ask(value)) return value;                  // its name lives with it, and a copy would lose that
  const auto copy = value.type->shape->copy(value.value.get());
  match(vault, *value.type->shape, copy.get());
  return {value.type, copy};
}

}  // namespace millrace
