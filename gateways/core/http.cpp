#include "gateways/core/http.hpp"

namespace millrace {

namespace {

std::string_view first(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs)
    if (key == name) return value;
  return {};
}

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const { return first(headers, lower_case_name); }
std::string_view Request::param(std::string_view name) const { return first(query, name); }

}  // namespace millrace
