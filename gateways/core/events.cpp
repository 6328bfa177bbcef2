#include "gateways/core/modules.hpp"

#include <charconv>

#include "gateways/core/entry.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

namespace {

constexpr std::string_view batch = "application/cloudevents-batch+json";
constexpr std::size_t most_records = 1000;             // that one page looks at

// Behind which event a page begins: a whole record of a Journal-Position, or one event.
struct After {
  Offset read = -1;                                    // the history is read behind this record
  std::optional<EventId> id;
};

// ?after= is a Journal-Position (joined ones: the part that is about this business), or the id of an event.
std::optional<After> after_of(const Call& call, std::string_view text) {
  const auto mine = partition_of(call.tenant);
  if (text.empty()) return After{};
  if (const auto id = parse_event_id(text)) {
    if (id->partition != mine) return {};
    return After{id->offset - 1, id};
  }
  std::optional<After> found;
  const auto prefix = journal_mark(call.services) + '.' + std::to_string(mine) + '.';
  while (!text.empty()) {
    const auto one = text.substr(0, text.find(','));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    if (!one.starts_with(prefix)) continue;
    Offset offset{};
    const auto [end, error] = std::from_chars(one.data() + prefix.size(), one.data() + one.size(), offset);
    if (error != std::errc{} || end != one.data() + one.size() || offset < 0) return {};
    found = After{offset, {}};
  }
  return found;
}

struct Page {
  std::vector<std::string> events;
  std::optional<std::string> next;                     // ?after= of the next page; none at the end
  bool unreadable = false;                             // it ends before a record that cannot be opened just now
};

Page page_of(const Call& call, const Reader& reader, const After& after, std::size_t limit) {
  Page page;
  const auto partition = partition_of(call.tenant);
  auto seen = after.read;
  std::size_t looked_at = 0;
  EventId last;
  for (const auto offset : reader.history(call.tenant, after.read, most_records + 1)) {
    const auto record = looked_at++ < most_records ? call.services.record(partition, offset) : nullptr;
    if (!record) {
      page.unreadable = looked_at <= most_records;
      page.next = position(call.services, partition, std::max<Offset>(seen, 0));
      return page;
    }
    for (const auto& event : events_of(*record, withdrawn_in(reader))) {
      if (after.id && event.id <= *after.id) continue;
      if (page.events.size() == limit) {
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
  if (const auto role = built_in(call.actor.role); role != Role::owner && role != Role::admin)
    return problem(rule::permission_denied, "A business's events are for its owner and admins.");
  auto parsed = list_request(call);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<ListRequest>(parsed);
  std::string_view text;
  for (const auto& [name, value] : query.filters) {
    if (name != "after") return problem(rule::unknown_filter, name + ": there are after and limit.");
    text = value;
  }
  if (!query.sort.empty() || !query.q.empty() || !query.cursor.empty())
    return problem(rule::unknown_filter, "There are after and limit.");
  const auto after = after_of(call, text);
  if (!after)
    return problem(rule::events_after);
  if ((after->id ? after->id->offset : after->read) > reader.offset(partition_of(call.tenant)))
    return problem(rule::events_beyond, "Nothing has happened there yet, or the journal was restored from an older backup.");
  const auto page = page_of(call, reader, *after, static_cast<std::size_t>(query.limit));
  if (page.unreadable && page.events.empty()) return unavailable(rule::events_unreadable, {}, 5);
  std::string body;
  JsonWriter out{body};
  out.begin_array();
  for (const auto& event : page.events) out.raw(event);
  out.end_array();
  Response response{200, {}, std::move(body), std::string(batch)};
  if (page.next)
    response.headers.emplace_back("Link", "</events?after=" + *page.next + "&limit=" + std::to_string(query.limit) + ">; rel=\"next\"");
  return response;
}

}  // namespace

Module core::events() {
  auto route = read("/events", anybody, Scope::business, &told);
  std::get<route::Read>(route.kind).slow = true;                                   // reads the journal itself
  route.media = batch;
  route.query = {{"after", "a Journal-Position, or the id of an event: where to go on; none: the beginning"},
                 {"limit", "1 to 200 events, 50 if absent; Link says where the next page begins, and its absence that this is the end"}};
  return {.name = "core/events", .routes = {std::move(route)}, .rules = {rule::events_after, rule::events_beyond, rule::events_unreadable}};
}

}  // namespace millrace
