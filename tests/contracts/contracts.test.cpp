// What others rely on, held against the code: schemas of facts and asks, golden facts, OpenAPI. Committed files are generated;
// MILLRACE_REGENERATE=1 writes them again, and refuses what would break a reader.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <sstream>

#include <boost/json.hpp>

#include "gateways/core/openapi.hpp"
#include "gateways/core/problem_pages.hpp"
#include "infra/runtime/house.hpp"
#include "schemas/json/schema.hpp"
#include "schemas/public/asyncapi.hpp"
#include "schemas/public/event.hpp"
#include "tests/support/laws.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/random_facts.hpp"

namespace millrace {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path schemas = fs::path(MILLRACE_TOP) / "schemas";
bool regenerating() { return std::getenv("MILLRACE_REGENERATE") != nullptr; }

const House& the_house() {
  static const House it = [] {
    auto made = house();
    made.register_types();
    return made;
  }();
  return it;
}

// What this house writes, without what other tests have made up.
std::vector<const WireType*> wires() {
  Wires mine;
  for (const auto tell : the_house().write_side.wires) tell(mine);
  return mine.all();
}

std::string contents(const fs::path& file) {
  std::ostringstream all;
  all << std::ifstream{file}.rdbuf();
  return all.str();
}

// Two spaces a level, so that a change is a few lines.
void pretty(const json::value& value, std::string& out, std::string indent = {}) {
  const auto deeper = indent + "  ";
  const auto list = [&](char open, char close, const auto& items, const auto& one) {
    out += open;
    bool first = true;
    for (const auto& item : items) {
      out += (first ? "\n" : ",\n") + deeper;
      first = false;
      one(item);
    }
    if (!first) out += "\n" + indent;
    out += close;
  };
  if (const auto* object = value.if_object()) {
    list('{', '}', *object, [&](const auto& member) {
      out += json::serialize(json::string(member.key())) + ": ";
      pretty(member.value(), out, deeper);
    });
  } else if (const auto* array = value.if_array(); array && (array->empty() || array->front().is_object())) {
    list('[', ']', *array, [&](const auto& item) { pretty(item, out, deeper); });
  } else {
    out += json::serialize(value);
  }
}
std::string pretty(std::string_view text) {
  std::string out;
  pretty(json::parse({text.data(), text.size()}), out);
  return out + "\n";
}

// Whether `now` is `was`, but for members that are new and empty: what an optional member of a later release looks like.
bool only_gained(const json::value& was, const json::value& now) {
  if (was.is_object() && now.is_object()) {
    for (const auto& [name, value] : was.as_object())
      if (!now.as_object().contains(name) || !only_gained(value, now.at(name))) return false;
    for (const auto& [name, value] : now.as_object())
      if (!was.as_object().contains(name) && !value.is_null()) return false;
    return true;
  }
  if (was.is_array() && now.is_array()) {
    const auto &a = was.as_array(), &b = now.as_array();
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), only_gained);
  }
  return was == now;
}

void same_as_committed(const fs::path& file, const std::string& now) {
  if (regenerating() && contents(file) != now) std::ofstream{file} << now;
  CHECK_MESSAGE(contents(file) == now, file.string() << " is not what the code says; MILLRACE_REGENERATE=1 writes it anew");
}

// A committed schema may only gain optional members.
void still_readable(const fs::path& file, std::string_view now) {
  if (!fs::exists(file)) return;
  const auto was = json::parse(contents(file)).as_object();
  const auto is = json::parse({now.data(), now.size()}).as_object();
  const auto& members = is.at("properties").as_object();
  for (const auto& [name, schema] : was.at("properties").as_object()) {
    REQUIRE_MESSAGE(members.contains(name), file.filename().string() << " loses " << std::string(name));
    CHECK_MESSAGE(members.at(name) == schema, file.filename().string() << ": " << std::string(name) << " changes");
  }
  CHECK_MESSAGE(was.at("required") == is.at("required"), file.filename().string() << " changes what is required");
}

}  // namespace

