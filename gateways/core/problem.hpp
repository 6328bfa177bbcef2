// What goes wrong, as the caller reads it: RFC 9457 `application/problem+json`. `type` is `/problems/<code>`; codes are public and
// never reused. Nothing internal belongs in a title or a detail.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/core/verdict.hpp"
#include "gateways/core/http.hpp"
#include "schemas/json/input_error.hpp"

namespace millrace {

// The members that Figures become, beside those of RFC 9457 (§3.2): every name that there is.
inline constexpr std::pair<std::string_view, std::string_view> problem_figures[] = {
    {"newest", "number of the newest message, of conversation.moved_on and conversation.seen_invalid"},
    {"version", "as it is now, of version.stale"},
};

// All texts must be valid UTF-8. An empty detail and an empty list of errors are left out.
Response problem(int status, std::string_view code, std::string_view title, std::string_view detail = {},
                 const std::vector<InputError>& errors = {}, const Figures& = {});
// The refusal of a rule, with the status of its kind. Without errors of the caller's, input that the rule calls invalid has one:
// the member that the rule's code names.
Response problem(const Rule&, std::string_view detail = {}, const std::vector<InputError>& errors = {}, const Figures& = {});
Response problem(const Rejection&);

}  // namespace millrace
