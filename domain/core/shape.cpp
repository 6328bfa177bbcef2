#include "domain/core/shape.hpp"

namespace millrace {

void describe(const Shape& shape, std::string& out, int depth) {
  if (depth > 12) return;
  out += std::to_string(static_cast<int>(shape.kind)) + '(';
  for (const auto word : shape.words) (out += word) += ',';
  for (const auto* inner : shape.inner) {
    if (shape.kind == Shape::Kind::variant) out += inner->name;
    describe(*inner, out, depth + 1);
  }
  for (const auto& field : shape.fields) {
    (out += field.name) += ':';
    describe(*field.shape, out, depth + 1);
  }
  out += ')';
}

std::string snake_case(std::string_view name) {
  if (const auto colon = name.rfind("::"); colon != std::string_view::npos) name.remove_prefix(colon + 2);
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c | 0x20) : c;
  }
  return out;
}

}  // namespace millrace
