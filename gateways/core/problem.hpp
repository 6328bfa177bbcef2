// What goes wrong, as the caller reads it: RFC 9457 `application/problem+json`. `type` is `/problems/<code>`; codes are public and
// never reused. Nothing internal belongs in a title or a detail.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/core/verdict.hpp"
#include "gateways/core/http.hpp"
#include "gateways/core/rules.hpp"
#include "schemas/json/input_error.hpp"

namespace millrace {

// The members that Figures become, beside those of RFC 9457 (§3.2): every name that there is.
inline constexpr std::pair<std::string_view, std::string_view> problem_figures[] = {
    {"records", "that the view of projection.catching_up is built from"},
    {"records_read", "of these, so far"},
    {"newest", "number of the newest message, of conversation.moved_on and conversation.seen_invalid"},
    {"version", "as it is now, of version.stale"},
};

// The refusal of a rule, with the status of its kind; nothing goes wrong without a rule, so every code stands in the catalogue of the
// house (Module::rules). All texts must be valid UTF-8. An empty detail and an empty list of errors are left out; without errors of
// the caller's, input that the rule calls invalid has one: the member that it is about.
Response problem(const Rule&, std::string_view detail = {}, const std::vector<InputError>& errors = {}, const Figures& = {});
Response problem(const Rejection&);
// The same with Retry-After in seconds: the same request may do later.
Response unavailable(const Rule&, std::string_view detail = {}, int retry_after_s = 1);

}  // namespace millrace
