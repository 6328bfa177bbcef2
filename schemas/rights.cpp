#include "schemas/rights.hpp"

#include <algorithm>
#include <stdexcept>

namespace millrace {

namespace {
constexpr auto by_name = [](const Right& right, std::string_view name) { return right.name < name; };
}  // namespace

Rights& Rights::house() {
  static Rights rights;
  return rights;
}

void Rights::add(const Right& right) {
  if (const auto* known = find(right.name)) {
    if (*known != right) throw std::logic_error("two rights are called " + std::string(right.name));
    return;
  }
  all_.insert(std::lower_bound(all_.begin(), all_.end(), right.name, by_name), right);
  for (std::size_t n = 0; n < usual_.size(); ++n)
    if (const auto role = static_cast<Role>(n); role == Role::owner || right.roles.has(role)) usual_[n].add(right);
}

const Right* Rights::find(std::string_view name) const {
  const auto at = std::lower_bound(all_.begin(), all_.end(), name, by_name);
  return at != all_.end() && at->name == name ? &*at : nullptr;
}

const RightSet& Rights::usual(std::string_view role) const {
  static const RightSet none;
  const auto known = built_in(role);
  return known ? usual_[static_cast<std::size_t>(*known)] : none;
}

RightSet Rights::of(const Access& access) const {
  auto can = usual(access.role);
  for (const auto& name : access.granted)
    if (const auto* right = find(name)) can.add(*right);
  for (const auto& name : access.denied) can.remove(name);
  return can;
}

bool Rights::all_powerful(const Access& access) const {
  const auto known = [&](const auto& name) { return find(name) != nullptr; };
  return built_in(access.role) == Role::owner && std::none_of(access.denied.begin(), access.denied.end(), known);
}

Access Rights::deviating(const Access& was, const RightSet& given) const {
  const auto with_unknown = [&](std::vector<std::string> names, const std::vector<std::string>& before) {
    for (const auto& name : before)
      if (!find(name)) names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
  };
  const auto& expected = usual(was.role);
  return {was.role, with_unknown(given.minus(expected).names(), was.granted), with_unknown(expected.minus(given).names(), was.denied)};
}

}  // namespace millrace
