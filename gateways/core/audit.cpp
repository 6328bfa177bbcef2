// A business's journal as those see it who keep watch: each record of it, told outside or not, with whose doing it was and what was asked.
// What it was about in words, and its bytes, GET /events/{event} has.
#include <algorithm>

#include "gateways/core/entry.hpp"
#include "gateways/core/history_pages.hpp"
#include "gateways/core/modules.hpp"
#include "gateways/core/reads.hpp"
#include "gateways/core/record_view.hpp"

namespace millrace {

namespace {

struct AuditEntry {
  std::string position;                        // as Journal-Position names it
  Time recorded_at{};
  Who by;
  std::string action;                          // wire name of what was asked
  Uuid subject{};                              // the stream that it was asked about
  std::vector<std::string> facts;              // what was decided, in order
  std::string first_event;                     // for GET /events/{event}
  Uuid command_id{};
  std::optional<Uuid> cause_id;                // the timer or handoff that asked
  std::optional<SeenFrom> from = {};           // the log-in under which it was asked
  std::optional<std::string> trace_id = {};    // of its W3C trace
  std::vector<seen::Thing> seen = {};          // what was looked at in a minute
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (), (position, recorded_at, by, action, subject, facts, first_event, command_id, cause_id, from, trace_id, seen))

struct Query : HistoryQuery {
  std::string action;                          // empty: all
  std::optional<Uuid> person;
};

std::variant<Query, Response> query_of(const Call& call, const Reader& reader) {
  auto parsed = history_query(call, reader, HistoryOrder::desc, {"cursor", "action", "person"});
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  Query query{std::move(std::get<HistoryQuery>(parsed)), {}, {}};
  for (const auto& [name, value] : query.others) {
    if (name == "action") query.action = value;
    else if (auto no = take_id(name, value, query.person)) return std::move(*no);
  }
  return query;
}

// "member.invite.v2" is of "member.invite.v2", of "member.invite", "member." and "member"; and so are the facts.
bool is_of(std::string_view wire, std::string_view action) {
  return wire.starts_with(action) && (wire.size() == action.size() || wire[action.size()] == '.' || action.ends_with('.'));
}

std::optional<seen::Noted> looked(const Commit& c) {
  const auto fact = std::find_if(c.facts.begin(), c.facts.end(), [](const Entry& entry) { return entry.wire == seen::fact; });
  return fact == c.facts.end() ? std::nullopt : std::optional{from_json<seen::Noted>(fact->body)};
}

bool is_by(const Commit& c, const Uuid& person) {
  if (c.member == person || c.principal.id == person) return true;
  const auto noted = looked(c);
  return noted && noted->member_id == person;
}

bool wanted(const Commit& c, const Query& query) {
  if (query.person && !is_by(c, *query.person)) return false;
  return query.action.empty() || is_of(c.ask, query.action) ||
         std::any_of(c.facts.begin(), c.facts.end(), [&](const Entry& entry) { return is_of(entry.wire, query.action); });
}

AuditEntry entry(const Call& call, const Reader& reader, Offset offset, const Commit& c) {
  const auto partition = partition_of(call.tenant);
  AuditEntry out{position(call.services, partition, offset), c.ts, who(c), c.ask, c.subject, {}, to_string(EventId{partition, offset, 0}), c.command, {}};
  if (!c.cause.nil()) out.cause_id = c.cause;
  if (!c.from.session.nil() && c.principal.kind == PrincipalKind::user && call.services.seen_from) out.from = call.services.seen_from(reader, c.from.session);
  if (!c.from.trace.nil()) out.trace_id = trace_id(c.from.trace);
  for (const auto& fact : c.facts) out.facts.push_back(fact.wire);
  if (auto noted = looked(c)) {
    out.seen = std::move(noted->seen);
    if (noted->member_id) out.by.id = noted->member_id;  // as which it is known there, also when it is no member any more
  }
  return out;
}

Response told(const Call& call, const Reader& reader) {
  if (auto no = owners_only(call)) return std::move(*no);
  auto parsed = query_of(call, reader);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<Query>(parsed);
  const auto partition = partition_of(call.tenant);
  std::vector<std::string> entries;
  std::optional<std::string> next;
  Offset seen = -1;
  std::size_t looked_at = 0;
  for (const auto offset : records_of(call, reader, query)) {
    if (entries.size() == query.limit || looked_at++ == most_records_looked_at) {
      next = position(call.services, partition, seen);
      break;
    }
    const auto bytes = call.services.bytes(partition, offset);
    auto decoded = decode(partition, bytes);
    const auto* record = std::get_if<Record>(&decoded);
    const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
    if (!commit) return unavailable(rule::events_unreadable, {}, 5);
    if (wanted(*commit, query)) entries.push_back(to_json(entry(call, reader, offset, *commit)));
    seen = offset;
  }
  auto response = items(call, reader, entries, next, {});
  if (next) response.headers.emplace_back("Link", next_link(call, *next));
  return response;
}

}  // namespace

Module core::audit() {
  auto all = paging<AuditEntry>(read("/businesses/{business_id}/audit", anybody, Scope::business, &told));
  all.shows = {.shapes = {&shape_of<AuditEntry>()}};                               // no row: its position is a Journal-Position
  std::get<route::Read>(all.kind).slow = true;                                     // reads the journal itself
  all.query = history_parameters(HistoryOrder::desc);
  std::erase_if(all.query, [](const Parameter& p) { return p.name == "after" || p.name == "limit"; });
  all.query.push_back({"action", "what was asked or decided, or how its name begins: member, member.invite, session.opened.v1"});
  all.query.push_back({"person", "what a member has done, an account, a key, or a customer: its id", {}, &shape_of<Uuid>()});
  return {.name = "core/audit", .routes = {std::move(all)}};
}

}  // namespace millrace