TEST_CASE("contracts: every fact and journalled ask has its schema, which only gains optional members") {
  fs::create_directories(schemas / "facts");
  std::set<std::string> known;
  for (const auto* type : wires()) {
    const auto file = schemas / "facts" / (std::string(type->wire) + ".json");
    const auto now = pretty(json_schema(*type));
    still_readable(file, now);
    same_as_committed(file, now);
    known.insert(file.filename());
  }
  for (const auto& entry : fs::directory_iterator(schemas / "facts"))
    if (entry.is_regular_file())
      CHECK_MESSAGE(known.contains(entry.path().filename()), entry.path().string() << ": journals hold such facts for ever; keep the type, retired if need be");
}

TEST_CASE("contracts: golden facts of every release are read, and lose nothing") {
  const auto golden = schemas / "facts" / "golden";
  fs::create_directories(golden);
  MemoryVault vault;
  for (const auto* type : wires()) {
    const auto file = golden / (std::string(type->wire) + ".ndjson");
    if (regenerating() && !fs::exists(file)) {           // append-only: what is there is never written again
      RandomValues random{std::hash<std::string_view>{}(type->wire)};
      std::ofstream out{file};
      for (int n = 0; n < 3; ++n) out << to_json(*type->shape, random.value(*type).value.get(), Personals::named) << '\n';
    }
    CHECK_MESSAGE(fs::exists(file), "no golden facts of " << type->wire);
    std::ifstream lines{file};
    for (std::string line; std::getline(lines, line);) {
      const Document document{line};
      REQUIRE(document.fault() == Document::Fault::none);
      auto value = type->shape->make();
      const auto decoded = decode(*type->shape, document.root(), value.get());
      CHECK_MESSAGE(decoded.ok(), type->wire << ": " << (decoded.errors.empty() ? "" : decoded.errors[0].pointer + " " + decoded.errors[0].detail));
      const auto again = to_json(*type->shape, value.get(), Personals::named);
      CHECK_MESSAGE(only_gained(json::parse(line), json::parse(again)), type->wire << ": " << line << " became " << again);
      CHECK(Wires::house().newest({type, value}).type != nullptr);
    }
  }
}

TEST_CASE("contracts: every public event has its schema, which only gains optional members") {
  std::set<fs::path> known;
  for (const auto& context : contexts())
    for (const auto& event : context.public_events) {
      const auto folder = schemas / "public" / context.name.substr(0, context.name.find('/'));
      fs::create_directories(folder);
      const auto file = folder / (std::string(event.type.name) + ".json");
      const auto now = pretty(json_schema(event.type));
      still_readable(file, now);
      same_as_committed(file, now);
      CHECK_MESSAGE(known.insert(file).second, event.type.name << " stands twice");
    }
  for (const auto& entry : fs::recursive_directory_iterator(schemas / "public"))
    if (entry.path().extension() == ".json")
      CHECK_MESSAGE(known.contains(entry.path()), entry.path().string() << ": consumers rely on this type; it stays");
}

