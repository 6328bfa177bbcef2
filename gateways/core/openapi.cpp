#include "gateways/core/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

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

// "millrace::ticket::Status" → "ticket.status"; what has no namespace of its own has none here.
std::string component_name(const Shape& shape) {
  std::string name;
  for (auto rest = shape.type; !rest.empty();) {
    const auto end = std::min(rest.find("::"), rest.size());
    const auto part = rest.substr(0, end);
    if (part != "millrace" && part.front() != '{' && part.front() != '(') (name += name.empty() ? "" : ".") += snake_case(part);
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return name;
}

// What stands once in the document and is referred to. Names come from types and parts, so that a thing has one name in the documents
// of all areas.
class Components {
 public:
  // Adds it, unless it is there; a reference to it. Two different things of one name are a bug and throw std::logic_error.
  std::string add(const char* kind, const std::string& name, const std::string& what) {
    const auto [known, fresh] = all_[kind].try_emplace(name, what);
    if (!fresh && known->second != what)
      throw std::logic_error("components/" + std::string(kind) + " has two that are called " + name + ": rename a type");
    std::string reference;
    JsonWriter{reference}.begin_object().key("$ref").text("#/components/" + std::string(kind) + "/" + name).end_object();
    return reference;
  }
  std::string schema(const std::string& name, const std::string& what) { return add("schemas", name, what); }
  // A member, or a value that is no object, with references to what is within it.
  std::string value(const Field& field, Texts texts) { return json_schema(field, texts, within(texts)); }
  std::string value(const Shape& shape, Texts texts) { return json_schema_within(shape, texts, within(texts)); }

  void write(JsonWriter& out) const {
    for (const auto& [kind, named] : all_) {
      out.key(kind).begin_object();
      for (const auto& [name, what] : named) out.key(name).raw(what);
      out.end_object();
    }
  }

 private:
  Reference within(Texts texts);

  std::map<std::string, std::map<std::string, std::string>> all_;
};

void add(Members& members, const Shape& shape, Texts texts, Components& components, const std::vector<std::string_view>& without = {},
         const std::vector<std::string_view>& must = {}) {
  const auto in = [](const auto& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  for (const auto& f : shape.fields)
    if (!in(without, f.name))
      members.push_back({f.name, components.value(f, texts), f.shape->kind != Shape::Kind::optional || in(must, f.name)});
}

Reference Components::within(Texts texts) {
  return [this, texts](const Shape& shape) {
    if (shape.kind == Shape::Kind::enumeration) return schema(component_name(shape), json_schema(shape, texts));
    Members members;
    millrace::add(members, shape, texts, *this);
    return schema(component_name(shape), object(members, texts == Texts::asked));
  };
}

std::string limit_schema() {
  return fmt::format(R"({{"type":"integer","minimum":1,"maximum":{},"default":{}}})", ListRequest::limit_at_most, ListRequest{}.limit);
}

// A list takes what the projection's tables of values say, read as its columns are.
std::string filter_schema(const Table& table, const Filter& filter, std::vector<std::string_view> words, Components& components) {
  const auto& c = table.column(filter.column);
  const auto& value = c.type == Column::Type::texts ? *c.shape->inner[0] : *c.shape;
  const bool maybe_none = !c.always && (c.type != Column::Type::text || !c.shape->words.empty());
  if (filter.how == Filter::How::equals && maybe_none) words.push_back("none");
  if (c.type == Column::Type::text || c.type == Column::Type::texts)
    return value.words.empty() ? either(text_up_to(column_text_chars, 0), words) : either(components.value(value, Texts::asked), words);
  return either(components.value(value, Texts::asked), words);
}
std::string search_schema() { return fmt::format(R"({{"type":"string","maxLength":{}}})", search_chars_at_most); }
std::string sort_schema(const Projection& projection) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("type").text("string").key("enum").begin_array();
  for (const auto& sort : projection.sorts) out.text(sort.name).text("-" + std::string(sort.name));
  out.end_array().key("default").text(projection.sorts[0].name).end_object();
  return text;
}

// What the gate lets through of a request's first line, and of a field of its head.
constexpr std::size_t most_of_target = 4096, most_of_header = 8192;
constexpr auto searching =
    "what to search for: at most {} words, which must all be there. A word is found by its beginning (two letters and more), whatever its case and accents; a number by "
    "any four digits of it, however it is grouped; a compound (an address, a link, AB-1234) by its parts; Chinese, Japanese, Korean and Thai by any part. \"In quotes\": whole "
    "words in that order. A leading - : what must not be there. Nothing else has a meaning. Empty: no search. In: ";

std::string parameter(std::string_view name, std::string_view in, bool required, std::string_view text, const std::string& schema) {
  std::string parameter;
  JsonWriter out{parameter};
  out.begin_object().key("name").text(name).key("in").text(in).key("required").boolean(required);
  out.key("description").text(text).key("schema").raw(schema).end_object();
  return parameter;
}

// Those that many routes have stand among the components, a list's filters with the list.
class Parameters {
 public:
  Parameters(JsonWriter& out, Components& components) : out_(out), components_(components) {}

  void of(const Route& route, const std::vector<Projection>& projections) {
    const auto text = text_up_to(most_of_target), header = text_up_to(most_of_header), id = schema_of<Uuid>();
    for (std::size_t at = 0; (at = route.pattern.find('{', at)) != std::string::npos; ++at) {
      const auto name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
      shared("path." + name, name, "path", true, name, name == "id" || name.ends_with("_id") ? id : text);
    }
    if (route.scope == Scope::business && route.pattern.find("{business_id}") == std::string::npos)
      shared("Business-Id", "Business-Id", "header", true, "the business that the request is about", id);
    const auto* command = route.command();
    if (command && !command->keyless)
      shared(command->creates ? "Idempotency-Key" : "Idempotency-Key.optional", "Idempotency-Key", "header", command->creates,
             "a UUID for each new thing; the same one to repeat a request", text_up_to(255));
    if (command && route.method != "POST") shared("If-Match", "If-Match", "header", false, "entity tag of the version that was seen", header);
    if (route.read() || route.list()) {
      shared("min_position", "min_position", "query", false, "a Journal-Position that the answer must include", text);
      shared("Prefer", "Prefer", "header", false, "wait=SECONDS, at most 30: how long to wait for min_position", header);
      shared("If-None-Match", "If-None-Match", "header", false, "entity tags of what is there already: 304 when one of them still holds", header);
    }
    if (route.paged) {
      shared("limit", "limit", "query", false, "how many items", limit_schema());
      shared("cursor", "cursor", "query", false, "next_cursor of the page before", text);
    }
    std::set<std::string_view> told;
    for (const auto& p : projections)
      if (route.list() && p.fold == route.list()->view) listed(route, p, told);
    for (const auto& p : route.query)
      if (!told.contains(p.name)) own(p.name, p.text, p.name == "limit" ? limit_schema() : either(text, p.words));
  }

 private:
  void listed(const Route& route, const Projection& projection, std::set<std::string_view>& told) {
    const Table table{projection};
    for (const auto& f : projection.filters) {
      const auto more = std::find_if(route.query.begin(), route.query.end(), [&](const Parameter& p) { return p.name == f.param; });
      const bool said = more != route.query.end();
      const std::string column(f.column);
      const auto how = f.how == Filter::How::equals     ? "those whose " + column + " it is"
                       : f.how == Filter::How::contains ? "those with it among their " + column
                       : f.how == Filter::How::since    ? "those whose " + column + " is not before it"
                                                        : "those whose " + column + " is before it";
      if (said) told.insert(more->name);
      own(f.param, said ? more->text : how, filter_schema(table, f, said ? more->words : std::vector<std::string_view>{}, components_));
    }
    own("sort", "an order; with - in front, the other way round", sort_schema(projection));
    if (projection.search.empty()) return;
    std::string where;
    for (const auto& field : projection.search) (where += where.empty() ? "" : ", ") += field;
    own("q", fmt::format(searching, search_words_at_most) + where, search_schema());
  }
  void own(std::string_view name, std::string_view text, const std::string& schema) { out_.raw(parameter(name, "query", false, text, schema)); }
  void shared(const std::string& component, std::string_view name, std::string_view in, bool required, std::string_view text,
              const std::string& schema) {
    out_.raw(components_.add("parameters", component, parameter(name, in, required, text, schema)));
  }

  JsonWriter& out_;
  Components& components_;
};

// What a snapshot says about the channel that it continues on.
struct Live {
  std::string channel;
  std::int64_t offset = 0;
  std::string epoch;
};
BOOST_DESCRIBE_STRUCT(Live, (), (channel, offset, epoch))

// An answer out of parts that stand once each; several together are a component, too, called after them.
class Parts {
 public:
  explicit Parts(Components& components) : components_(components) {}

  void add(const std::string& name, std::string schema) {
    (name_ += name_.empty() ? "" : "-") += name;
    schemas_.push_back(std::move(schema));
  }
  void component(const std::string& name, const std::string& schema) { add(name, components_.schema(name, schema)); }
  const std::string& name() const { return name_; }
  std::string reference() const {
    if (schemas_.size() == 1) return schemas_.front();
    std::string all;
    JsonWriter out{all};
    out.begin_object().key("allOf").begin_array();
    for (const auto& schema : schemas_) out.raw(schema);
    out.end_array().end_object();
    return components_.schema(name_, all);
  }

 private:
  Components& components_;
  std::string name_;
  std::vector<std::string> schemas_;
};

std::string live_schema(Components& components) { return components.value(shape_of<Live>(), Texts::shown); }

Parts parts_of(const Shown& shown, Components& components) {
  Parts parts{components};
  for (const auto* shape : shown.shapes) parts.add(component_name(*shape), components.value(*shape, Texts::shown));
  for (const auto& inner : shown.inner) {
    const auto one = parts_of(inner, components).reference();
    parts.add(std::string(inner.name), object({{inner.name, inner.many ? array_of(one) : one}}));
  }
  if (shown.stamped) parts.component("stamp", object({{"version", schema_of<std::int64_t>()}, {"position", schema_of<std::int64_t>()}}));
  return parts;
}

std::string page_of(const Route& route, Components& components) {
  const auto item = parts_of(route.shows, components);
  Parts page{components};
  page.component("page", object({{"next_cursor", schema_of<std::optional<std::string>>()},
                                 {"moved", schema_of<bool>(), false},            // rows may have passed this page by since the first one
                                 {"live", live_schema(components), false}}));
  page.add(item.name(), object({{"items", array_of(item.reference())}}));
  return page.reference();
}

std::string answer(const Route& route, Components& components) {
  if (route.media != "application/json") return array_of(R"({"type":"object"})");
  if (route.paged) return page_of(route, components);
  auto parts = parts_of(route.shows, components);
  if (const auto* command = route.command()) {
    for (const auto name : command->sets) parts.component("set." + std::string(name), object({{name, "{}", false}}));
  } else {
    parts.component("snapshot", object({{"live", live_schema(components), false}}));
  }
  return parts.reference();
}

// Headers of an answer, each with what it says.
using Headers = std::vector<std::pair<std::string_view, std::string_view>>;
constexpr std::pair<std::string_view, std::string_view> journal_position{
    "Journal-Position", "where it stands in the journal, or up to where it was read"};
constexpr std::pair<std::string_view, std::string_view> entity_tag{
    "ETag", "of a single resource its version, as If-Match takes it, and of one that is read a digest of what is shown; of a list, weak, the digest alone"};
constexpr std::pair<std::string_view, std::string_view> caching[] = {
    {"Cache-Control", "private, no-cache: it may be kept, and is asked for again with If-None-Match"},
    {"Vary", "on which headers of the request it depends"}};
void headers(const Headers& of, Components& components, JsonWriter& out) {
  out.key("headers").begin_object();
  for (const auto& [name, says] : of) {
    std::string header;
    JsonWriter{header}.begin_object().key("description").text(says).key("schema").raw(schema_of<std::string>()).end_object();
    out.key(name).raw(components.add("headers", std::string(name), header));
  }
  out.end_object();
}
void content(std::string_view media, const std::string& schema, JsonWriter& out) {
  out.key("content").begin_object().key(media).begin_object().key("schema").raw(schema).end_object().end_object();
}

void done(const Route& route, Components& components, JsonWriter& out) {
  const auto* command = route.command();
  out.key(std::to_string(command ? command->status : 200)).begin_object().key("description").text("done");
  if (route.webhook()) return void(out.end_object());
  Headers told{journal_position};
  if (command && !command->keyless) told.emplace_back("Idempotent-Replayed", "true: it was done before, under the same Idempotency-Key");
  told.push_back(entity_tag);
  if (!command) told.insert(told.end(), std::begin(caching), std::end(caching));
  if (!command && (route.paged || !route.query.empty())) told.emplace_back("Link", "where the next page begins (RFC 8288)");
  headers(told, components, out);
  content(route.media, answer(route, components), out);
  out.end_object();
}

// What If-None-Match names still holds.
std::string unchanged_response(Components& components) {
  std::string response;
  JsonWriter out{response};
  out.begin_object().key("description").text("it is as If-None-Match says (RFC 9110 §15.4.5)");
  Headers told{journal_position, entity_tag};
  told.insert(told.end(), std::begin(caching), std::end(caching));
  headers(told, components, out);
  out.end_object();
  return response;
}

std::string problem_response(Components& components) {
  const auto text = schema_of<std::string>();
  const auto wrong = components.schema("problem.error", object({{"pointer", text}, {"detail", text}}));
  Members problem{{"type", text}, {"title", text}, {"status", schema_of<std::int64_t>()}, {"detail", text, false}, {"errors", array_of(wrong), false}};
  for (const auto& [name, says] : problem_figures) {
    std::string schema;
    JsonWriter{schema}.begin_object().key("type").text("integer").key("description").text(says).end_object();
    problem.push_back({name, std::move(schema), false});
  }
  std::string response;
  JsonWriter out{response};
  out.begin_object().key("description").text("why not (RFC 9457)");
  headers({{"Retry-After", "seconds to wait, of 429 and 503"}}, components, out);
  content("application/problem+json", components.schema("problem", object(problem)), out);
  out.end_object();
  return response;
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
std::vector<Choice> with_synonyms(const route::Command& route, Members& members) {
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

void body(const route::Command& command, Components& components, JsonWriter& out) {
  auto without = command.given;
  without.push_back("id");
  Members members;
  add(members, *command.ask->shape, Texts::asked, components, without, command.must);
  if (command.beside) add(members, *command.beside, Texts::asked, components);
  const auto choices = with_synonyms(command, members);
  if (members.empty()) return;
  const bool required = std::any_of(members.begin(), members.end(), [](const Member& m) { return m.required; }) ||
                        std::any_of(choices.begin(), choices.end(), [](const Choice& c) { return c.required; });
  out.key("requestBody").begin_object().key("required").boolean(required);
  content("application/json", components.schema(component_name(*command.ask->shape), object(members, true, choices)), out);
  out.end_object();
}

void operation(const Route& route, const std::vector<Projection>& projections, Components& components, JsonWriter& out) {
  std::string id = route.method;
  for (auto& c : id) c = static_cast<char>(c | 0x20);
  for (const char c : route.pattern) id += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  std::string method = route.method;
  for (auto& c : method) c = static_cast<char>(c | 0x20);
  out.key(method).begin_object().key("operationId").text(id);
  const bool no_token = route.scope == Scope::anonymous || route.scope == Scope::widget || route.scope == Scope::provider;
  if (no_token) out.key("security").begin_array().end_array();
  if (route.needs) out.key("x-permission").text(route.needs->name);
  out.key("parameters").begin_array();
  Parameters{out, components}.of(route, projections);
  out.end_array();
  if (const auto* command = route.command()) body(*command, components, out);
  if (route.webhook()) {
    out.key("requestBody").begin_object().key("description").text("as the provider has signed it").key("required").boolean(true);
    out.key("content").begin_object().key("*/*").begin_object().end_object().end_object().end_object();
  }
  out.key("responses").begin_object();
  done(route, components, out);
  if (route.read() || route.list()) out.key("304").raw(components.add("responses", "unchanged", unchanged_response(components)));
  out.key("default").raw(components.add("responses", "problem", problem_response(components)));
  out.end_object().end_object();
}

// What members may be allowed: names, as x-permission and the members' permissions hold them.
void permissions(const std::vector<Right>& declared, JsonWriter& out) {
  const auto& rights = Rights::house();
  out.key("x-permissions").begin_array();
  for (const auto& right : rights.all()) {
    if (std::find(declared.begin(), declared.end(), right) == declared.end()) continue;
    out.begin_object().key("name").text(right.name).key("allows").text(right.allows).key("roles").begin_array();
    for (const auto role : {Role::owner, Role::admin, Role::manager, Role::agent, Role::limited_agent})
      if (rights.usual(name_of(role)).has(right)) out.text(name_of(role));
    out.end_array().end_object();
  }
  out.end_array();
}

}  // namespace

std::string openapi(const Routes& routes, const std::vector<Projection>& projections, const std::vector<Right>& rights) {
  std::map<std::string, std::vector<const Route*>> paths;
  for (const auto& route : routes)
    if (!route.page()) paths[route.pattern].push_back(&route);
  Components components;
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("openapi").text("3.1.0").key("info").begin_object().key("title").text("Millrace").key("version").text("1");
  out.key("summary").text("Customer conversations as one ordered, replayable journal").end_object();
  out.key("security").begin_array().begin_object().key("bearer").begin_array().end_array().end_object().end_array();
  permissions(rights, out);
  out.key("paths").begin_object();
  for (const auto& [pattern, here] : paths) {
    out.key(pattern).begin_object();
    for (const auto* route : here) operation(*route, projections, components, out);
    out.end_object();
  }
  out.end_object().key("components").begin_object();
  components.write(out);
  out.key("securitySchemes").begin_object().key("bearer").begin_object().key("type").text("http").key("scheme").text("bearer");
  out.end_object().end_object().end_object().end_object();
  return text;
}

}  // namespace millrace
