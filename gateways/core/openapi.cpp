#include "gateways/core/openapi.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "projections/core/lists.hpp"
#include "projections/core/search.hpp"
#include "projections/core/table.hpp"
#include "schemas/json/schema.hpp"
#include "schemas/rights.hpp"

namespace millrace {

namespace {

struct Member {
  std::string_view name;
  std::string schema;
  bool required = true;
};
using Members = std::vector<Member>;

// A member and its synonyms, of which a body has one at most, or exactly one.
struct Choice {
  std::vector<std::string_view> names;
  bool required = true;
};
void choose(JsonWriter& out, const Choice& choice) {
  const auto each = [&](std::initializer_list<std::string_view> names) {
    out.begin_object().key("required").begin_array();
    for (const auto name : names) out.text(name);
    out.end_array().end_object();
  };
  if (choice.required) {
    out.begin_object().key("oneOf").begin_array();
    for (const auto name : choice.names) each({name});
    out.end_array().end_object();
    return;
  }
  for (std::size_t n = 1; n < choice.names.size(); ++n)
    for (std::size_t before = 0; before < n; ++before) {
      out.begin_object().key("not");
      each({choice.names[before], choice.names[n]});
      out.end_object();
    }
}

std::string object(const Members& members, bool closed = false, const std::vector<Choice>& choices = {}) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("type").text("object").key("properties").begin_object();
  for (const auto& m : members) out.key(m.name).raw(m.schema);
  out.end_object().key("required").begin_array();
  for (const auto& m : members)
    if (m.required) out.text(m.name);
  out.end_array();
  if (closed) out.key("additionalProperties").boolean(false);
  if (!choices.empty()) {
    out.key("allOf").begin_array();
    for (const auto& choice : choices) choose(out, choice);
    out.end_array();
  }
  out.end_object();
  return text;
}
std::string array_of(const std::string& items) { return R"({"type":"array","items":)" + items + "}"; }
std::string either(const std::string& schema, const std::vector<std::string_view>& words) {
  if (words.empty()) return schema;
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("anyOf").begin_array().raw(schema).begin_object().key("enum").begin_array();
  for (const auto word : words) out.text(word);
  out.end_array().end_object().end_array().end_object();
  return text;
}
template <class T>
std::string schema_of() { return json_schema(shape_of<T>(), Texts::shown); }
std::string text_up_to(std::size_t most, int least = 1) { return fmt::format(R"({{"type":"string","minLength":{},"maxLength":{}}})", least, most); }

void add(Members& members, const Shape& shape, Texts texts, const std::vector<std::string_view>& without = {},
         const std::vector<std::string_view>& must = {}) {
  const auto in = [](const auto& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const auto& f : shape.fields)
    if (!in(without, f.name))
      members.push_back({f.name, json_schema(f, texts), f.shape->kind != Shape::Kind::optional || in(must, f.name)});
}

std::string limit_schema() {
  return fmt::format(R"({{"type":"integer","minimum":1,"maximum":{},"default":{}}})", ListRequest::limit_at_most, ListRequest{}.limit);
}

// A list takes what the projection's tables of values say, read as its columns are.
std::string filter_schema(const Table& table, const Filter& filter, std::vector<std::string_view> words) {
  const auto& c = table.column(filter.column);
  const auto& value = c.type == Column::Type::texts ? *c.shape->inner[0] : *c.shape;
  const bool maybe_none = !c.always && (c.type != Column::Type::text || !c.shape->words.empty());
  if (filter.how == Filter::How::equals && maybe_none) words.push_back("none");
  if (c.type == Column::Type::text || c.type == Column::Type::texts)
    return value.words.empty() ? either(text_up_to(column_text_chars, 0), words) : either(json_schema(value, Texts::asked), words);
  return either(json_schema(value, Texts::asked), words);
}
std::string search_schema() { return fmt::format(R"({{"type":"string","maxLength":{}}})", search_chars_at_most); }
std::string sort_schema(const Projection& projection) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("type").text("string").key("enum").begin_array();
  for (const auto& sort : projection.sorts) out.text(sort.name).text("-" + sort.name);
  out.end_array().key("default").text(projection.sorts[0].name).end_object();
  return text;
}

// What the gate lets through of a request's first line, and of a field of its head.
constexpr std::size_t most_of_target = 4096, most_of_header = 8192;
constexpr auto searching =
    "what to search for: at most {} words, which must all be there. A word is found by its beginning (two letters and more), whatever its case and accents; a number by "
    "any four digits of it, however it is grouped; a compound (an address, a link, AB-1234) by its parts; Chinese, Japanese, Korean and Thai by any part. \"In quotes\": whole "
    "words in that order. A leading - : what must not be there. Nothing else has a meaning. Empty: no search. In: ";

class Parameters {
 public:
  explicit Parameters(JsonWriter& out) : out_(out) {}

