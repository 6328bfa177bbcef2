#include "gateways/core/http.hpp"

#include <cctype>

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

std::string percent_encoded(std::string_view text, std::string_view keep) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || std::string_view("-_.~").find(static_cast<char>(c)) != std::string_view::npos || keep.find(static_cast<char>(c)) != keep.npos)
      out += static_cast<char>(c);
    else
      ((out += '%') += hex[c >> 4]) += hex[c & 15];
  }
  return out;
}

}  // namespace millrace
