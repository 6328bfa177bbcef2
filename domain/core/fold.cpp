#include "domain/core/fold.hpp"

namespace millrace {

void append_key(std::string& key, const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Shape::Kind::uuid:
      key += static_cast<const Uuid*>(value)->raw();
      return;
    case Shape::Kind::text:
      key += *static_cast<const std::string*>(value);
      key += '\0';
      return;
    case Shape::Kind::enumeration:
      key += static_cast<char>(shape.count(value));
      return;
    case Shape::Kind::optional:
      key += static_cast<char>(shape.count(value));
      if (shape.count(value)) append_key(key, *shape.inner[0], shape.at(value, 0));
      return;
    case Shape::Kind::object:
      for (const auto& f : shape.fields) append_key(key, *f.shape, value_at(value, f));
      return;
    default:
      return;                // numbers, times and personal text name nothing
  }
}

}  // namespace millrace
