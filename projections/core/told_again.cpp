#include "projections/core/told_again.hpp"

#include <algorithm>

#include "projections/core/reader.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

// While nobody can tell, it is.
bool withdrawn(const std::vector<Projection>& projections, const Rows& now, const Uuid& tenant, Node change) {
  const auto resource = change.find("resource"), row = change.find("row");
  try {
    return resource && row && std::any_of(projections.begin(), projections.end(), [&](const Projection& p) {
      return p.withdrawn && p.resource == resource->text() && p.withdrawn(now, tenant, *row);
    });
  } catch (const CatchingUp&) {
    return true;
  }
}

}  // namespace

std::string told_again(const std::vector<Projection>& projections, const Rows& now, const Uuid& tenant, std::string data) {
  const Document document{data};
  std::vector<Node> left;
  bool whole = true;
  document.root().find("changes")->elements([&](Node change) {
    if (withdrawn(projections, now, tenant, change)) whole = false;
    else left.push_back(change);
  });
  if (whole) return data;
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("changes").begin_array();
  for (const auto& change : left) json.raw(change.json());
  json.end_array().key("position").integer(document.root().find("position")->integer()).end_object();
  return out;
}

}  // namespace millrace