TEST_CASE("contracts: every fact is told outside, or stays inside by decision") {
  const std::set<std::string_view> inside{
      "account.deactivated.v1", "account.deleted.v1", "account.email_change_confirmed.v1", "account.email_change_requested.v1",
      "account.email_changed.v1", "account.email_verification_requested.v1", "account.email_verified.v1", "account.password_changed.v1",
      "account.password_reset_requested.v1", "account.reactivated.v1", "account.renamed.v1", "account.signed_up.v1", "api_key.created.v1",
      "api_key.expired.v1", "api_key.revoked.v1", "api_key.rotated.v1", "api_key.secret_retired.v1", "api_key.used.v1",
      "business.auto_assignment_set.v1", "business.closed.v1", "business.ended.v1", "business.founded.v1", "business.mfa_requirement_set.v1",
      "business.notifications_set.v1", "business.renamed.v1", "business.reopened.v1", "business.sign_in_set.v1", "business.timezone_set.v1",
      "business.widget_origins_set.v1", "business.working_hours_set.v1", "connection.credentials_changed.v1", "connection.ended.v1",
      "connection.health_changed.v1", "connection.made.v1", "connection.paused.v1", "connection.renamed.v1", "connection.resumed.v1", "connection.status_ahead.v1", "consent.recorded.v1",
      "custom_role.created.v1", "custom_role.deleted.v1", "custom_role.permissions_set.v1", "custom_role.renamed.v1", "customer.erased.v1",
      "customer.identified.v1", "customer.note_added.v1", "delivery.forgotten.v1", "delivery.gone.v1", "delivery.received.v1", "effect.cancelled.v1",
      "effect.failed.v1", "effect.given_up.v1", "effect.reconciled.v1", "effect.requested.v1", "effect.retried.v1", "effect.started.v1",
      "effect.succeeded.v1", "effect.unknown.v1", "erasure.done.v1", "erasure.retention_expired.v1", "export.done.v1", "export.requested.v1",
      "handoff.done.v1", "handoff.requested.v1", "identity.linked.v1", "identity.unlinked.v1", "import.taken.v1", "legal_hold.lifted.v1",
      "legal_hold.placed.v1", "member.access_changed.v2", "member.catalogued.v1", "member.described.v1", "member.identified.v1",
      "member.invitation_expired.v1", "member.invited.v2", "member.joined.v2", "member.provisioned.v1", "member.removed.v1", "member.resumed.v1",
      "member.suspended.v1", "member.went_available.v1", "member.went_away.v1", "message.known_as.v1", "read_marker.moved.v1", "reads.noted.v1",
      "registration.registered.v1", "retention.set.v1", "second_factor.passkey_added.v1", "second_factor.passkey_removed.v1",
      "second_factor.passkey_used.v1", "second_factor.recovery_code_used.v1", "second_factor.recovery_codes_made.v1", "second_factor.totp_enabled.v1",
      "second_factor.totp_offered.v1", "second_factor.totp_removed.v1", "second_factor.totp_used.v1", "session.closed.v1", "session.opened.v1",
      "session.refreshed.v1", "session.revoked.v1", "session.stepped_up.v1", "session.used.v1", "subject.erased.v1", "timer.cancelled.v1",
      "timer.fired.v1", "timer.set.v1"};
  std::set<std::string_view> facts;
  for (const auto* fold : the_house().folds())
    for (const auto& listener : fold->listeners) facts.insert(listener.fact->wire);
  for (const auto wire : facts) {
    Commit commit;
    commit.facts.push_back({std::string(wire), {}, 1, {}, {}, "{}"});
    CHECK_MESSAGE(says_something(commit) != inside.contains(wire), wire);
  }
  for (const auto wire : inside) CHECK_MESSAGE(facts.contains(wire), wire << " is no fact any more");
}

TEST_CASE("contracts: the AsyncAPI document is what the public events say") {
  same_as_committed(schemas / "asyncapi.yaml", pretty(asyncapi()));
}

namespace {

json::value parsed(const std::string& text) { return json::parse({text.data(), text.size()}); }

std::string openapi_of(const House& house) { return openapi(house.routes, house.projections, house.rights); }

// By area, of those that have routes.
std::map<std::string, std::string> openapi_of_areas() {
  std::map<std::string, std::vector<Module>> areas;
  for (auto& context : contexts()) areas[std::string(context.name.substr(0, context.name.find('/')))].push_back(std::move(context));
  std::map<std::string, std::string> documents;
  for (const auto& [area, modules] : areas)
    if (const auto part = joined(modules); !part.routes.empty()) documents[area] = openapi_of(part);
  return documents;
}

// What a reference leads to; anything else is itself.
const json::value& followed(const json::value& document, const json::value& value) {
  const auto* object = value.if_object();
  if (!object || !object->contains("$ref")) return value;
  return document.at_pointer(object->at("$ref").as_string().subview(1));
}

void each_value(const json::value& value, const std::function<void(const json::value&)>& what) {
  what(value);
  if (const auto* object = value.if_object())
    for (const auto& member : *object) each_value(member.value(), what);
  if (const auto* array = value.if_array())
    for (const auto& item : *array) each_value(item, what);
}

std::set<std::string> references_in(const json::value& value) {
  std::set<std::string> all;
  each_value(value, [&](const json::value& one) {
    if (one.is_object() && one.as_object().contains("$ref")) all.emplace(one.at("$ref").as_string());
  });
  return all;
}

// Objects with members, and words, that are written where they are used.
std::vector<std::string> inline_schemas(const json::value& value) {
  std::vector<std::string> all;
  each_value(value, [&](const json::value& one) {
    const auto* object = one.if_object();
    if (object && (object->contains("properties") || object->contains("enum"))) all.push_back(json::serialize(one));
  });
  return all;
}

void add_missing(json::object& all, const json::object& more) {
  for (const auto& [name, value] : more) {
    const auto [known, fresh] = all.emplace(name, value);
    CHECK_MESSAGE((fresh || known->value() == value), "two areas have another " << std::string(name));
  }
}

}  // namespace

