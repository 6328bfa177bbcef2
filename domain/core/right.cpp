#include "domain/core/right.hpp"

#include <array>

namespace millrace {

namespace {
constexpr std::array<std::string_view, 5> names{"owner", "admin", "manager", "agent", "limited_agent"};

std::ptrdiff_t rank(std::string_view role) { return std::find(names.begin(), names.end(), role) - names.begin(); }
}  // namespace

std::string name_of(Role role) { return std::string(names[static_cast<std::size_t>(role)]); }

std::optional<Role> built_in(std::string_view role) {
  const auto n = static_cast<std::size_t>(rank(role));
  if (n == names.size()) return {};
  return static_cast<Role>(n);
}

bool above(std::string_view role, std::string_view other) { return rank(role) < rank(other); }

}  // namespace millrace
