// What /problems and /problems/<code> answer: for each code what it means and how to mend it. Pages work without script and load
// nothing; programs get the same as JSON.
#pragma once

#include <string>
#include <vector>

#include "domain/core/rule.hpp"

namespace millrace {

struct ProblemPage {
  std::string path;                      // "/problems/conversation.not_open"; the first is /problems
  std::string json, html;
};
// The rules are the whole house's, each code once.
std::vector<ProblemPage> problem_pages(std::vector<Rule>);

// How to mend it, in a sentence: what the rule says, else what is true of all of its kind.
std::string_view remedy_of(const Rule&);

// Text as it stands in HTML, between tags and in attributes.
std::string escaped(std::string_view);

}  // namespace millrace
