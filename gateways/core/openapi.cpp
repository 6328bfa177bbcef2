#include "gateways/core/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "gateways/core/batch.hpp"
#include "gateways/core/body.hpp"
#include "gateways/core/dialect.hpp"
#include "gateways/core/refusals.hpp"
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

// "/conversations/{id}" → "_conversations__id_".
std::string operation_path(std::string_view pattern) {
  std::string name;
  for (const char c : pattern) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

// What stands once in the document and is referred to. Names come from types and parts, so that a thing has one name in the documents
// of all areas.
class Components {
 public:
  // Whether something else has that name already.
  bool taken(const char* kind, const std::string& name, const std::string& what) const {
    const auto of = all_.find(kind);
    if (of == all_.end()) return false;
    const auto known = of->second.find(name);
    return known != of->second.end() && known->second != what;
  }
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

bool in(const std::vector<std::string_view>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

void add(Members& members, const Field& f, Texts texts, Components& components, const std::vector<std::string_view>& must) {
  members.push_back({f.name, components.value(f, texts), f.shape->kind != Shape::Kind::optional || in(must, f.name)});
}
void add(Members& members, const Shape& shape, Texts texts, Components& components, const std::vector<std::string_view>& without = {},
         const std::vector<std::string_view>& must = {}) {
  for (const auto& f : shape.fields)
    if (!in(without, f.name)) add(members, f, texts, components, must);
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

bool takes_several(const Filter& filter, const Shape& value) { return filter.how == Filter::How::equals && !value.words.empty(); }

// A list takes what the projection's tables of values say, read as its columns are.
std::string filter_schema(const Table& table, const Filter& filter, std::vector<std::string_view> words, Components& components) {
  const auto& c = table.column(filter.column);
  if (filter.how == Filter::How::there) return schema_of<bool>();
  const auto& value = c.type == Column::Type::texts ? *c.shape->inner[0] : *c.shape;
  const bool maybe_none = !c.always && (c.type != Column::Type::text || !c.shape->words.empty());
  if (filter.how == Filter::How::equals && maybe_none) words.push_back("none");
  if (c.type == Column::Type::text || c.type == Column::Type::texts)
    return either(value.words.empty()            ? text_up_to(column_text_chars, 0)
                  : takes_several(filter, value) ? array_of(components.value(value, Texts::asked))
                                                 : components.value(value, Texts::asked),
                  words);
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

// `several`: values of a list stand in one parameter, with commas between.
enum class Values { one, several };
std::string parameter(std::string_view name, std::string_view in, bool required, std::string_view text, const std::string& schema, Values values = Values::one) {
  std::string parameter;
  JsonWriter out{parameter};
  out.begin_object().key("name").text(name).key("in").text(in).key("required").boolean(required);
  out.key("description").text(text).key("schema").raw(schema);
  if (values == Values::several) out.key("style").text("form").key("explode").boolean(false);
  out.end_object();
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
    if (route.batch() || (command && !command->keyless)) {
      const bool must = route.batch() || command->creates;
      shared(must ? "Idempotency-Key" : "Idempotency-Key.optional", "Idempotency-Key", "header", must,
             "a UUID for each new thing; the same one to repeat a request", text_up_to(255));
    }
    if (command && route.method != "POST") shared("If-Match", "If-Match", "header", false, "entity tag of the version that was seen", header);
    if (route.reads()) {
      shared("min_position", "min_position", "query", false, "a Journal-Position that the answer must include", text);
      shared("Prefer", "Prefer", "header", false, "wait=SECONDS, at most 30: how long to wait for min_position", header);
      shared("If-None-Match", "If-None-Match", "header", false, "entity tags of what is there already: 304 when one of them still holds", header);
    }
    if (route.read() && route.read()->as_of)
      shared("as_of", "as_of", "query", false, "how it was: as of a Journal-Position, the id of an event, or a time (the newest record not after it); for owner and admins", text);
    if (route.paged) {
      shared("limit", "limit", "query", false, "how many items", limit_schema());
      shared("cursor", "cursor", "query", false, "next_cursor of the page before", text);
    }
    if (route.search()) own("q", fmt::format(searching, search_words_at_most) + "every list that has q", search_schema());
    std::set<std::string_view> told;
    for (const auto& p : projections)
      if (route.list() && p.fold == route.list()->view) listed(route, p, told);
    for (const auto& p : route.query)
      if (!told.contains(p.name))
        own(p.name, p.text, p.name == "limit" ? limit_schema() : either(p.shape ? components_.value(*p.shape, Texts::asked) : text, p.words));
  }

 private:
  void listed(const Route& route, const Projection& projection, std::set<std::string_view>& told) {
    const Table table{projection};
    for (const auto& f : projection.filters) {
      const auto more = std::find_if(route.query.begin(), route.query.end(), [&](const Parameter& p) { return p.name == f.param; });
      const bool said = more != route.query.end();
      const std::string column(f.column);
      const auto how = f.how == Filter::How::equals     ? "those whose " + column + (takes_several(f, *table.column(f.column).shape) ? " is one of them" : " it is")
                       : f.how == Filter::How::there    ? "whether they have a " + column
                       : f.how == Filter::How::contains ? "those with it among their " + column
                       : f.how == Filter::How::since    ? "those whose " + column + " is not before it"
                                                        : "those whose " + column + " is before it";
      if (said) told.insert(more->name);
      own(f.param, said ? more->text : how, filter_schema(table, f, said ? more->words : std::vector<std::string_view>{}, components_),
          takes_several(f, *table.column(f.column).shape) ? Values::several : Values::one);
    }
    shared("count", "count", "query", false, fmt::format("true: `total` says how many there are on all pages together; {}: that many, or more", ListRequest::counted_at_most),
           schema_of<bool>());
    own("sort", "an order; with - in front, the other way round", sort_schema(projection));
    if (projection.search.empty()) return;
    std::string where;
    for (const auto& field : projection.search) (where += where.empty() ? "" : ", ") += field;
    for (const auto& by : projection.found_by) where += fmt::format("; or in their {}, the newest {} that hold it", by.fold, ListRequest::found_at_most);
    own("q", fmt::format(searching, search_words_at_most) + where, search_schema());
  }
  void own(std::string_view name, std::string_view text, const std::string& schema, Values values = Values::one) {
    out_.raw(parameter(name, "query", false, text, schema, values));
  }
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
    if (inner.name.empty()) continue;                  // instead of all this
    const auto one = parts_of(inner, components).reference();
    parts.add(std::string(inner.name), object({{inner.name, inner.many ? array_of(one) : one}}));
  }
  for (const auto name : shown.any) parts.component("any." + std::string(name), object({{name, "{}"}}));
  if (shown.stamped) parts.component("stamp", object({{"version", schema_of<std::int64_t>()}, {"position", schema_of<std::int64_t>()}}));
  return parts;
}

std::string page_of(const Route& route, Components& components) {
  const auto item = parts_of(route.shows, components);
  Parts page{components};
  page.component("page", object({{"next_cursor", schema_of<std::optional<std::string>>()},
                                 {"moved", schema_of<bool>(), false},            // rows may have passed this page by since the first one
                                 {"total", schema_of<std::int64_t>(), false},    // of a list that was asked to count
                                 {"live", live_schema(components), false}}));
  page.add(item.name(), object({{"items", array_of(item.reference())}}));
  return page.reference();
}

std::string problem_schema(Components& components) {
  const auto text = schema_of<std::string>();
  const auto wrong = components.schema("problem.error", object({{"pointer", text}, {"detail", text}}));
  Members problem{{"type", text}, {"title", text}, {"status", schema_of<std::int64_t>()}, {"detail", text, false}, {"errors", array_of(wrong), false}};
  for (const auto& [name, says] : problem_figures) {
    std::string schema;
    JsonWriter{schema}.begin_object().key("type").text("integer").key("description").text(says).end_object();
    problem.push_back({name, std::move(schema), false});
  }
  return components.schema("problem", object(problem));
}

// {"<name of the action>": its body}, of which there is one.
std::string action_of(const Route& route, Components& components) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("type").text("object").key("properties").begin_object();
  for (const auto& action : route.batch()->actions) {
    const auto& command = *action.route->command();
    Members members;
    for (const auto& f : command.ask->shape->fields)
      if (in(action.members, f.name)) add(members, f, Texts::asked, components, command.must);
    out.key(action.name).raw(object(members, true));
  }
  out.end_object().key("required").begin_array().end_array().key("minProperties").integer(1).key("maxProperties").integer(1);
  out.key("additionalProperties").boolean(false).end_object();
  return components.schema("batch.action" + operation_path(route.pattern), text);
}
std::string answer_of_batch(const Route& route, Components& components) {
  Members item;
  add(item, shape_of<BatchItem>(), Texts::shown, components);
  item.push_back({"undo", R"({"anyOf":[)" + action_of(route, components) + R"(,{"type":"null"}]})", false});
  item.push_back({"problem", problem_schema(components), false});
  const auto items = array_of(components.schema("batch.item" + operation_path(route.pattern), object(item)));
  return components.schema("batch.answer" + operation_path(route.pattern), object({{"items", items}}));
}

// Items are what the list at `href` answers.
std::string answer_of_search(Components& components) {
  const auto text = schema_of<std::string>();
  const auto group = components.schema("search.group", object({{"name", text}, {"href", text}, {"items", array_of(R"({"type":"object"})")}, {"more", schema_of<bool>()}}));
  return components.schema("search.found", object({{"q", text}, {"groups", array_of(group)}}));
}

std::string answer(const Route& route, Components& components) {
  if (route.batch()) return answer_of_batch(route, components);
  if (route.search()) return answer_of_search(components);
  if (route.media != "application/json" && !dialect_of(route.media)) return array_of(R"({"type":"object"})");
  if (route.paged) return page_of(route, components);
  auto parts = parts_of(route.shows, components);
  if (const auto* command = route.command()) {
    for (const auto name : command->sets) parts.component("set." + std::string(name), object({{name, "{}", false}}));
  } else {
    parts.component("snapshot", object({{"live", live_schema(components), false}}));
  }
  std::string instead;                                 // what is shown under no name is no member, but another answer
  for (const auto& inner : route.shows.inner)
    if (inner.name.empty()) instead += "," + parts_of(inner, components).reference();
  return instead.empty() ? parts.reference() : R"({"anyOf":[)" + parts.reference() + instead + "]}";
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
// draft-ietf-httpapi-ratelimit-headers-10; of who has none, there are none.
constexpr std::pair<std::string_view, std::string_view> limits[] = {
    {"RateLimit-Policy", "how many requests (q) may be made in so many seconds (w), by each limit that counts here"},
    {"RateLimit", "of each, how many are left (r), and in how many seconds all of them are (t)"}};
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

void done(const Route& route, int status, Components& components, JsonWriter& out) {
  const auto* command = route.command();
  out.key(std::to_string(status)).begin_object().key("description").text("done");
  if (route.webhook()) return void(out.end_object());
  Headers told{journal_position};
  if (route.batch() || (command && !command->keyless)) told.emplace_back("Idempotent-Replayed", "true: it was done before, under the same Idempotency-Key");
  if (!route.batch()) told.push_back(entity_tag);
  if (route.reads()) told.insert(told.end(), std::begin(caching), std::end(caching));
  told.insert(told.end(), std::begin(limits), std::end(limits));
  if (route.reads() && !route.leads_on && (route.paged || !route.query.empty())) told.emplace_back("Link", "where the next page begins (RFC 8288)");
  headers(told, components, out);
  if (status != 204) content(route.media, answer(route, components), out);
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

// Each status stands once; so few have headers of their own that all of them are told with it.
std::string refused(int status, Components& components) {
  std::string response;
  JsonWriter out{response};
  out.begin_object().key("description").text(words_of_refusal(status));
  Headers told;
  if (status == 401) told.emplace_back("WWW-Authenticate", "Bearer, where a token is missing or no good");
  if (status == 429 || status == 503) told.emplace_back("Retry-After", "seconds to wait");
  told.insert(told.end(), std::begin(limits), std::end(limits));
  headers(told, components, out);
  content("application/problem+json", problem_schema(components), out);
  out.end_object();
  return components.add("responses", fmt::format("problem.{}", status), response);
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

// The same as the route's dialect has it; what is refused before anybody knows which route is meant is said as everywhere.
std::string refused(int status, const Dialect& dialect, Components& components) {
  std::string response;
  JsonWriter out{response};
  out.begin_object().key("description").text(words_of_refusal(status)).key("content").begin_object();
  out.key(dialect.media).begin_object().key("schema").raw(components.schema(std::string(dialect.name) + ".problem", std::string(dialect.wrong))).end_object();
  out.key("application/problem+json").begin_object().key("schema").raw(problem_schema(components)).end_object();
  out.end_object().end_object();
  return components.add("responses", fmt::format("{}.problem.{}", dialect.name, status), response);
}

void required_body(bool required, const std::string& schema, JsonWriter& out, std::string_view media = "application/json") {
  out.key("requestBody").begin_object().key("required").boolean(required);
  content(media, schema, out);
  out.end_object();
}

void body(const route::Command& command, std::string_view pattern, Components& components, JsonWriter& out) {
  auto without = command.given;
  without.push_back("id");
  Members members;
  add(members, *command.ask->shape, Texts::asked, components, without, command.must);
  if (command.beside) add(members, *command.beside, Texts::asked, components);
  const auto choices = with_synonyms(command, members);
  if (members.empty()) return;
  const bool required = std::any_of(members.begin(), members.end(), [](const Member& m) { return m.required; }) ||
                        std::any_of(choices.begin(), choices.end(), [](const Choice& c) { return c.required; });
  // An ask that routes put in other words has a name for each body.
  auto name = component_name(*command.ask->shape);
  const auto schema = object(members, true, choices);
  if (components.taken("schemas", name, schema)) name += operation_path(pattern);
  required_body(required, components.schema(name, schema), out);
}

void body_of_batch(const Route& route, Components& components, JsonWriter& out) {
  Members members;
  add(members, shape_of<BatchIds>(), Texts::asked, components);
  members.push_back({"action", action_of(route, components)});
  required_body(true, components.schema("batch" + operation_path(route.pattern), object(members, true)), out);
}

// Of one that is no command.
void body(const Shape& shape, Components& components, JsonWriter& out) {
  Members members;
  add(members, shape, Texts::asked, components);
  required_body(true, components.schema(component_name(shape), object(members, true)), out);
}

void operation(const Route& route, const std::vector<Projection>& projections, Components& components, JsonWriter& out) {
  std::string id = route.method;
  for (auto& c : id) c = static_cast<char>(c | 0x20);
  id += operation_path(route.pattern);
  std::string method = route.method;
  for (auto& c : method) c = static_cast<char>(c | 0x20);
  out.key(method).begin_object().key("operationId").text(id);
  const bool no_token = route.scope == Scope::anonymous || route.scope == Scope::invitation || route.scope == Scope::widget || route.scope == Scope::provider;
  if (no_token) out.key("security").begin_array().end_array();
  if (route.needs) out.key("x-permission").text(route.needs->name);
  out.key("parameters").begin_array();
  Parameters{out, components}.of(route, projections);
  out.end_array();
  const auto* command = route.command();
  if (command && command->foreign && route.method != "DELETE") required_body(true, R"({"type":"object","required":[]})", out, route.media);
  if (command && !command->foreign) body(*command, route.pattern, components, out);
  if (route.batch()) body_of_batch(route, components, out);
  if (const auto* read = route.read(); read && read->takes) body(*read->takes, components, out);
  if (route.webhook()) {
    out.key("requestBody").begin_object().key("description").text("as the provider has signed it").key("required").boolean(true);
    out.key("content").begin_object().key("*/*").begin_object().end_object().end_object().end_object();
  }
  out.key("responses").begin_object();
  if (command || !route.leads_on) done(route, command ? command->status : 200, components, out);
  if (route.leads_on) out.key("302").begin_object().key("description").text("where the browser goes on").end_object();
  if (command && command->or_status) done(route, command->or_status, components, out);
  if (route.reads()) out.key("304").raw(components.add("responses", "unchanged", unchanged_response(components)));
  const auto* dialect = dialect_of(route.media);
  for (const int status : refusals_of(route)) out.key(std::to_string(status)).raw(dialect ? refused(status, *dialect, components) : refused(status, components));
  out.end_object().end_object();
}

// What members may be allowed: names, as x-permission and the members' permissions hold them.
void permissions(const std::vector<Right>& declared, JsonWriter& out) {
  const auto& rights = Rights::house();
  out.key("x-permissions").begin_array();
  for (const auto& right : rights.all()) {
    if (std::find(declared.begin(), declared.end(), right) == declared.end()) continue;
    out.begin_object().key("name").text(right.name).key("allows").text(right.allows).key("roles").begin_array();
    for (const auto role : every_role)
      if (rights.usual(name_of(role)).has(right)) out.text(name_of(role));
    out.end_array().end_object();
  }
  out.end_array();
}

}  // namespace

std::string openapi(const Routes& routes, const std::vector<Projection>& projections, const std::vector<Right>& rights) {
  std::map<std::string, std::vector<const Route*>> paths;
  for (const auto& route : routes)
    if (!route.page() && route.media != "text/html" && route.scope != Scope::house) paths[route.pattern].push_back(&route);
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