  void of(const Route& route, const std::vector<Projection>& projections) {
    const auto text = text_up_to(most_of_target), header = text_up_to(most_of_header), id = schema_of<Uuid>();
    for (std::size_t at = 0; (at = route.pattern.find('{', at)) != std::string::npos; ++at) {
      const auto name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
      one(name, "path", true, name, name == "id" || name.ends_with("_id") ? id : text);
    }
    if (route.scope == Scope::business && route.pattern.find("{business_id}") == std::string::npos)
      one("Business-Id", "header", true, "the business that the request is about", id);
    if (route.ask && !route.keyless)
      one("Idempotency-Key", "header", route.creates, "a UUID for each new thing; the same one to repeat a request", text_up_to(255));
    if (route.ask && route.method != "POST") one("If-Match", "header", false, "entity tag of the version that was seen", header);
    if (!route.ask) {
      one("min_position", "query", false, "a Journal-Position that the answer must include", text);
      one("Prefer", "header", false, "wait=SECONDS, at most 30: how long to wait for min_position", header);
    }
    if (route.page) {
      one("limit", "query", false, "how many items", limit_schema());
      one("cursor", "query", false, "next_cursor of the page before", text);
    }
    std::set<std::string_view> told;
    for (const auto& p : projections)
      if (route.list && p.fold == route.list) listed(route, p, told);
    for (const auto& p : route.query)
      if (!told.contains(p.name)) one(p.name, "query", false, p.text, p.name == "limit" ? limit_schema() : either(text, p.words));
  }

 private:
  void listed(const Route& route, const Projection& projection, std::set<std::string_view>& told) {
    const Table table{projection};
    for (const auto& f : projection.filters) {
      const auto more = std::find_if(route.query.begin(), route.query.end(), [&](const Parameter& p) { return p.name == f.param; });
      const bool said = more != route.query.end();
      const auto how = f.how == Filter::How::equals     ? "those whose " + f.column + " it is"
                       : f.how == Filter::How::contains ? "those with it among their " + f.column
                       : f.how == Filter::How::since    ? "those whose " + f.column + " is not before it"
                                                        : "those whose " + f.column + " is before it";
      if (said) told.insert(more->name);
      one(f.param, "query", false, said ? more->text : how, filter_schema(table, f, said ? more->words : std::vector<std::string_view>{}));
    }
    one("sort", "query", false, "an order; with - in front, the other way round", sort_schema(projection));
    if (projection.search.empty()) return;
    std::string where;
    for (const auto& field : projection.search) where += (where.empty() ? "" : ", ") + field;
    one("q", "query", false, fmt::format(searching, search_words_at_most) + where, search_schema());
  }
  void one(std::string_view name, std::string_view in, bool required, std::string_view text, const std::string& schema) {
    out_.begin_object().key("name").text(name).key("in").text(in).key("required").boolean(required);
    out_.key("description").text(text).key("schema").raw(schema).end_object();
  }

  JsonWriter& out_;
};

// What a snapshot says about the channel that it continues on.
struct Live {
  std::string channel;
  std::int64_t offset = 0;
  std::string epoch;
};
BOOST_DESCRIBE_STRUCT(Live, (), (channel, offset, epoch))

Members members_of(const Shown&);
std::string shown_schema(const Shown& shown) {
  const bool one_value = shown.shapes.size() == 1 && shown.shapes[0]->kind != Shape::Kind::object;
  const auto schema = one_value ? json_schema(*shown.shapes[0], Texts::shown) : object(members_of(shown));
  return shown.many ? array_of(schema) : schema;
}
Members members_of(const Shown& shown) {
  Members members;
  for (const auto* shape : shown.shapes) add(members, *shape, Texts::shown);
  for (const auto& inner : shown.inner) members.push_back({inner.name, shown_schema(inner)});
  if (shown.stamped)
    for (const auto* name : {"version", "position"}) members.push_back({name, schema_of<std::int64_t>()});
  return members;
}

std::string answer(const Route& route) {
  if (route.media != "application/json") return array_of(R"({"type":"object"})");
  const Member live{"live", json_schema(shape_of<Live>(), Texts::shown), false};
  if (route.page) {
    const Member moved{"moved", schema_of<bool>(), false};           // rows may have passed this page by since the first one
    return object({{"items", array_of(shown_schema(route.shows))}, {"next_cursor", schema_of<std::optional<std::string>>()}, moved, live});
  }
  auto members = members_of(route.shows);
  for (const auto name : route.sets) members.push_back({name, "{}", false});
  if (!route.ask) members.push_back(live);
  return object(members);
}

void responses(const Route& route, JsonWriter& out) {
  out.key("responses").begin_object().key(std::to_string(route.status)).begin_object().key("description").text("done");
  out.key("content").begin_object().key(route.media).begin_object().key("schema").raw(answer(route)).end_object().end_object().end_object();
  out.key("default").begin_object().key("description").text("why not (RFC 9457)").key("content").begin_object();
  out.key("application/problem+json").begin_object().key("schema").begin_object().key("$ref").text("#/components/schemas/problem");
  out.end_object().end_object().end_object().end_object().end_object();
}