TEST_CASE("contracts: the OpenAPI document is what the routes say, and so is that of each area") {
  same_as_committed(schemas / "openapi.yaml", pretty(openapi_of(the_house())));
  const auto folder = schemas / "openapi";
  fs::create_directories(folder);
  const auto areas = openapi_of_areas();
  for (const auto& [area, document] : areas) same_as_committed(folder / (area + ".yaml"), pretty(document));
  for (const auto& entry : fs::directory_iterator(folder))
    CHECK_MESSAGE(areas.contains(entry.path().stem().string()), entry.path().string() << ": no area of that name has routes any more; remove it");
}

TEST_CASE("contracts: the OpenAPI documents of the areas are the whole, divided") {
  const auto whole = parsed(openapi_of(the_house()));
  json::object paths, components;
  std::multiset<std::string> permissions, of_whole;
  const auto names = [](const json::value& document, std::multiset<std::string>& all) {
    for (const auto& permission : document.at("x-permissions").as_array()) all.emplace(permission.at("name").as_string());
  };
  for (const auto& [area, text] : openapi_of_areas()) {
    const auto document = parsed(text);
    for (const auto& [pattern, operations] : document.at("paths").as_object()) {
      // A path may have methods of two areas.
      if (!paths.contains(pattern)) paths[pattern] = json::object{};
      for (const auto& [method, operation] : operations.as_object())
        CHECK_MESSAGE(paths[pattern].as_object().emplace(method, operation).second, std::string(method) << ' ' << std::string(pattern) << " stands in two areas");
    }
    for (const auto& [kind, named] : document.at("components").as_object()) {
      if (!components.contains(kind)) components[kind] = json::object{};
      add_missing(components[kind].as_object(), named.as_object());
    }
    names(document, permissions);
  }
  names(whole, of_whole);
  CHECK(json::value(paths) == whole.at("paths"));
  CHECK(json::value(components) == whole.at("components"));
  CHECK(permissions == of_whole);
}

TEST_CASE("contracts: in an OpenAPI document every reference leads somewhere, every component is used, and no schema is written twice") {
  auto documents = openapi_of_areas();
  documents["the house"] = openapi_of(the_house());
  for (const auto& [name, text] : documents) {
    CAPTURE(name);
    const auto document = parsed(text);
    const auto used = references_in(document);
    for (const auto& reference : used) {
      boost::system::error_code no;
      CHECK_MESSAGE(document.find_pointer(std::string_view(reference).substr(1), no) != nullptr, reference << " leads nowhere");
    }
    std::vector<std::string> written;
    for (const auto& [kind, named] : document.at("components").as_object())
      for (const auto& [component, what] : named.as_object()) {
        const auto path = "#/components/" + std::string(kind) + "/" + std::string(component);
        if (kind != "securitySchemes") CHECK_MESSAGE(used.contains(path), path << " is used by nothing");
        if (kind == "schemas")
          for (const auto& part : what.as_object())      // the component itself may look like another: they are two types
            for (auto& schema : inline_schemas(part.value())) written.push_back(std::move(schema));
      }
    for (const auto& [pattern, operations] : document.at("paths").as_object())
      for (const auto& [method, operation] : operations.as_object()) {
        if (operation.as_object().contains("requestBody")) CHECK(inline_schemas(operation.at("requestBody")).empty());
        CHECK_MESSAGE(inline_schemas(operation.at("responses")).empty(), std::string(method) << ' ' << std::string(pattern));
        const std::string problem(operation.at("responses").at("default").at("$ref").as_string());
        CHECK_MESSAGE((problem == "#/components/responses/problem" || (pattern.starts_with("/scim/") && problem == "#/components/responses/scim.problem")), problem);
      }
    std::sort(written.begin(), written.end());
    const auto twice = std::adjacent_find(written.begin(), written.end());
    CHECK_MESSAGE(twice == written.end(), *twice << " is written twice");
  }
}

