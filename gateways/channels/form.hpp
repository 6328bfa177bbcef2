// application/x-www-form-urlencoded (WHATWG URL standard §5), as providers send and take it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::channel {

using Form = std::vector<std::pair<std::string, std::string>>;

// In order; nothing when it is none.
std::optional<Form> read_form(std::string_view body);
std::string write_form(const Form&);
// The first of that name; empty when there is none.
std::string_view value_of(const Form&, std::string_view name);

}  // namespace millrace::channel
