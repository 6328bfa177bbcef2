// A row as people see it, in replies and in publications alike: its fields, then `version` and `position`.
#pragma once

#include "projections/core/projection.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {

// The members of a described value, into an object that has been begun.
template <class T>
void add_members(JsonWriter& out, const T& value) {
  for (const auto& f : shape_of<T>().fields) encode(*f.shape, value_at(&value, f), out.key(f.name));
}

// `more` adds what is no field of the row, before the stamp.
template <class Row, class More>
std::string row_json(const Row& row, const Stamp& stamp, More more) {
  std::string json = to_json(row);
  json.pop_back();
  JsonWriter out{json, JsonWriter::Inside::object};
  more(out);
  out.key("version").integer(stamp.version).key("position").integer(stamp.position).end_object();
  return json;
}
template <class Row>
std::string row_json(const Row& row, const Stamp& stamp) {
  return row_json(row, stamp, [](JsonWriter&) {});
}

// How the removal of a row is said.
inline std::string removed_json(const Uuid& id) { return "{\"id\":\"" + to_string(id) + "\"}"; }

}  // namespace millrace
