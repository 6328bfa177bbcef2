#include "domain/core/right.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace millrace {

namespace {
constexpr std::array<std::string_view, std::size(every_role)> names{"owner", "admin", "manager", "agent", "limited_agent", "member", "client"};

std::ptrdiff_t rank(std::string_view role) { return std::find(names.begin(), names.end(), role) - names.begin(); }
}  // namespace

std::string name_of(Role role) { return std::string(names[static_cast<std::size_t>(role)]); }

std::optional<Role> built_in(std::string_view role) {
  const auto n = static_cast<std::size_t>(rank(role));
  if (n == names.size()) return {};
  return static_cast<Role>(n);
}

bool above(std::string_view role, std::string_view other) { return rank(role) < rank(other); }

void RightSet::add(const Right& right) {
  const auto at = std::lower_bound(names_.begin(), names_.end(), right.name);
  if (at == names_.end() || *at != right.name) names_.insert(at, right.name);
}
void RightSet::remove(std::string_view name) {
  if (const auto at = std::lower_bound(names_.begin(), names_.end(), name); at != names_.end() && *at == name) names_.erase(at);
}
bool RightSet::has(const Right& right) const { return std::binary_search(names_.begin(), names_.end(), right.name); }
bool RightSet::within(const RightSet& all) const { return std::includes(all.names_.begin(), all.names_.end(), names_.begin(), names_.end()); }
RightSet RightSet::with(const Right& right) const {
  auto set = *this;
  set.add(right);
  return set;
}
RightSet RightSet::without(const Right& right) const {
  auto set = *this;
  set.remove(right.name);
  return set;
}
RightSet RightSet::minus(const RightSet& other) const {
  RightSet rest;
  std::set_difference(names_.begin(), names_.end(), other.names_.begin(), other.names_.end(), std::back_inserter(rest.names_));
  return rest;
}

}  // namespace millrace
