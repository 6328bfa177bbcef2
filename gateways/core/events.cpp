#include "gateways/core/modules.hpp"

#include <algorithm>

#include "gateways/core/entry.hpp"
#include "gateways/core/history_pages.hpp"
#include "gateways/core/record_view.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

namespace {

constexpr std::string_view batch_type = "application/cloudevents-batch+json", every_type = "com.millrace.";

struct Query : HistoryQuery {
  std::string kind;                                    // empty: all
  std::optional<Uuid> person;
};

// "com.millrace.message.appended.v1" is of "com.millrace.message.appended.v1", of "message.appended.v1", "message.appended" and "message".
bool is_of(std::string_view type, std::string_view kind) {
  if (!kind.starts_with(every_type)) type.remove_prefix(every_type.size());
  return type.starts_with(kind) && (type.size() == kind.size() || type[kind.size()] == '.' || kind.ends_with('.'));
}

std::variant<Query, Response> query_of(const Call& call, const Reader& reader) {
  auto parsed = history_query(call, reader, HistoryOrder::asc, {"kind", "person"});
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  Query query{std::move(std::get<HistoryQuery>(parsed)), {}, {}};
  for (const auto& [name, value] : query.others) {
    if (name == "person") {
      if (auto no = take_id(name, value, query.person)) return std::move(*no);
    } else if ((query.kind = value).empty()) {
      return problem(rule::bad_filter, "kind must be the name of a type of events, or how it begins.");
    }
  }
  return query;
}

// Whether any event is of that kind.
bool told_at_all(const Query& query) {
  const auto types = public_types();
  return query.kind.empty() || std::any_of(types.begin(), types.end(), [&](const auto* type) { return is_of(type->name, query.kind); });
}

bool is_about(const Uuid& thing, const Event& event, const Committed& record, const Reader& reader) {
  if (event.stream == thing) return true;
  const auto& fact = record.facts[static_cast<std::size_t>(event.id.index)];
  const auto folds = reader.with_history();
  return std::any_of(folds.begin(), folds.end(), [&](const AnyFold* fold) {
    const auto* listener = fold->listener(fact.type);
    if (!listener) return false;
    const auto keys = listener->keys(fact.value.get());
    return std::find(keys.begin(), keys.end(), Key{thing}) != keys.end();
  });
}

bool wanted(const Event& event, const Committed& record, const Reader& reader, const Query& query) {
  if (!query.kind.empty() && !is_of(event.type->name, query.kind)) return false;
  if (query.about && !is_about(*query.about, event, record, reader)) return false;
  if (query.person && event.meta.member_id != *query.person && event.meta.principal.id != *query.person) return false;
  if (!query.after || !query.after->event) return true;
  return query.newest_first() ? event.id < *query.after->event : event.id > *query.after->event;
}

struct Page {
  std::vector<std::string> events;
  std::optional<std::string> next;                     // ?after= of the next page; none at the end
  bool unreadable = false;                             // its first record cannot be opened just now
};

Page page_of(const Call& call, const Reader& reader, const Query& query) {
  Page page;
  const auto partition = partition_of(call.tenant);
  std::optional<Offset> seen;
  std::size_t looked_at = 0;
  EventId last;
  for (const auto offset : told_at_all(query) ? records_of(call, reader, query) : std::vector<Offset>{}) {
    const auto record = looked_at++ < most_records_looked_at ? call.services.record(partition, offset) : nullptr;
    if (!record) {
      page.unreadable = !seen;
      if (seen) page.next = position(call.services, partition, *seen);
      return page;
    }
    auto events = events_of(*record, withdrawn_in(reader));
    if (query.newest_first()) std::reverse(events.begin(), events.end());
    for (const auto& event : events) {
      if (!wanted(event, *record, reader, query)) continue;
      if (page.events.size() == query.limit) {
        page.next = to_string(last);
        return page;
      }
      page.events.push_back(event.structured());
      last = event.id;
    }
    seen = offset;
  }
  return page;
}

// A CloudEvents batch is an array and nothing else, so the way on stands in Link. There is none at the end: a later call goes on
// after the Journal-Position of this answer.
Response told(const Call& call, const Reader& reader) {
  if (auto no = owners_only(call)) return std::move(*no);
  auto parsed = query_of(call, reader);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<Query>(parsed);
  const auto page = page_of(call, reader, query);
  if (page.unreadable) return unavailable(rule::events_unreadable, {}, 5);
  std::string body;
  JsonWriter out{body};
  out.begin_array();
  for (const auto& event : page.events) out.raw(event);
  out.end_array();
  Response response{200, {}, std::move(body), std::string(batch_type)};
  if (page.next) response.headers.emplace_back("Link", next_history_page(call, "/events", query, *page.next));
  return response;
}

Response one(const Call& call, const Reader& reader) {
  if (auto no = owners_only(call)) return std::move(*no);
  auto named = event_named(call, reader);
  if (auto* no = std::get_if<Response>(&named)) return std::move(*no);
  return in_full(call, reader, std::get<NamedEvent>(named));
}

}  // namespace

Module core::events() {
  auto all = personal("events", read("/events", anybody, Scope::business, &told));
  std::get<route::Read>(all.kind).slow = true;                                     // reads the journal itself
  all.media = batch_type;
  all.query = history_parameters(HistoryOrder::asc);
  all.query.push_back({"kind", "those of that type, or of types that begin so: message.appended.v1, message"});
  all.query.push_back({"person", "those that a member has brought about, an account, or a customer: its id", {}, &shape_of<Uuid>()});
  auto single = answering_in_full(personal("event", read("/events/{event}", anybody, Scope::business, &one)));
  std::get<route::Read>(single.kind).slow = true;
  return {.name = "core/events", .routes = {std::move(all), std::move(single)}, .rules = {rule::events_after, rule::events_beyond, rule::no_such_event}};
}

}  // namespace millrace