TEST_CASE("contracts: the document has every filter, order and search of a list") {
  const auto document = parsed(openapi_of(the_house()));
  std::size_t lists = 0;
  for (const auto& route : the_house().routes)
    for (const auto& projection : the_house().projections) {
      if (!route.list() || projection.fold != route.list()->view) continue;
      ++lists;
      std::map<std::string, json::value> asked;
      for (const auto& parameter : document.at("paths").at(route.pattern).at("get").at("parameters").as_array()) {
        const auto& p = followed(document, parameter);
        asked[std::string(p.at("name").as_string())] = p.at("schema");
      }
      for (const auto& filter : projection.filters) CHECK_MESSAGE(asked.contains(std::string(filter.param)), route.pattern << " lacks " << filter.param);
      CHECK_MESSAGE(asked.contains("q") == !projection.search.empty(), route.pattern);
      CHECK_MESSAGE(asked.at("sort").at("enum").as_array().size() == 2 * projection.sorts.size(), route.pattern);
      CHECK(asked.at("limit").at("maximum").as_int64() == 200);
    }
  CHECK(lists == 5);
}

TEST_CASE("contracts: no two routes are the same, and each says who may use it") {
  std::set<std::string> seen;
  for (const auto& route : the_house().routes) {
    CHECK_MESSAGE(seen.insert(route.method + " " + route.pattern).second, route.method << " " << route.pattern << " stands twice");
    const auto *command = route.command();
    const bool answers = command           ? command->ask && command->render
                         : route.batch()   ? !route.batch()->actions.empty()
                         : route.search()  ? route.method == "GET"
                         : route.read()    ? route.read()->read != nullptr
                         : route.list()    ? route.list()->view && route.list()->item
                         : route.webhook() ? route.webhook()->receive != nullptr
                                           : !route.page()->body.empty();
    CHECK_MESSAGE(answers, route.pattern);
    if (command) CHECK_MESSAGE(the_house().write_side.decider(command->ask) != nullptr, "nobody decides " << command->ask->wire);
    for (const auto& action : route.batch() ? route.batch()->actions : std::vector<route::Batch::Action>{}) {
      const auto& each = *action.route->command();
      CHECK_MESSAGE((each.undo && !each.creates && !each.prepare && !each.beside), route.pattern << ' ' << action.name);
      CHECK_MESSAGE(std::any_of(the_house().routes.begin(), the_house().routes.end(), [&](const Route& alone) {
        return alone.command() && alone.method == action.route->method && alone.pattern == action.route->pattern && alone.needs == action.route->needs;
      }), action.name << " needs what it needs alone");
    }
    const auto& rights = the_house().rights;
    if (route.needs) CHECK_MESSAGE(std::count(rights.begin(), rights.end(), *route.needs) == 1, route.needs->name << " is declared by nobody");
  }
}

TEST_CASE("contracts: the catalogue of problems is what the rules say, each code once, and is not forgotten") {
  std::set<std::string_view> codes;
  for (const auto& rule : the_house().rules) {
    CHECK_MESSAGE(codes.insert(rule.code).second, rule.code << " stands twice");
    CHECK_MESSAGE(!rule.text.empty(), rule.code);
    CHECK_MESSAGE(!remedy_of(rule).empty(), rule.code);
  }
  const auto file = schemas / "problems.json";
  if (fs::exists(file)) {
    const auto committed = json::parse(contents(file));
    for (const auto& known : committed.at("items").as_array()) {
      const std::string code(known.at("type").as_string().subview(std::string_view("/problems/").size()));
      const auto found = std::find_if(the_house().rules.begin(), the_house().rules.end(), [&](const Rule& rule) { return rule.code == code; });
      REQUIRE_MESSAGE(found != the_house().rules.end(), code << ": callers know this code; it stays");
      CHECK_MESSAGE(status_of(found->kind) == known.at("status").as_int64(), code << " changes its status");
    }
  }
  same_as_committed(file, pretty(problem_pages(the_house().rules).front().page()->body));
}

