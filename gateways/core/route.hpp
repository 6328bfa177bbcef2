// Routes as tables over plain values: method, path, right, scope, and what is asked or read.
#pragma once

#include "gateways/core/call.hpp"
#include "gateways/core/problem.hpp"
#include "commands/core/command.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

struct ListRequest;

// Whose truth a route is about, and who may knock.
enum class Scope {
  anonymous,                 // the directory, without a token (/auth/signup)
  account,                   // the directory, as a signed-in user
  business,                  // the business of `{business_id}` in the path or of the header Business-Id; members only
  invited,                   // the business that `{invitation}` names; any signed-in user
  widget,                    // the business that `{widget_key}` names; anybody
  visitor,                   // the same; with that business's visitor token
};

inline constexpr std::nullopt_t anybody = std::nullopt;    // in place of a right

// What an answer is made of, for the OpenAPI document alone.
struct Shown {
  std::vector<const Shape*> shapes = {};     // an object of their members, one after the other; or one shape that is no object
  bool stamped = false;                      // … and of `version` and `position`
  std::vector<Shown> inner = {};             // … and of members that are put together themselves
  std::string_view name = {};                // of such a member
  bool many = false;                         // a list of them
};

// What every command answers that creates nothing.
struct Versioned {
  Uuid id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Versioned, (), (id, version))

// A parameter of the query string; `words` have a meaning of their own there.
struct Parameter {
  std::string_view name, text;
  std::vector<std::string_view> words = {};
};

// Another word for a member of the body, as a specification has it; `values` say what its values mean, in JSON, when they differ.
struct Synonym {
  std::string_view member, means;
  std::vector<std::pair<std::string_view, std::string_view>> values = {};
};

struct Route {
  std::string method;
  std::string pattern;                       // "/conversations/{id}/assign"
  std::optional<Right> needs;
  Scope scope;

  // A command.
  const WireType* ask = nullptr;
  bool creates = false;                      // a fresh id for the ask; Idempotency-Key required
  int status = 200;                          // of the answer; 201 where something is created
  bool keyless = false;                      // /auth/*: Idempotency-Key is ignored, each request is a command of its own
  bool awaits_handoffs = false;              // answered when what the record hands over has been committed there
  Origin origin = Origin::live;              // of what a command brings about
  bool settles = false;                      // answered when the local store holds the record: what follows reads it
  // Completes the decoded ask (ids of the path, hashes); a Response ends the call.
  std::optional<Response> (*prepare)(Call&, void* ask, const Reader&) = nullptr;
  // Where that hashes or checks a password: whose, as a key. It waits for its turn at that; who guesses waits longer to try one.
  std::string (*whose_password)(const Call&) = nullptr;
  bool tries_password = false;
  std::vector<std::string_view> given = {};  // members of the ask that `prepare` fills, not the body ("id" always is)
  const Shape* beside = nullptr;             // what else the body holds, for `prepare` in Call::beside: secrets, which no ask keeps
  std::vector<Synonym> synonyms = {};
  std::vector<std::string_view> must = {};   // members that may be null, and have to be there all the same
  // What a command that creates nothing sets: the fields of its reply, as the facts about its subject name them.
  std::vector<std::string_view> sets = {};
  // The reply, a pure function of the record (/auth/* aside, which adds tokens).
  Response (*render)(const Call&, const Committed&) = nullptr;

  // A read of one snapshot of the local store.
  Response (*read)(const Call&, const Reader&) = nullptr;
  bool slow = false;                         // reads the disk: not on an I/O thread
  // One that reads across tenants: whether the caller belongs to a business of that partition.
  bool (*belongs)(const Call&, const Reader&, Partition) = nullptr;

  // A list out of PostgreSQL: `refine` adds what the caller's rights demand, `item` renders each row, `live` names the channel.
  const AnyFold* list = nullptr;
  std::optional<Response> (*refine)(const Call&, const Reader&, ListRequest&) = nullptr;
  std::string (*item)(const Call&, const Reader&, const StampedRow&) = nullptr;
  std::string (*channel)(const Call&) = nullptr;

  // For the OpenAPI document alone: what the answer is, parameters of the route's own or what there is to say about a filter, and
  // of what kind the body is.
  Shown shows = {};
  bool page = false;                         // of such items
  std::vector<Parameter> query = {};
  std::string_view media = "application/json";
};

