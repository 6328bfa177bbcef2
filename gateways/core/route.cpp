#include "gateways/core/route.hpp"

#include "gateways/core/etag.hpp"

namespace millrace {

Stretch add_live(const Call& call, const std::string& channel, Offset offset, std::string& body) {
  JsonWriter out{body, JsonWriter::Inside::object};
  out.key("live").begin_object().key("channel").text(channel).key("offset");
  const auto at = body.size();
  out.integer(offset);
  const Stretch moves{at, body.size() - at};
  out.key("epoch").text(call.services.epoch_of(channel)).end_object();
  return moves;
}

Response changed(const Call& call, const Committed& record) {
  std::map<std::string_view, std::string> fields;      // a later fact of the record has the last word
  for (const auto& fact : record.facts) {
    if (fact.stream() != record.commit.subject) continue;
    for (const auto& f : fact.type->shape->fields) fields[f.name] = to_json(*f.shape, value_at(fact.value.get(), f));
  }
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("id").text(to_string(record.commit.subject)).key("version").integer(record.commit.subject_version);
  for (const auto name : call.route->command()->sets)
    if (const auto field = fields.find(name); field != fields.end()) out.key(name).raw(field->second);
  out.end_object();
  Response response{200, {}, std::move(body)};
  response.headers.emplace_back("ETag", etag(record.commit.subject_version));
  return response;
}

Response made(std::string body, std::int64_t version, std::string location) {
  Response response{201, {}, std::move(body)};
  response.headers.emplace_back("ETag", etag(version));
  if (!location.empty()) response.headers.emplace_back("Location", std::move(location));
  return response;
}

Response resource(const Call& call, const Reader& reader, std::string body, std::int64_t version, const std::string& channel) {
  Response response{200, {}, std::move(body)};
  if (!channel.empty() && response.body.size() > 2) {
    response.body.pop_back();
    response.offset = add_live(call, channel, reader.offset(partition_of(call.tenant)), response.body);
    response.body += '}';
  }
  response.headers.emplace_back("ETag", etag(version));
  return response;
}

Response items(const Call& call, const Reader& reader, const std::vector<std::string>& rows, std::optional<std::string> next_cursor,
               const std::string& channel) {
  Response response{200, {}, {}};
  JsonWriter out{response.body};
  out.begin_object().key("items").begin_array();
  for (const auto& row : rows) out.raw(row);
  out.end_array().key("next_cursor");
  if (next_cursor) out.text(*next_cursor);
  else out.null();
  if (!channel.empty()) response.offset = add_live(call, channel, reader.offset(partition_of(call.tenant)), response.body);
  out.end_object();
  return response;
}

}  // namespace millrace
