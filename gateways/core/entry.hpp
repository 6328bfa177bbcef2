// The way of a request until it is a command or a read: whose pages may send it, authentication, tenant, idempotency, decoding. Pure
// over plain values; whoever calls it does the waiting.
#pragma once

#include "gateways/core/forwarding.hpp"
#include "gateways/core/route_tree.hpp"

namespace millrace {

// Matched and authenticated.
struct Arrived {
  const Route* route;
  Call call;
  std::optional<Duration> makes_nothing_for = {};      // the caller has made as much as it may; only a repeat is answered
};
// What a path says that takes `allow`, as the header has it, and not this method: 204 to OPTIONS, else 405; either names what it takes.
Response other_method(std::string_view method, std::string allow);
// With a route that is no page.
std::variant<Arrived, Response> arrive(RouteTree::Match, const Services&, std::shared_ptr<const Request>);

// What is answered where nothing takes that method: that there is no such path, what it takes, or to a browser what pages of every
// site may send there.
Response no_route(const RouteTree::Match&, const Request&);
// Whether pages of every site may read the answer (Sites); then it says so.
bool is_for_every_site(const RouteTree::Match&);
void open_to_every_site(Response&);

// A page as the caller reads it best.
Response shown(const route::Page&, const Request&);

// To who comes with an API key that is not good: never given out, revoked and expired are one answer.
Response key_refused();
std::variant<Caller, std::string> caller_of(const Services&, std::string_view token);
// A ticket for a live connection (TokenKind::live), while it is good; nothing for any other token. Whether it was used before, the hub knows.
struct Ticket {
  Caller caller;
  Time until;
};
std::optional<Ticket> read_ticket(const Services&, std::string_view);

// The command that the request asks for, with its id and fingerprint. Runs the route's `prepare`, which needs a reader.
std::variant<Command, Response> to_command(Arrived&, const Reader*);
// The command that a provider's request comes to, under the provider's id for it; selects the call's tenant.
struct ToldCommands {
  std::vector<Command> commands;
  Response answer;                                       // once all of them are decided
};
std::variant<ToldCommands, Response> told_commands(Arrived&, const Reader&);

// `min_position` and `Prefer: wait=` of a read: which positions it must include, and for how long to wait for each.
struct Wanted {
  std::map<Partition, Offset> positions = {};            // of the call's own partition; of all that are named when it reads across tenants
  int wait_ms = 5000;
};
std::variant<Wanted, Response> wanted(const Call&);
// "<last 8 digits of the incarnation>.<partition>.<offset>".
std::string journal_mark(const Services&);
std::string position(const Services&, Partition, Offset);

// The problem of every outcome but Done and Known.
Response refusal(const Outcome&);

// ?limit=, ?cursor=, ?sort=, ?q=, ?count= and the named filters of a list; whose and of what, the caller says.
std::variant<ListRequest, Response> list_request(const Call&);

// RFC 8288: the same list from that cursor on.
std::string next_link(const Call&, std::string_view cursor);

std::string token_secret(const Services&);

}  // namespace millrace
