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
  invitation,                // the business that `{invitation}` names; anybody who holds it
  invited,                   // the same; any signed-in user
  widget,                    // the business that `{widget_key}` names, or `{business_id}`; anybody
  visitor,                   // the same; with that business's visitor token
  house,                     // the business of `{business_id}`, as a process of this house, which tells of what somebody has done at it
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
  std::vector<std::string_view> any = {};    // … and of members that may be any JSON
};

// What every command answers that creates nothing.
struct Versioned {
  Uuid id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Versioned, (), (id, version))

// A parameter of the query string, of that shape or any text; `words` have a meaning of their own there.
struct Parameter {
  std::string_view name, text;
  std::vector<std::string_view> words = {};
  const Shape* shape = nullptr;
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
  int or_status = 0;                         // … another one, where what is asked decides
  bool keyless = false;                      // /auth/*: Idempotency-Key is ignored, each request is a command of its own
  bool awaits_handoffs = false;              // answered when what the record hands over has been committed there
  Origin origin = Origin::live;              // of what a command brings about
  bool settles = false;                      // answered when the local store holds the record: what follows reads it
  // Completes the decoded ask (ids of the path, hashes); a Response ends the call.
  std::optional<Response> (*prepare)(Call&, void* ask, const Reader&) = nullptr;
  // Where that hashes or checks a password: whose, as a key. It waits for its turn at that; who guesses waits longer to try one.
  std::string (*whose_password)(const Call&) = nullptr;
  bool tries_password = false;
  bool from_anywhere = false;                // … and wrong ones count wherever they come from
  bool foreign = false;                      // the body is as a dialect has it (dialect.hpp): `prepare` reads it, and fills in the whole ask
  std::vector<std::string_view> given = {};  // members of the ask that `prepare` fills, not the body ("id" always is)
  const Shape* beside = nullptr;             // what else the body holds, for `prepare` in Call::beside: secrets, which no ask keeps
  std::vector<Synonym> synonyms = {};
  std::vector<std::string_view> must = {};   // members that may be null, and have to be there all the same
  // What a command that creates nothing sets: the fields of its reply, as the facts about its subject name them.
  std::vector<std::string_view> sets = {};
  // The reply, a pure function of the record (/auth/* aside, which adds tokens).
  Response (*render)(const Call&, const Committed&) = nullptr;
  // Of one in a batch: the action that takes back what the record says, as JSON; nothing when it says nothing.
  std::optional<std::string> (*undo)(const Committed&) = nullptr;
};

// The same of many: of each a command of its own, under the key of the whole and its own id. It is decided, refused and repeated like any
// other, and what becomes of the others is nothing to it.
struct Batch {
  static constexpr std::int64_t most = 100;  // at a time
  struct Action {
    std::string_view name;                   // under which the body has it
    std::shared_ptr<const Route> route;      // that each is asked by: a command about {id}, without `prepare`
    std::vector<std::string_view> members;   // of its body, that may be asked here; no other action has them
  };
  std::vector<Action> actions;
};

// Of one snapshot of the local store.
struct Read {
  Response (*read)(const Call&, const Reader&) = nullptr;
  bool slow = false;                         // reads the disk: not on an I/O thread
  bool as_of = false;                        // its rows can be shown as they were: ?as_of=, by owner and admins
  const Shape* takes = nullptr;              // what the body holds, of one that is asked by POST: body.hpp
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

// ?q= asked of every list that can be searched (Route::searched), each by its own rules: of what the caller may not see, nothing is said.
struct Search {};

// What a provider's request comes to.
struct Told {
  struct Event {
    std::string id;                          // the provider's, of that account: sent again, it is the same command
    AnyAsk ask;
  };
  Uuid tenant;                               // whose account it is about
  std::vector<Event> events;                 // in this order; each is decided alone
  Response answer{200, {}, "{}"};            // once all of that is kept
};
// A provider tells of something: the bytes as they came, for it has signed those, and nobody has read them before. It is answered 200
// as soon as the journal holds all of it, with nothing in it; what a rule refuses is held, too, as a record without facts, so that it is not
// sent again.
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
  std::string cache = "max-age=300";         // Cache-Control (RFC 9111 §5.2.2)
  std::string br = {}, gzip = {};            // the same, compressed; where there is any: for who accepts that
  std::vector<std::pair<std::string, std::string>> headers = {};
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
  std::variant<route::Command, route::Batch, route::Read, route::List, route::Search, route::Webhook, route::Page> kind = {};
  Sites sites = Sites::own;
  RouteLimits limits = {};
  std::string_view personal = {};            // what about people its answer shows, as the audit list calls it; empty: nothing
  bool dangerous = false;                    // of a person it wants one that has shown lately, by the strongest means it has, who it is
  bool calls_out = false;                    // `prepare`, or the read, asks other servers and waits for them: it has threads of its own
  // Where pages of other sites lead browsers: no cookie of a session counts, and who asks for no JSON is led on to a page by this.
  Response (*leads_on)(const Services&, const Request&, Response) = nullptr;
  bool searched = false;                     // a list with ?q=, that GET /search asks, too

