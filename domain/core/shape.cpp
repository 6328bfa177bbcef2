#include "domain/core/shape.hpp"

namespace millrace {

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
