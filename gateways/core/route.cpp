#include "gateways/core/route.hpp"

#include "gateways/core/etag.hpp"

namespace millrace {

namespace {

// Splits at '/', without the empty piece before the first.
std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

bool fits(std::string_view pattern, const std::vector<std::string_view>& path, std::map<std::string, std::string>& params) {
  const auto parts = segments(pattern);
  if (parts.size() != path.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool named = parts[i].size() > 2 && parts[i].front() == '{';
    if (named && !path[i].empty()) params[std::string(parts[i].substr(1, parts[i].size() - 2))] = path[i];
    else if (parts[i] != path[i]) return false;
  }
  return true;
}

void live(const Call& call, const Reader& reader, const std::string& channel, JsonWriter& out) {
  if (channel.empty()) return;
  out.key("live").begin_object().key("channel").text(channel);
  out.key("offset").integer(reader.offset(partition_of(call.tenant))).key("epoch").text(call.services.epoch).end_object();
}

}  // namespace

Match match(const Routes& routes, std::string_view method, std::string_view path) {
  Match found;
  const auto parts = segments(path);
  for (const auto& route : routes) {
    std::map<std::string, std::string> params;
    if (!fits(route.pattern, parts, params)) continue;
    if (route.method == method || (method == "HEAD" && route.method == "GET")) {
      // A pattern without parameters is the more specific one: /conversations/search before /conversations/{id}.
      if (!found.route || params.size() < found.params.size()) found = {&route, std::move(params), true, {}};
    } else if (!found.route) {
      found.other_methods = true;
      if (found.allow.find(route.method) == std::string::npos) found.allow += (found.allow.empty() ? "" : ", ") + (route.method == "GET" ? "GET, HEAD" : route.method);
    }
  }
  return found;
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
  for (const auto name : call.route->sets)
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
  if (!channel.empty() && body.size() > 2) {
    std::string more;
    JsonWriter out{more};
    live(call, reader, channel, out);
    body.back() = ',';
    body += more + '}';
  }
  Response response{200, {}, std::move(body)};
  response.headers.emplace_back("ETag", etag(version));
  return response;
}

Response items(const Call& call, const Reader& reader, const std::vector<std::string>& rows, std::optional<std::string> next_cursor,
               const std::string& channel) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("items").begin_array();
  for (const auto& row : rows) out.raw(row);
  out.end_array().key("next_cursor");
  if (next_cursor) out.text(*next_cursor);
  else out.null();
  live(call, reader, channel, out);
  out.end_object();
  return {200, {}, std::move(body)};
}

}  // namespace millrace
