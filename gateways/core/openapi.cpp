#include "gateways/core/openapi.hpp"

#include "schemas/json/schema.hpp"

namespace millrace {

namespace {

void parameters(const Route& route, JsonWriter& out) {
  const auto one = [&](std::string_view name, std::string_view in, bool required, std::string_view text) {
    out.begin_object().key("name").text(name).key("in").text(in).key("required").boolean(required);
    out.key("description").text(text).key("schema").begin_object().key("type").text("string").end_object().end_object();
  };
  out.key("parameters").begin_array();
  for (std::size_t at = 0; (at = route.pattern.find('{', at)) != std::string::npos; ++at) {
    const auto name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
    one(name, "path", true, name);
  }
  if (route.scope == Scope::business && route.pattern.find("{business_id}") == std::string::npos)
    one("Business-Id", "header", true, "the business that the request is about");
  if (route.ask && !route.keyless)
    one("Idempotency-Key", "header", route.creates, "a UUID for each new thing; the same one to repeat a request");
  if (route.ask && route.method != "POST") one("If-Match", "header", false, "entity tag of the version that was seen");
  if (!route.ask) one("min_position", "query", false, "a Journal-Position that the answer must include");
  if (route.many) {
    one("limit", "query", false, "1 to 200, 50 if absent");
    one("cursor", "query", false, "next_cursor of the page before");
  }
  if (route.list) {
    one("sort", "query", false, "name of an order; -name turns it round");
  }
  for (const auto& [name, text] : route.query) one(name, "query", false, text);
  out.end_array();
}

void typed(JsonWriter& out, std::string_view type, std::string_view format = {}) {
  out.begin_object().key("type").text(type);
  if (!format.empty()) out.key("format").text(format);
  out.end_object();
}

// A row as it is shown: its fields, version and position. Open, since an answer may say more.
void row(const Shape& shape, JsonWriter& out) {
  out.begin_object().key("allOf").begin_array().raw(json_schema(shape, Texts::shown));
  out.begin_object().key("type").text("object").key("properties").begin_object();
  for (const auto* name : {"version", "position"}) typed(out.key(name), "integer");
  out.end_object().key("required").begin_array().text("version").text("position").end_array().end_object().end_array().end_object();
}

void answer(const Route& route, JsonWriter& out) {
  if (route.many) {
    out.begin_object().key("type").text("object").key("properties").begin_object().key("items").begin_object();
    row(*route.shows, out.key("type").text("array").key("items"));
    out.end_object().key("next_cursor").begin_object().key("type").begin_array().text("string").text("null").end_array().end_object();
    out.key("live").begin_object().key("type").text("object").end_object().end_object();
    out.key("required").begin_array().text("items").text("next_cursor").end_array().end_object();
  } else if (route.shows) {
    row(*route.shows, out);
  } else if (route.media != "application/json") {
    out.begin_object().key("type").text("array").key("items").begin_object().key("type").text("object").end_object().end_object();
  } else if (route.render == &changed) {
    out.begin_object().key("type").text("object").key("properties").begin_object();
    typed(out.key("id"), "string", "uuid");
    typed(out.key("version"), "integer");
    for (const auto name : route.sets) out.key(name).begin_object().end_object();
    out.end_object().key("required").begin_array().text("id").text("version").end_array().end_object();
  } else {
    typed(out, "object");
  }
}

void responses(const Route& route, JsonWriter& out) {
  out.key("responses").begin_object().key(route.creates ? "201" : "200").begin_object().key("description").text("done");
  answer(route, out.key("content").begin_object().key(route.media).begin_object().key("schema"));
  out.end_object().end_object().end_object();
  out.key("default").begin_object().key("description").text("why not (RFC 9457)").key("content").begin_object();
  out.key("application/problem+json").begin_object().key("schema").begin_object().key("$ref").text("#/components/schemas/problem");
  out.end_object().end_object().end_object().end_object().end_object();
}

void operation(const Route& route, JsonWriter& out) {
  std::string id = route.method;
  for (auto& c : id) c = static_cast<char>(c | 0x20);
  for (const char c : route.pattern) id += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  std::string method = route.method;
  for (auto& c : method) c = static_cast<char>(c | 0x20);
  out.key(method).begin_object().key("operationId").text(id);
  if (route.scope == Scope::anonymous || route.scope == Scope::widget) out.key("security").begin_array().end_array();
  if (route.can) out.key("x-permission").text(shape_of<Can>().words[static_cast<std::size_t>(*route.can)]);
  parameters(route, out);
  if (route.ask) {
    auto without = route.given;
    without.push_back("id");
    out.key("requestBody").begin_object().key("content").begin_object().key("application/json").begin_object();
    out.key("schema").raw(json_schema(*route.ask->shape, Texts::plain, without)).end_object().end_object().end_object();
  }
  responses(route, out);
  out.end_object();
}

}  // namespace

std::string openapi(const Routes& routes) {
  std::map<std::string, std::vector<const Route*>> paths;
  for (const auto& route : routes) paths[route.pattern].push_back(&route);
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("openapi").text("3.1.0").key("info").begin_object().key("title").text("Millrace").key("version").text("1");
  out.key("summary").text("Customer conversations as one ordered, replayable journal").end_object();
  out.key("security").begin_array().begin_object().key("bearer").begin_array().end_array().end_object().end_array();
  out.key("paths").begin_object();
  for (const auto& [pattern, here] : paths) {
    out.key(pattern).begin_object();
    for (const auto* route : here) operation(*route, out);
    out.end_object();
  }
  out.end_object().key("components").begin_object().key("securitySchemes").begin_object().key("bearer").begin_object();
  out.key("type").text("http").key("scheme").text("bearer").end_object().end_object();
  out.key("schemas").begin_object().key("problem").begin_object().key("type").text("object").key("properties").begin_object();
  for (const auto* name : {"type", "title", "detail"}) out.key(name).begin_object().key("type").text("string").end_object();
  out.key("status").begin_object().key("type").text("integer").end_object();
  out.key("errors").begin_object().key("type").text("array").key("items").begin_object().key("type").text("object").end_object().end_object();
  out.end_object().key("required").begin_array().text("type").text("title").text("status").end_array();
  out.end_object().end_object().end_object().end_object();
  return text;
}

}  // namespace millrace
