// What /problems and /problems/<code> answer: for each code what it means and how to mend it. Pages work without script and load
// nothing; programs get the same as JSON.
#pragma once

#include "domain/core/rule.hpp"
#include "gateways/core/route.hpp"

namespace millrace {

// Pages, the first of which is /problems. The rules are the whole house's, each code once.
Routes problem_pages(std::vector<Rule>);

// How to mend it, in a sentence: what the rule says, else what is true of all of its kind.
std::string_view remedy_of(const Rule&);

}  // namespace millrace
