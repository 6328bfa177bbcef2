#include "gateways/core/body.hpp"

#include <algorithm>
#include <set>

#include "schemas/json/codec.hpp"

namespace millrace {

namespace {

bool json_type(std::string_view type) {
  std::string lower(type.substr(0, type.find_first_of("; ")));
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return lower == "application/json" || lower == "application/merge-patch+json";
}

const Synonym* synonym(const route::Command& route, std::string_view member) {
  const auto found = std::find_if(route.synonyms.begin(), route.synonyms.end(), [&](const Synonym& s) { return s.member == member; });
  return found == route.synonyms.end() ? nullptr : &*found;
}

// The body in the words of the ask, when it has synonyms. `used` are those it has; a value that none of them has is an error.
std::optional<std::string> in_own_words(const route::Command& route, Node body, std::vector<const Synonym*>& used, std::vector<InputError>& errors) {
  if (body.kind() != Node::Kind::object) return {};
  if (std::none_of(route.synonyms.begin(), route.synonyms.end(), [&](const Synonym& s) { return body.find(s.member).has_value(); })) return {};
  std::string text;
  JsonWriter out{text};
  out.begin_object();
  body.members([&](std::string_view name, Node value) {
    const auto* other = synonym(route, name);
    if (!other) return void(out.key(name).raw(value.json()));
    used.push_back(other);
    auto json = value.json();
    if (!other->values.empty()) {
      const auto means = std::find_if(other->values.begin(), other->values.end(), [&](const auto& v) { return v.first == json; });
      if (means == other->values.end()) return errors.push_back({"/" + std::string(name), "has no such value"});
      json = means->second;
    }
    out.key(other->means).raw(json);
  });
  out.end_object();
  return used.empty() ? std::nullopt : std::optional{std::move(text)};
}

// Errors are about what the caller has written.
void in_their_words(const std::vector<const Synonym*>& used, std::vector<InputError>& errors) {
  for (auto& error : errors)
    for (const auto* s : used) {
      const auto own = "/" + std::string(s->means);
      if (error.pointer == own || error.pointer.starts_with(own + "/")) error.pointer.replace(1, s->means.size(), s->member);
    }
}

std::vector<std::string_view> names_of(const Shape* shape) {
  std::vector<std::string_view> names;
  if (shape)
    for (const auto& f : shape->fields) names.push_back(f.name);
  return names;
}

Response bad_text(const Document& document) {
  return problem(rule::json_bad_text, document.why(), {{"", document.why()}});
}

// The ask in this JSON, and in Call::beside what the route reads beside it.
std::shared_ptr<void> decoded(const route::Command& route, Call& call, Node body, std::vector<InputError>& errors) {
  auto given = route.given;
  given.push_back("id");
  auto ask = route.ask->shape->make();
  const Sealing opening{call.services.vault, call.tenant, {}, {}, {}};
  const Outside outside{.members = true, .also = names_of(route.beside)};
  const auto add = [&](const Decoded& what) { errors.insert(errors.end(), what.errors.begin(), what.errors.end()); };
  add(decode(*route.ask->shape, body, ask.get(), &opening, given, &outside));
  if (body.kind() != Node::Kind::object) return ask;
  if (route.beside) {
    call.beside = route.beside->make();
    const Outside values{.members = false, .also = {}};
    add(decode(*route.beside, body, call.beside.get(), nullptr, {}, &values));
  }
  for (const auto name : route.must)
    if (!body.find(name)) errors.push_back({"/" + std::string(name), "is missing; null means none"});
  return ask;
}

// Whatever it says.
std::variant<Document, Response> parsed(const Request& request) {
  if (!request.body.empty() && !json_type(request.header("content-type"))) return problem(rule::body_not_json);
  Document document{request.body.empty() ? std::string_view("{}") : std::string_view(request.body)};
  if (document.fault() == Document::Fault::malformed) return problem(rule::json_malformed, document.why());
  if (document.fault() == Document::Fault::bad_text) return bad_text(document);
  return document;
}

// The action that a batch names, and what is wrong with its body.
void read_action(const route::Batch& route, Call& call, Node named, BatchAsked& asked, std::vector<InputError>& errors) {
  std::optional<Node> body;
  std::size_t members = 0;
  if (named.kind() == Node::Kind::object) named.members([&](std::string_view name, Node value) {
    ++members;
    for (const auto& action : route.actions)
      if (action.name == name) asked.action = &action, body = value;
  });
  if (!body || members != 1) {
    std::string all;
    for (const auto& action : route.actions) (all += all.empty() ? "" : ", ") += action.name;
    return errors.push_back({"/action", "must have one member, of " + all});
  }
  auto command = *asked.action->route->command();
  const auto& taken = asked.action->members;
  for (const auto name : names_of(command.ask->shape))
    if (std::find(taken.begin(), taken.end(), name) == taken.end()) command.given.push_back(name);
  std::vector<InputError> wrong;
  decoded(command, call, *body, wrong);
  for (auto& error : wrong) errors.push_back({"/action/" + std::string(asked.action->name) + error.pointer, std::move(error.detail)});
  asked.body = body->json();
}

}  // namespace

std::variant<std::shared_ptr<void>, Response> read_body(const Shape& shape, const Request& request) {
  auto document = parsed(request);
  if (auto* no = std::get_if<Response>(&document)) return std::move(*no);
  auto value = shape.make();
  const Outside outside{.members = true, .also = {}};
  const auto read = decode(shape, std::get<Document>(document).root(), value.get(), nullptr, {}, &outside);
  if (!read.errors.empty()) return problem(rule::input_invalid, {}, read.errors);
  return value;
}

std::variant<BatchAsked, Response> read_body(const route::Batch& route, Call call) {
  auto read = parsed(*call.request);
  if (auto* no = std::get_if<Response>(&read)) return std::move(*no);
  const auto root = std::get<Document>(read).root();
  BatchAsked asked;
  BatchIds ids;
  const Outside outside{.members = true, .also = {"action"}};
  auto errors = decode(shape_of<BatchIds>(), root, &ids, nullptr, {}, &outside).errors;
  const bool object = root.kind() == Node::Kind::object;
  if (const auto action = object ? root.find("action") : std::nullopt) read_action(route, call, *action, asked, errors);
  else if (object) errors.push_back({"/action", "is missing"});
  std::set<Uuid> seen;
  for (std::size_t n = 0; n < ids.ids.size() && errors.empty(); ++n)
    if (!seen.insert(ids.ids[n]).second) errors.push_back({"/ids/" + std::to_string(n), "comes twice"});
  if (!errors.empty()) return problem(rule::input_invalid, {}, errors);
  asked.ids = std::move(ids.ids);
  return asked;
}

std::variant<std::shared_ptr<void>, Response> read_body(const route::Command& route, Call& call) {
  if (route.foreign) return route.ask->shape->make();
  auto body = parsed(*call.request);
  if (auto* no = std::get_if<Response>(&body)) return std::move(*no);
  auto& document = std::get<Document>(body);
  std::vector<InputError> errors;
  std::vector<const Synonym*> used;
  const auto own = in_own_words(route, document.root(), used, errors);
  if (own) document = Document{*own};
  auto ask = decoded(route, call, document.root(), errors);
  in_their_words(used, errors);
  if (!errors.empty()) return problem(rule::input_invalid, {}, errors);
  return ask;
}

}  // namespace millrace