TEST_CASE("contracts: every rule in the sources is in the catalogue, and nothing is refused without one") {
  std::set<std::string> catalogued;
  for (const auto& rule : the_house().rules) catalogued.emplace(rule.code);
  const std::regex made{R"(\bRule\s+\w+\{\s*"([^"]+)\")"}, said{R"(\b(?:problem|unavailable|refuse|hide)\(\s*(?:\d+\s*,\s*)?"([^"]+)\")"};
  std::size_t found = 0;
  for (const auto* room : {"domain", "commands", "projections", "gateways", "infra"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(MILLRACE_TOP) / room)) {
      if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
      const auto text = contents(entry.path());
      for (std::sregex_iterator at{text.begin(), text.end(), made}, end; at != end; ++at, ++found)
        CHECK_MESSAGE(catalogued.contains((*at)[1]), entry.path().string() << ": no Module lists the rule " << (*at)[1].str());
      for (std::sregex_iterator at{text.begin(), text.end(), said}, end; at != end; ++at)
        FAIL_CHECK(entry.path().string() << ": " << (*at)[1].str() << " is refused by no rule");
    }
  CHECK(found == catalogued.size());                     // each is made in one place
}

TEST_CASE("contracts: every right in the sources is declared by one context") {
  std::set<std::string> declared;
  for (const auto& right : the_house().rights) CHECK_MESSAGE(declared.emplace(right.name).second, right.name << " is declared twice");
  const std::regex made{R"(\bRight\s+\w+\{\s*"([^"]+)\")"};
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MILLRACE_TOP) / "domain")) {
    if (entry.path().extension() != ".hpp" || entry.path().filename() == "right.hpp") continue;
    const auto text = contents(entry.path());
    for (std::sregex_iterator at{text.begin(), text.end(), made}, end; at != end; ++at, ++found)
      CHECK_MESSAGE(declared.contains((*at)[1]), entry.path().string() << ": no Module lists the right " << (*at)[1].str());
  }
  CHECK(found == declared.size());
}

TEST_CASE("contracts: every context has a name of its own, and one of them says who comes in") {
  std::set<std::string_view> names;
  for (const auto& context : contexts()) CHECK_MESSAGE(names.insert(context.name).second, context.name << " stands twice");
  CHECK(static_cast<bool>(the_house().authorise));
  CHECK(static_cast<bool>(the_house().session_live));
  CHECK(static_cast<bool>(the_house().first_use));
  auto twice = contexts();
  twice.insert(twice.end(), twice.begin(), twice.end());
  CHECK_THROWS_AS(joined(twice), std::logic_error);
}

TEST_CASE("laws: live is a rebuild is any split into batches, for every fold of the house") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) check_laws(the_house().folds(), the_house().projections, seed, 150);
}

// Members and accounts are not erased: what their lookups are found by stays.
TEST_CASE("laws: behind an erasure, live is a rebuild that has never read the subject's texts") {
  static const std::set<std::string_view> of_people{"account_by_email", "account_name", "credentials", "member_by_address", "invited_by_email", "second_factor_secrets", "state.account"};
  std::vector<const AnyFold*> folds;
  for (const auto* fold : the_house().folds())
    if (!of_people.contains(fold->name)) folds.push_back(fold);
  std::vector<Projection> projections;
  for (const auto& projection : the_house().projections)
    if (std::find(folds.begin(), folds.end(), projection.fold) != folds.end()) projections.push_back(projection);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) check_erasure(folds, projections, seed, 150);
}

}  // namespace millrace
