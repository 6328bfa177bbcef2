#include "projections/core/row_json.hpp"

namespace millrace {

void add_members(JsonWriter& out, const Shape& shape, const void* value) {
  for (const auto& f : shape.fields) encode(*f.shape, value_at(value, f), out.key(f.name));
}

std::string row_json(const Shape& shape, const void* row, const Stamp& stamp, const std::function<void(JsonWriter&)>& more) {
  std::string json = to_json(shape, row);
  json.pop_back();
  JsonWriter out{json, JsonWriter::Inside::object};
  if (more) more(out);
  out.key("version").integer(stamp.version).key("position").integer(stamp.position).end_object();
  return json;
}

std::string removed_json(const Uuid& id) { return "{\"id\":\"" + to_string(id) + "\"}"; }

}  // namespace millrace