  // What the answer is, parameters of the route's own or what there is to say about a filter, for the OpenAPI document alone; and of what
  // kind bodies are: some come in a dialect of their own (dialect.hpp).
  Shown shows = {};
  bool paged = false;                        // a page of such items
  std::vector<Parameter> query = {};
  std::string_view media = "application/json";

  // Null: it is of another kind.
  const route::Command* command() const { return std::get_if<route::Command>(&kind); }
  const route::Batch* batch() const { return std::get_if<route::Batch>(&kind); }
  const route::Read* read() const { return std::get_if<route::Read>(&kind); }
  const route::List* list() const { return std::get_if<route::List>(&kind); }
  const route::Search* search() const { return std::get_if<route::Search>(&kind); }
  bool reads() const { return read() || list() || search(); }
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
Route batch(std::string_view pattern, Scope scope, std::vector<route::Batch::Action>);
route::Batch::Action action(std::string_view name, route::Names members, Route command, std::optional<std::string> (*undo)(const Committed&));
Route read(std::string_view pattern, std::optional<Right> needs, Scope scope, Response (*how)(const Call&, const Reader&));
// One whose answer is good once, so that nothing on the way keeps it.
Route asked_by_post(Route);
// … and is told this.
Route asked_by_post(const Shape& body, Route);
// One whose answer can also be had as of an earlier position or time. What it reads is of its tenant alone; of lists, of those that are `kept`.
Route historical(Route);
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
Route search(std::string_view pattern, Scope);
Route webhook(std::string_view pattern, std::variant<route::Told, Response> (*receive)(const Call&, const Reader&),
              std::vector<std::string_view> headers);
Route page(std::string_view path, route::Page what);

// route.with(…): what only few routes need, named. First what any route may have, …
Route for_every_site(Route);
// A text of 20,000 characters, each of which may take twelve bytes, escaped.
inline constexpr std::size_t long_text = 256 << 10;
Route up_to(std::size_t body_bytes, Route);
Route searched(Route);
Route dangerous(Route);
Route personal(std::string_view what, Route);
Route calling_out(Route);
Route speaking(std::string_view media, Route);
Route leading_on(Response (*)(const Services&, const Request&, Response), Route);
// … then what commands may.
route::Command& command_of(Route&);
Route with(Route, std::optional<Response> (*prepare)(Call&, void*, const Reader&), route::Names given = {});
Route setting(route::Names, Route);
// The body holds that, too, which `prepare` reads.
Route reading(const Shape& body, Route);
template <class Body>
Route reading(Route r) { return reading(shape_of<Body>(), std::move(r)); }
// The body is as the route's dialect has it, and `prepare` reads it.
Route foreign(Route, std::optional<Response> (*prepare)(Call&, void*, const Reader&), int status);
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
Route holding_any(std::string_view name, Route);

// A reply with a JSON body.
inline Response json_reply(int status, std::string body) { return {status, {}, std::move(body)}; }
// "live": {channel, offset, epoch} into the object, not yet closed, that `body` ends with: where what it shows goes on. Says which
// piece of the body the offset is.
Stretch add_live(const Call&, const std::string& channel, Offset, std::string& body);
// A single resource: ETag from its version (conditional.hpp completes it), `live` when the snapshot continues on a channel, and is not one of
// an earlier time. `body` is a JSON object.
Response resource(const Call&, const Reader&, std::string body, std::int64_t version, const std::string& channel = {});
// {"items": […], "next_cursor": …, "live": …} out of the local store.
Response items(const Call&, const Reader&, const std::vector<std::string>& rows, std::optional<std::string> next_cursor,
               const std::string& channel = {});

}  // namespace millrace
