#include "gateways/core/route.hpp"

#include "gateways/core/batch.hpp"
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

Route::Route(std::string_view m, std::string_view p, std::optional<Right> right, Scope s) : method(m), pattern(p), needs(right), scope(s) {}
Route::Route(const Route&) = default;
Route::Route(Route&&) noexcept = default;
Route& Route::operator=(const Route&) = default;
Route& Route::operator=(Route&&) noexcept = default;
Route::~Route() = default;

Route creating(const WireType& ask, std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope,
               Response (*render)(const Call&, const Committed&)) {
  Route r{method, pattern, needs, scope};
  r.kind = route::Command{.ask = &ask, .creates = true, .status = 201, .render = render};
  r.limits.by_address = scope == Scope::anonymous || scope == Scope::widget;
  return r;
}
Route command(const WireType& ask, std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope,
              Response (*render)(const Call&, const Committed&)) {
  Route r{method, pattern, needs, scope};
  r.kind = route::Command{.ask = &ask, .render = render};
  r.shows.shapes = {&shape_of<Versioned>()};
  return r;
}
Route batch(std::string_view pattern, Scope scope, std::vector<route::Batch::Action> actions) {
  Route r{"POST", pattern, anybody, scope};
  r.kind = route::Batch{std::move(actions)};
  return r;
}
route::Batch::Action action(std::string_view name, route::Names members, Route each, std::optional<std::string> (*undo)(const Committed&)) {
  auto& command = command_of(each);
  command.render = &done_in_batch;
  command.undo = undo;
  return {name, std::make_shared<const Route>(std::move(each)), members};
}
Route read(std::string_view pattern, std::optional<Right> needs, Scope scope, Response (*how)(const Call&, const Reader&)) {
  Route r{"GET", pattern, needs, scope};
  r.kind = route::Read{.read = how};
  return r;
}
Route asked_by_post(Route r) {
  r.method = "POST";
  return r;
}
Route historical(Route r) {
  std::get<route::Read>(r.kind).as_of = true;
  return r;
}
Route asked_by_post(const Shape& body, Route r) {
  std::get<route::Read>(r.kind).takes = &body;
  return asked_by_post(std::move(r));
}
Shown row_of(route::Shapes parts) { return {.shapes = parts, .stamped = true}; }
Route list(const AnyFold& view, std::string_view pattern, std::optional<Right> needs, Scope scope,
           std::string (*item)(const Call&, const Reader&, const StampedRow&), route::Shapes parts) {
  Route r{"GET", pattern, needs, scope};
  r.kind = route::List{.view = &view, .item = item};
  return paging(parts, std::move(r));
}
Route search(std::string_view pattern, Scope scope) {
  Route r{"GET", pattern, anybody, scope};
  r.kind = route::Search{};
  return r;
}
Route webhook(std::string_view pattern, std::variant<route::Told, Response> (*receive)(const Call&, const Reader&),
              std::vector<std::string_view> headers) {
  constexpr std::size_t most_that_providers_send = 3 << 20;
  Route r{"POST", pattern, anybody, Scope::provider};
  r.kind = route::Webhook{receive, std::move(headers)};
  r.limits.body_bytes = most_that_providers_send;
  return r;
}
Route page(std::string_view path, route::Page what) {
  Route r{"GET", path, anybody, Scope::anonymous};
  r.kind = std::move(what);
  return r;
}

Route for_every_site(Route r) {
  r.sites = Sites::every;
  return r;
}
Route up_to(std::size_t body_bytes, Route r) {
  r.limits.body_bytes = body_bytes;
  return r;
}
Route searched(Route r) {
  r.searched = true;
  return r;
}
Route personal(std::string_view what, Route r) {
  r.personal = what;
  return r;
}
Route dangerous(Route r) {
  r.dangerous = true;
  return r;
}
Route calling_out(Route r) {
  r.calls_out = true;
  return r;
}
Route speaking(std::string_view media, Route r) {
  r.media = media;
  return r;
}
Route leading_on(Response (*to_page)(const Services&, const Request&, Response), Route r) {
  r.leads_on = to_page;
  return r;
}
route::Command& command_of(Route& r) { return std::get<route::Command>(r.kind); }
Route with(Route r, std::optional<Response> (*prepare)(Call&, void*, const Reader&), route::Names given) {
  command_of(r).prepare = prepare;
  command_of(r).given = given;
  return r;
}
Route setting(route::Names fields, Route r) {
  command_of(r).sets = fields;
  return r;
}
Route reading(const Shape& body, Route r) {
  command_of(r).beside = &body;
  return r;
}
Route foreign(Route r, std::optional<Response> (*prepare)(Call&, void*, const Reader&), int status) {
  auto& command = command_of(r);
  command.foreign = true;
  for (const auto& f : command.ask->shape->fields) command.given.push_back(f.name);
  command.prepare = prepare;
  command.status = status;
  return r;
}
Route accepting(std::initializer_list<Synonym> synonyms, Route r) {
  command_of(r).synonyms = synonyms;
  return r;
}
Route insisting(route::Names members, Route r) {
  command_of(r).must = members;
  return r;
}
Route keyless(Route r) {
  command_of(r).keyless = true;
  return r;
}
Route importing(Route r) {
  command_of(r).origin = Origin::import;
  return r;
}
Route settling(Route r) {
  command_of(r).settles = true;
  return r;
}
Route awaiting_handoffs(Route r) {
  command_of(r).awaits_handoffs = true;
  return r;
}

Route showing(route::Shapes parts, Route r) {
  r.shows = row_of(parts);
  return r;
}
Route paging(route::Shapes parts, Route r) {
  r.paged = true;
  return showing(parts, std::move(r));
}
Route answering(const Shape& answer, Route r) {
  r.shows = {.shapes = {&answer}};
  return r;
}
Route also(const Shape& more, Route r) {
  r.shows.shapes.push_back(&more);
  return r;
}
Route holding(std::string_view name, Shown inner, Route r, bool many) {
  inner.name = name;
  inner.many = many;
  r.shows.inner.push_back(std::move(inner));
  return r;
}
Route holding_any(std::string_view name, Route r) {
  r.shows.any.push_back(name);
  return r;
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
  if (!channel.empty() && !call.as_of && response.body.size() > 2) {
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
  if (!channel.empty() && !call.as_of) response.offset = add_live(call, channel, reader.offset(partition_of(call.tenant)), response.body);
  out.end_object();
  return response;
}

}  // namespace millrace
