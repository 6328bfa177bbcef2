// Routes as tables over plain values: method, path, right, scope, of what kind it is, and what it takes at most.
#pragma once

#include <variant>

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
  provider,                  // the business that the route finds; who knocks has no token of ours, but signs what it sends
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

// Of what kind a route is.
namespace route {

using Shapes = std::initializer_list<const Shape*>;
using Names = std::initializer_list<std::string_view>;      // of members

struct Command {
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
};

// Of one snapshot of the local store.
struct Read {
  Response (*read)(const Call&, const Reader&) = nullptr;
  bool slow = false;                         // reads the disk: not on an I/O thread
  // One that reads across tenants: whether the caller belongs to a business of that partition.
  bool (*belongs)(const Call&, const Reader&, Partition) = nullptr;
};

// Out of PostgreSQL: `refine` adds what the caller's rights demand, `item` renders each row, `channel` names where it goes on.
struct List {
  const AnyFold* view = nullptr;
  std::optional<Response> (*refine)(const Call&, const Reader&, ListRequest&) = nullptr;
  std::string (*item)(const Call&, const Reader&, const StampedRow&) = nullptr;
  std::string (*channel)(const Call&) = nullptr;
};

// What a provider's request comes to.
struct Told {
  Uuid tenant;                               // whose account it is about
  std::string event_id;                      // the provider's, of that account: sent again, it is the same command
  AnyAsk ask;
};
// A provider tells of something: the bytes as they came, for it has signed those, and nobody has read them before. It is answered 200
// as soon as the journal holds it, with nothing in it; what a rule refuses is kept as heard, so that it is not sent again.
struct Webhook {
  // Checks the signature over Request::body, then reads it. A Response ends the call: no signature of theirs, or nothing to keep.
  std::variant<Told, Response> (*receive)(const Call&, const Reader&) = nullptr;
  // Names, in lower case, that it reads: they go along when the request is passed on to another process.
  std::vector<std::string_view> headers = {};
};

// What stands, the same for everybody: a contract, a page, a file that a page loads.
struct Page {
  std::string body;
  std::string content_type = "application/json";
  std::string html = {};                     // where there is any: for all that do not ask for JSON
};

}  // namespace route

// Whose pages may call it from a browser (Fetch standard, CORS). That grants nothing: what somebody may do comes from a token in a
// header, which no browser sends by itself.
enum class Sites { own, every };

// How much a route takes.
struct RouteLimits {
  std::size_t body_bytes = 64 << 10;         // 413 beyond
  bool by_address = false;                   // what callers without a token make is bounded by where they come from: --anonymous-per-minute
};

// It has much in it and tables of routes are long, so its life is compiled once, in route.cpp.
struct Route {
  Route(std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope);
  Route(const Route&);
  Route(Route&&) noexcept;
  Route& operator=(const Route&);
  Route& operator=(Route&&) noexcept;
  ~Route();

  std::string method;
  std::string pattern;                       // "/conversations/{id}/assign"
  std::optional<Right> needs;
  Scope scope;
  std::variant<route::Command, route::Read, route::List, route::Webhook, route::Page> kind = {};
  Sites sites = Sites::own;
  RouteLimits limits = {};

  // For the OpenAPI document alone: what the answer is, parameters of the route's own or what there is to say about a filter, and
  // of what kind the body is.
  Shown shows = {};
  bool paged = false;                        // a page of such items
  std::vector<Parameter> query = {};
  std::string_view media = "application/json";

  // Null: it is of another kind.
  const route::Command* command() const { return std::get_if<route::Command>(&kind); }
  const route::Read* read() const { return std::get_if<route::Read>(&kind); }
  const route::List* list() const { return std::get_if<route::List>(&kind); }
  const route::Webhook* webhook() const { return std::get_if<route::Webhook>(&kind); }
  const route::Page* page() const { return std::get_if<route::Page>(&kind); }
};

using Routes = std::vector<Route>;

// {id, version, …what the route sets}: the reply of every command that creates nothing.
Response changed(const Call&, const Committed&);
// 201 with the whole resource, a JSON object, of that version; and where it is from now on, when it can be read alone.
Response made(std::string body, std::int64_t version, std::string location = {});