using Routes = std::vector<Route>;

// {id, version, …what the route sets}: the reply of every command that creates nothing.
Response changed(const Call&, const Committed&);
// 201 with the whole resource, a JSON object, of that version; and where it is from now on, when it can be read alone.
Response made(std::string body, std::int64_t version, std::string location = {});

// A creating command: 201 with a view of the record.
template <class Ask>
Route creating(std::string method, std::string pattern, std::optional<Right> needs, Scope scope,
               Response (*render)(const Call&, const Committed&)) {
  Route r{std::move(method), std::move(pattern), needs, scope};
  r.ask = &wire_type<Ask>();
  r.creates = true;
  r.status = 201;
  r.render = render;
  return r;
}
// A command about something that is there.
template <class Ask>
Route command(std::string method, std::string pattern, std::optional<Right> needs, Scope scope,
              Response (*render)(const Call&, const Committed&) = &changed) {
  Route r{std::move(method), std::move(pattern), needs, scope};
  r.ask = &wire_type<Ask>();
  r.shows.shapes = {&shape_of<Versioned>()};
  r.render = render;
  return r;
}
inline Route read(std::string pattern, std::optional<Right> needs, Scope scope, Response (*how)(const Call&, const Reader&)) {
  Route r{"GET", std::move(pattern), needs, scope};
  r.read = how;
  return r;
}
template <class... Part>
Shown row_of() {
  return {{&shape_of<Part>()...}, true};
}
template <class View, class... More>
Route list(std::string pattern, std::optional<Right> needs, Scope scope,
           std::string (*item)(const Call&, const Reader&, const StampedRow&)) {
  Route r{"GET", std::move(pattern), needs, scope};
  r.list = &lookup_of<View>();
  r.shows = row_of<typename View::Row, More...>();
  r.page = true;
  r.item = item;
  return r;
}
// route.with(…): what only few routes need, named.
inline Route with(Route r, std::optional<Response> (*prepare)(Call&, void*, const Reader&),
                  std::vector<std::string_view> given = {}) {
  r.prepare = prepare;
  r.given = std::move(given);
  return r;
}
inline Route setting(std::vector<std::string_view> fields, Route r) {
  r.sets = std::move(fields);
  return r;
}
// The body holds that, too, which `prepare` reads.
template <class Body>
Route reading(Route r) {
  r.beside = &shape_of<Body>();
  return r;
}
// The answer is that row, what it is said with, its version and position.
template <class Row, class... More>
Route showing(Route r) {
  r.shows = row_of<Row, More...>();
  return r;
}
// A page of them.
template <class Row, class... More>
Route paging(Route r) {
  r.page = true;
  return showing<Row, More...>(std::move(r));
}
// The answer is that and nothing else.
template <class Answer>
Route answering(Route r) {
  r.shows = {{&shape_of<Answer>()}};
  return r;
}
// … and has these members, too.
template <class More>
Route also(Route r) {
  r.shows.shapes.push_back(&shape_of<More>());
  return r;
}
inline Route holding(std::string_view name, Shown inner, Route r, bool many = false) {
  inner.name = name;
  inner.many = many;
  r.shows.inner.push_back(std::move(inner));
  return r;
}
inline Route accepting(std::vector<Synonym> synonyms, Route r) {
  r.synonyms = std::move(synonyms);
  return r;
}
inline Route keyless(Route r) {
  r.keyless = true;
  return r;
}
inline Route importing(Route r) {
  r.origin = Origin::import;
  return r;
}
inline Route settling(Route r) {
  r.settles = true;
  return r;
}

// A reply with a JSON body.
inline Response json_reply(int status, std::string body) { return {status, {}, std::move(body)}; }
// A single resource: ETag from its version, `live` when the snapshot continues on a channel. `body` is a JSON object.
Response resource(const Call&, const Reader&, std::string body, std::int64_t version, const std::string& channel = {});
// {"items": […], "next_cursor": …, "live": …} out of the local store.
Response items(const Call&, const Reader&, const std::vector<std::string>& rows, std::optional<std::string> next_cursor,
               const std::string& channel = {});

}  // namespace millrace
