// A team as the company's own directory keeps it: SCIM 2.0 (RFC 7643, 7644), as Entra ID, Okta and others speak it. Each business has its own
// endpoint, by the API key that the directory is given; users are those who have a seat in its team, however they came to it.
#include <algorithm>
#include <charconv>
#include <limits>

#include "commands/identity/provisioning/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/etag.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/scim_schemas.hpp"
#include "gateways/identity/scim_user.hpp"
#include "projections/identity/members.hpp"

namespace millrace {

namespace {

namespace no = provisioning::rule;

using member::CatalogueRow;
using member::MemberRow;
using member::MemberStatus;
using provisioning::Deprovision;
using provisioning::Entry;
using provisioning::Provision;
using provisioning::Update;
using scim::User;
using Prepared = std::optional<Response>;

constexpr std::string_view users_path = "/scim/v2/Users";
constexpr std::int64_t shown_usually = 100, shown_at_most = 200;

Response refused(const scim::Wrong& wrong) {
  switch (wrong.what) {
    case scim::Wrong::What::syntax: return problem(no::invalid_syntax, wrong.why);
    case scim::Wrong::What::path: return problem(no::invalid_path, wrong.why);
    case scim::Wrong::What::value: break;
  }
  return problem(no::invalid_value, wrong.why);
}

// ---- Users as they are

bool has_seat(MemberStatus status) { return status != MemberStatus::removed && status != MemberStatus::expired; }

std::string said(const std::optional<Personal<std::string>>& text) { return text && !text->erased ? text->value : std::string{}; }
std::optional<std::string> maybe(const std::optional<Personal<std::string>>& text) {
  return text && !text->erased ? std::optional{text->value} : std::nullopt;
}

User user_of(const MemberRow& row, const CatalogueRow* entry) {
  User user;
  user.id = row.id;
  user.user_name = user.email = said(row.email);
  user.role = row.role;
  user.active = row.status != MemberStatus::suspended;
  user.known_as = said(row.name);
  user.created = row.invited_at ? *row.invited_at : row.joined_at.value_or(Time{});
  if (!entry) return user;
  user.user_name = said(entry->user_name);
  user.email = said(entry->email);
  user.external_id = maybe(entry->external_id);
  user.display_name = maybe(entry->display_name);
  user.given_name = maybe(entry->given_name);
  user.family_name = maybe(entry->family_name);
  return user;
}
User user_of(const Reader& reader, const Uuid& tenant, const MemberRow& row) {
  return user_of(row, find_row<member::Catalogue>(reader, tenant, row.id).get());
}

std::optional<MemberRow> seat_named(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<member::Members>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return {};
  const auto& row = *static_cast<const MemberRow*>(stored->row.get());
  return has_seat(row.status) ? std::optional{row} : std::nullopt;
}

std::string location(const Call& call, const Id<Member>& id) { return call.services.public_url + std::string(users_path) + "/" + to_string(id); }

std::string json_of(const Call& call, const User& user, std::int64_t version) {
  std::string body;
  JsonWriter out{body};
  write(out, user, version, location(call, user.id));
  return body;
}

Response one(const Call& call, const Reader& reader) {
  const auto seat = seat_named(call, reader);
  if (!seat) return problem(no::no_such_user);
  const auto version = reader.version(call.tenant, seat->id.value);
  return resource(call, reader, json_of(call, user_of(reader, call.tenant, *seat), version), version);
}

// ---- Many of them

// A number of the query, within its bounds as RFC 7644 §3.4.2.4 has them: what lies outside is taken for the bound.
std::variant<std::int64_t, Response> number_of(const Call& call, std::string_view name, std::int64_t usual, std::int64_t least, std::int64_t most) {
  const auto text = call.request->param(name);
  if (text.empty()) return usual;
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return problem(no::invalid_value, std::string(name) + " is a number.");
  return std::clamp(n, least, most);
}

std::variant<std::optional<scim::Filter>, Response> filter_of(const Call& call) {
  const auto text = call.request->param("filter");
  if (text.empty()) return std::optional<scim::Filter>{};
  auto filter = scim::parse_filter(text);
  if (!filter) return problem(no::invalid_filter);
  for (const auto& attribute : attributes_of(*filter))
    if (!values_of(User{}, attribute)) return problem(no::invalid_filter, "There is no attribute \"" + attribute.substr(0, 100) + "\".");
  return filter;
}

// Those who have a seat and are asked for, in the order in which they came.
std::vector<User> found(const Call& call, const Reader& reader, const std::optional<scim::Filter>& filter) {
  std::vector<User> all;
  Reader::Page page{.prefix = "", .limit = 1'000};
  for (;;) {
    const auto rows = reader.list(lookup_of<member::Members>(), member::Members::team, call.tenant, page);
    for (const auto& listed : rows) {
      auto user = user_of(reader, call.tenant, *static_cast<const MemberRow*>(listed.row.row.get()));
      const auto values = [&](const std::string& attribute) { return values_of(user, attribute).value_or(scim::Values{}); };
      if (!filter || matches(*filter, values)) all.push_back(std::move(user));
    }
    if (rows.size() < page.limit) return all;
    page.after = rows.back().place;
  }
}

Response list(const Call& call, const Reader& reader) {
  const auto filter = filter_of(call);
  if (const auto* refusal = std::get_if<Response>(&filter)) return *refusal;
  const auto start = number_of(call, "startIndex", 1, 1, std::numeric_limits<std::int64_t>::max()), count = number_of(call, "count", shown_usually, 0, shown_at_most);
  for (const auto* number : {&start, &count})
    if (const auto* refusal = std::get_if<Response>(number)) return *refusal;
  const auto all = found(call, reader, std::get<0>(filter));
  const auto total = static_cast<std::int64_t>(all.size());
  const auto first = std::min(std::get<0>(start) - 1, total), last = std::min(first + std::get<0>(count), total);
  Response response{200, {}, {}};
  JsonWriter out{response.body};
  out.begin_object().key("schemas").begin_array().text("urn:ietf:params:scim:api:messages:2.0:ListResponse").end_array();
  out.key("totalResults").integer(total).key("startIndex").integer(std::get<0>(start)).key("itemsPerPage").integer(last - first).key("Resources").begin_array();
  for (auto n = first; n < last; ++n) {
    const auto& user = all[static_cast<std::size_t>(n)];
    write(out, user, reader.version(call.tenant, user.id.value), location(call, user.id));
  }
  out.end_array().end_object();
  return response;
}

// ---- What becomes of them

struct Body {
  Document document;
  Node root() const { return document.root(); }
};
std::variant<Body, Response> body_of(const Call& call) {
  const auto type = call.request->header("content-type");
  if (!type.starts_with(scim::media) && !type.starts_with("application/json")) return problem(rule::body_not_json, "application/scim+json is good, too.");
  Body body{Document{call.request->body}};
  if (body.document.fault() == Document::Fault::bad_text) return problem(rule::json_bad_text, body.document.why());
  if (body.document.fault() != Document::Fault::none) return problem(rule::json_malformed, body.document.why());
  return body;
}

Personal<std::string> personal_text(const Call& call, const std::string& text) {
  Personal<std::string> out{{}, text, false, {}};
  out.match = match_of(call.services.vault, text);
  return out;
}
Entry entry_of(const Call& call, const User& user) {
  const auto one = [&](const std::optional<std::string>& text) { return text ? MaybePersonal{personal_text(call, *text)} : std::nullopt; };
  return {personal_text(call, user.user_name), personal_text(call, user.email), one(user.external_id), one(user.display_name), one(user.given_name), one(user.family_name)};
}

// What the reply shows, once it is decided: the record says no more than what has changed.
void keep(Call& call, User user) { call.beside = std::make_shared<User>(std::move(user)); }

Prepared prepare_creation(Call& call, void* p, const Reader&) {
  auto body = body_of(call);
  if (auto* refusal = std::get_if<Response>(&body)) return std::move(*refusal);
  User user;
  if (const auto wrong = replace(user, std::get<Body>(body).root())) return refused(*wrong);
  auto& ask = *static_cast<Provision*>(p);
  ask.entry = entry_of(call, user);
  if (!user.role.empty()) ask.role = user.role;
  ask.active = user.active;
  keep(call, std::move(user));
  return {};
}

Prepared prepare_change(Call& call, void* p, const Reader& reader, std::optional<scim::Wrong> (*says)(User&, Node)) {
  auto body = body_of(call);
  if (auto* refusal = std::get_if<Response>(&body)) return std::move(*refusal);
  const auto seat = seat_named(call, reader);
  if (!seat) return problem(no::no_such_user);
  const auto was = user_of(reader, call.tenant, *seat);
  auto user = was;
  if (const auto wrong = says(user, std::get<Body>(body).root())) return refused(*wrong);
  auto& ask = *static_cast<Update*>(p);
  const bool comes_anew = seat->status == MemberStatus::suspended && !seat->account_id;
  if (comes_anew || !user.same_entry(was)) ask.entry = entry_of(call, user);
  if (user.role != was.role) ask.role = user.role;
  if (user.active != was.active) ask.active = user.active;
  keep(call, std::move(user));
  return {};
}
Prepared prepare_replacement(Call& call, void* p, const Reader& reader) { return prepare_change(call, p, reader, &scim::replace); }
Prepared prepare_patch(Call& call, void* p, const Reader& reader) { return prepare_change(call, p, reader, &scim::patch); }
Prepared prepare_removal(Call&, void*, const Reader&) { return {}; }

Response created(const Call& call, const Committed& record) {
  auto user = *static_cast<const User*>(call.beside.get());
  const auto& e = *last_fact<member::Provisioned>(record);
  user.id = e.id;
  user.role = e.role;
  user.known_as = e.name.value;
  user.created = record.commit.ts;
  const auto version = stamp_of<member::Catalogued>(record).version;
  return made(json_of(call, user, version), version, location(call, user.id));
}

Response updated(const Call& call, const Committed& record) {
  const auto version = record.commit.subject_version;
  Response response{200, {}, json_of(call, *static_cast<const User*>(call.beside.get()), version)};
  response.headers.emplace_back("ETag", etag(version));
  return response;
}

Response removed(const Call&, const Committed&) { return {204, {}, {}}; }

Route speaking_scim(Route r) { return speaking(scim::media, std::move(r)); }
Route showing_user(Route r) {
  r.shows = {};
  for (const auto name : {"schemas", "id", "userName", "name", "displayName", "active", "emails", "roles", "meta"}) r = holding_any(name, std::move(r));
  return speaking_scim(std::move(r));
}
Route changing(Route r) { return dangerous(settling(keyless(std::move(r)))); }

Route users() {
  auto route = read(users_path, member::right::provision, Scope::business, &list);
  std::get<route::Read>(route.kind).slow = true;       // it looks at every one of them
  route.query = {{"filter", "as RFC 7644 §3.4.2.2 has it: userName eq \"ann@example.org\" and active eq true"},
                 {"startIndex", "from which one on; the first is 1"}, {"count", "how many, up to 200"}};
  for (const auto name : {"schemas", "totalResults", "startIndex", "itemsPerPage", "Resources"}) route = holding_any(name, std::move(route));
  return speaking_scim(std::move(route));
}

}  // namespace

Module identity::provisioning() {
  const auto& needs = member::right::provision;
  const auto each = std::string(users_path) + "/{id}";
  Routes routes{
      users(),
      showing_user(changing(foreign(creating<Provision>("POST", users_path, needs, Scope::business, &created), &prepare_creation, 201))),
      showing_user(read(each, needs, Scope::business, &one)),
      showing_user(changing(foreign(command<Update>("PUT", each, needs, Scope::business, &updated), &prepare_replacement, 200))),
      showing_user(changing(foreign(command<Update>("PATCH", each, needs, Scope::business, &updated), &prepare_patch, 200))),
      speaking_scim(changing(foreign(command<Deprovision>("DELETE", each, needs, Scope::business, &removed), &prepare_removal, 204))),
  };
  for (auto& page : scim::schema_pages()) routes.push_back(std::move(page));
  return {
      .name = "identity/provisioning",
      .write_side = commands::provisioning(),
      .routes = std::move(routes),
      .rules = {no::no_such_user, no::uniqueness, no::invalid_syntax, no::invalid_value, no::invalid_path, no::invalid_filter},
  };
}

}  // namespace millrace
