// What a creating command answers: the row that the record's own facts make, and nothing else.
#pragma once

#include "gateways/core/http.hpp"
#include "projections/core/row_json.hpp"
#include "schemas/fold/committed.hpp"

namespace millrace {

// The row of a fold under that key, as of the record alone; null when its facts make none.
RowPtr row_made(const AnyFold&, const Committed&, const Key&);
template <class F>
std::shared_ptr<const typename F::Row> row_made(const Committed& record, const Key& key) {
  return std::static_pointer_cast<const typename F::Row>(row_made(lookup_of<F>(), record, key));
}

// Where the record leaves the row of its own subject.
inline Stamp stamp_of(const Committed& record) { return {record.commit.subject_version, record.offset}; }

// Where it leaves the row of the last fact of that type.
template <class Fact>
Stamp stamp_of(const Committed& record) {
  for (auto n = record.facts.size(); n-- > 0;)
    if (record.facts[n].template as<Fact>()) return {record.commit.facts[n].version, record.offset};
  return stamp_of(record);
}

// A reply whose body is a JSON object, with the members of `more`, too.
Response adding(Response, const Shape&, const void* more);
template <class More>
Response adding(Response response, const More& more) { return adding(std::move(response), shape_of<More>(), &more); }

// The last fact of that type in the record, if any.
template <class Fact>
const Fact* last_fact(const Committed& record) {
  for (auto at = record.facts.rbegin(); at != record.facts.rend(); ++at)
    if (const auto* fact = at->template as<Fact>()) return fact;
  return nullptr;
}

}  // namespace millrace
