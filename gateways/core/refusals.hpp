// By which statuses a route may refuse, as its row in the table and the rules of its context say: what the OpenAPI document has, and tests hold
// every answer against. What comes before anybody knows which route is meant (405, 501, 505) belongs to none.
#pragma once

#include <set>
#include <string_view>

#include "gateways/core/route.hpp"

namespace millrace {

// In the words of the route's dialect, where it has one. What contexts have said of a route (below) is kept in one table of the process, by its
// method and pattern: nothing that answers requests reads it. Thread-safe.
std::set<int> refusals_of(const Route&);
// What such a status says of a request, for people.
std::string_view words_of_refusal(int status);

// It refuses by rules of these kinds, too, which nothing else in its row tells: `gone` of a read, say.
Route refusing(std::initializer_list<Kind>, Route);
// Of its context's commands this one is never refused by rules of these kinds.
Route never_refusing(std::initializer_list<Kind>, Route);
// What commands of a context are refused by, of each of its routes.
void note_refusals(const std::vector<Rule>& of_context, const Routes&);

}  // namespace millrace
