// GET /search: one question to every list that can be searched, and their answers as one. Pure; whoever calls it asks each.
#pragma once

#include "gateways/core/entry.hpp"

namespace millrace {

// Each list's first page, as if it had been asked for alone.
std::variant<std::vector<Arrived>, Response> lists_to_search(const Arrived&, const Routes& of_house);
// A group of each that the caller may see. What keeps one from answering keeps the whole: nobody is to believe that there is nothing.
Response found(const Call&, const std::vector<Arrived>& lists, std::vector<Response> answers);

}  // namespace millrace