// A creating command: 201 with a view of the record.
Route creating(const WireType& ask, std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope,
               Response (*render)(const Call&, const Committed&));
template <class Ask>
Route creating(std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope,
               Response (*render)(const Call&, const Committed&)) {
  return creating(wire_type<Ask>(), method, pattern, needs, scope, render);
}
// A command about something that is there.
Route command(const WireType& ask, std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope,
              Response (*render)(const Call&, const Committed&));
template <class Ask>
Route command(std::string_view method, std::string_view pattern, std::optional<Right> needs, Scope scope,
              Response (*render)(const Call&, const Committed&) = &changed) {
  return command(wire_type<Ask>(), method, pattern, needs, scope, render);
}
Route read(std::string_view pattern, std::optional<Right> needs, Scope scope, Response (*how)(const Call&, const Reader&));
Shown row_of(route::Shapes);
template <class... Part>
Shown row_of() { return row_of({&shape_of<Part>()...}); }
Route list(const AnyFold& view, std::string_view pattern, std::optional<Right> needs, Scope scope,
           std::string (*item)(const Call&, const Reader&, const StampedRow&), route::Shapes);
template <class View, class... More>
Route list(std::string_view pattern, std::optional<Right> needs, Scope scope,
           std::string (*item)(const Call&, const Reader&, const StampedRow&)) {
  return list(lookup_of<View>(), pattern, needs, scope, item, {lookup_of<View>().row, &shape_of<More>()...});
}
Route webhook(std::string_view pattern, std::variant<route::Told, Response> (*receive)(const Call&, const Reader&),
              std::vector<std::string_view> headers);
Route page(std::string_view path, route::Page what);

// route.with(…): what only few routes need, named. First what any route may have, …
Route for_every_site(Route);
// A text of 20,000 characters, each of which may take twelve bytes, escaped.
inline constexpr std::size_t long_text = 256 << 10;
Route up_to(std::size_t body_bytes, Route);
// … then what commands may.
route::Command& command_of(Route&);
Route with(Route, std::optional<Response> (*prepare)(Call&, void*, const Reader&), route::Names given = {});
Route setting(route::Names, Route);
// The body holds that, too, which `prepare` reads.
Route reading(const Shape& body, Route);
template <class Body>
Route reading(Route r) { return reading(shape_of<Body>(), std::move(r)); }
Route accepting(std::initializer_list<Synonym>, Route);
Route insisting(route::Names, Route);
Route keyless(Route);
Route importing(Route);
Route settling(Route);
Route awaiting_handoffs(Route);

// What the answer is. That row, what it is said with, its version and position.
Route showing(route::Shapes, Route);
template <class Row, class... More>
Route showing(Route r) { return showing({&shape_of<Row>(), &shape_of<More>()...}, std::move(r)); }
// A page of them.
Route paging(route::Shapes, Route);
template <class Row, class... More>
Route paging(Route r) { return paging({&shape_of<Row>(), &shape_of<More>()...}, std::move(r)); }
// That and nothing else.
Route answering(const Shape&, Route);
template <class Answer>
Route answering(Route r) { return answering(shape_of<Answer>(), std::move(r)); }
// … and it has these members, too.
Route also(const Shape&, Route);
template <class More>
Route also(Route r) { return also(shape_of<More>(), std::move(r)); }
Route holding(std::string_view name, Shown inner, Route, bool many = false);

// A reply with a JSON body.
inline Response json_reply(int status, std::string body) { return {status, {}, std::move(body)}; }
// "live": {channel, offset, epoch} into the object, not yet closed, that `body` ends with: where what it shows goes on. Says which
// piece of the body the offset is.
Stretch add_live(const Call&, const std::string& channel, Offset, std::string& body);
// A single resource: ETag from its version (conditional.hpp completes it), `live` when the snapshot continues on a channel. `body` is a JSON object.
Response resource(const Call&, const Reader&, std::string body, std::int64_t version, const std::string& channel = {});
// {"items": […], "next_cursor": …, "live": …} out of the local store.
Response items(const Call&, const Reader&, const std::vector<std::string>& rows, std::optional<std::string> next_cursor,
               const std::string& channel = {});

}  // namespace millrace
