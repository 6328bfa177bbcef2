// A row as people see it, in replies and in publications alike: its fields, then `version` and `position`.
#pragma once

#include "projections/core/projection.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

// The members of a described value, into an object that has been begun.
void add_members(JsonWriter&, const Shape&, const void* value);
template <class T>
void add_members(JsonWriter& out, const T& value) { add_members(out, shape_of<T>(), &value); }

// `more` adds what is no field of the row, before the stamp.
std::string row_json(const Shape&, const void* row, const Stamp&, const std::function<void(JsonWriter&)>& more);
template <class Row>
std::string row_json(const Row& row, const Stamp& stamp, const std::function<void(JsonWriter&)>& more = {}) {
  return row_json(shape_of<Row>(), &row, stamp, more);
}

// How the removal of a row is said.
std::string removed_json(const Uuid& id);

}  // namespace millrace
