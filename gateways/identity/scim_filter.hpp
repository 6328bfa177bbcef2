// What a SCIM client asks for: filters and paths of RFC 7644 (§3.4.2.2, §3.5.2), as values. Pure; whatever comes in, what is made of it is bounded.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace millrace::scim {

inline constexpr std::size_t filter_bytes_at_most = 2'000, filter_depth_at_most = 10, filter_terms_at_most = 50;

// What a filter compares with; null compares with what is not there.
using Value = std::variant<std::nullptr_t, bool, double, std::string>;

struct Filter {
  enum class How { equals, differs, contains, begins, ends, greater, at_least, less, at_most, present, all, any, none };
  How how = How::present;
  std::string attribute = {};                // in lower case, without the schema of users in front: "name.familyname"
  Value value = {};
  std::vector<Filter> parts = {};            // of `all` and `any`; of `none` the one that must not hold
};

// Nothing: it is none, or longer, deeper or of more terms than any that is taken.
std::optional<Filter> parse_filter(std::string_view);

// emails[type eq "work"].value: an attribute, a filter of its values, a part of these.
struct Path {
  std::string attribute;                     // in lower case, without the schema of users: "name.familyname"
  std::optional<Filter> where = {};          // of what is within
  std::string part = {};                     // behind the filter
};
std::optional<Path> parse_path(std::string_view);

// The name of an attribute as it is compared: in lower case, without the schema of users in front.
std::string attribute_name(std::string_view);

// All attributes that a filter asks for.
std::vector<std::string> attributes_of(const Filter&);

// The values of an attribute, as a resource has them: none, one or several; `exact` says of a text that its case matters.
struct Values {
  std::vector<Value> all = {};
  bool exact = false;
};
bool matches(const Filter&, const std::function<Values(const std::string& attribute)>&);

}  // namespace millrace::scim