std::string words_of(const Synonym& synonym) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("enum").begin_array();
  for (const auto& [word, means] : synonym.values) out.raw(word);
  out.end_array().end_object();
  return text;
}

// Adds the synonyms of those members: what is required may come under any of its names, and what comes does so once.
std::vector<Choice> with_synonyms(const Route& route, Members& members) {
  std::vector<Choice> choices;
  const auto own = members.size();
  for (std::size_t n = 0; n < own; ++n) {
    Choice choice{{members[n].name}, members[n].required};
    for (const auto& synonym : route.synonyms) {
      if (synonym.means != choice.names.front()) continue;
      choice.names.push_back(synonym.member);
      members.push_back({synonym.member, synonym.values.empty() ? members[n].schema : words_of(synonym), false});
    }
    if (choice.names.size() == 1) continue;
    members[n].required = false;
    choices.push_back(std::move(choice));
  }
  return choices;
}

void body(const Route& route, JsonWriter& out) {
  auto without = route.given;
  without.push_back("id");
  Members members;
  add(members, *route.ask->shape, Texts::asked, without, route.must);
  if (route.beside) add(members, *route.beside, Texts::asked);
  const auto choices = with_synonyms(route, members);
  if (members.empty()) return;
  const bool required = std::any_of(members.begin(), members.end(), [](const Member& m) { return m.required; }) ||
                        std::any_of(choices.begin(), choices.end(), [](const Choice& c) { return c.required; });
  out.key("requestBody").begin_object().key("required").boolean(required).key("content").begin_object();
  out.key("application/json").begin_object().key("schema").raw(object(members, true, choices)).end_object().end_object().end_object();
}

void operation(const Route& route, const std::vector<Projection>& projections, JsonWriter& out) {
  std::string id = route.method;
  for (auto& c : id) c = static_cast<char>(c | 0x20);
  for (const char c : route.pattern) id += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  std::string method = route.method;
  for (auto& c : method) c = static_cast<char>(c | 0x20);
  out.key(method).begin_object().key("operationId").text(id);
  if (route.scope == Scope::anonymous || route.scope == Scope::widget) out.key("security").begin_array().end_array();
  if (route.needs) out.key("x-permission").text(route.needs->name);
  out.key("parameters").begin_array();
  Parameters{out}.of(route, projections);
  out.end_array();
  if (route.ask) body(route, out);
  responses(route, out);
  out.end_object();
}

// What members may be allowed: names, as x-permission and the members' permissions hold them.
void permissions(JsonWriter& out) {
  const auto& rights = Rights::house();
  out.key("x-permissions").begin_array();
  for (const auto& right : rights.all()) {
    out.begin_object().key("name").text(right.name).key("allows").text(right.allows).key("roles").begin_array();
    for (const auto role : {Role::owner, Role::admin, Role::manager, Role::agent, Role::limited_agent})
      if (rights.usual(name_of(role)).has(right)) out.text(name_of(role));
    out.end_array().end_object();
  }
  out.end_array();
}

}  // namespace

std::string openapi(const Routes& routes, const std::vector<Projection>& projections) {
  std::map<std::string, std::vector<const Route*>> paths;
  for (const auto& route : routes) paths[route.pattern].push_back(&route);
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("openapi").text("3.1.0").key("info").begin_object().key("title").text("Millrace").key("version").text("1");
  out.key("summary").text("Customer conversations as one ordered, replayable journal").end_object();
  out.key("security").begin_array().begin_object().key("bearer").begin_array().end_array().end_object().end_array();
  permissions(out);
  out.key("paths").begin_object();
  for (const auto& [pattern, here] : paths) {
    out.key(pattern).begin_object();
    for (const auto* route : here) operation(*route, projections, out);
    out.end_object();
  }
  out.end_object().key("components").begin_object().key("securitySchemes").begin_object().key("bearer").begin_object();
  out.key("type").text("http").key("scheme").text("bearer").end_object().end_object();
  const auto text_schema = schema_of<std::string>();
  Members problem{{"type", text_schema}, {"title", text_schema}, {"status", schema_of<std::int64_t>()}, {"detail", text_schema, false},
                  {"errors", array_of(object({{"pointer", text_schema}, {"detail", text_schema}})), false}};
  for (const auto& [name, says] : problem_figures) {
    std::string schema;
    JsonWriter{schema}.begin_object().key("type").text("integer").key("description").text(says).end_object();
    problem.push_back({name, std::move(schema), false});
  }
  out.key("schemas").begin_object().key("problem").raw(object(problem));
  out.end_object().end_object().end_object();
  return text;
}

}  // namespace millrace
