// GET /activity: what has happened in a business, as this member may see it now. It is read in the journal's history, the newest first, so
// that nothing is kept for it and nothing is written.
#include "gateways/core/activity.hpp"

#include "gateways/core/entry.hpp"
#include "gateways/inbox/modules.hpp"
#include "projections/core/lists.hpp"
#include "projections/core/row_json.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/customers.hpp"
#include "schemas/public/event.hpp"

namespace millrace {

namespace activity {

enum class ActorKind { member, visitor, system, api_key };
BOOST_DESCRIBE_ENUM(ActorKind, member, visitor, system, api_key)

// Who brought it about.
struct Actor {
  ActorKind kind = ActorKind::system;
  std::optional<Uuid> id;                    // of the member, or of the customer
  std::optional<Personal<std::string>> name;
};
BOOST_DESCRIBE_STRUCT(Actor, (), (kind, id, name))

struct Given {
  Id<Member> id;
  std::optional<Personal<std::string>> name;
};
BOOST_DESCRIBE_STRUCT(Given, (), (id, name))

struct Item {
  std::string id;                            // of the event that partners hear of it by
  Time at{};
  std::string kind;
  Actor actor;
  std::string resource;
  Uuid resource_id;
  std::optional<Personal<std::string>> title;
  std::optional<std::int64_t> number;
  std::optional<Uuid> message_id;
  std::optional<Personal<std::string>> text;
  std::optional<Given> member;               // to whom it was given
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, at, kind, actor, resource, resource_id, title, number, message_id, text, member, position))

}  // namespace activity

namespace {

using activity::Actor;
using activity::ActorKind;
using activity::Item;

// That one page looks at, whatever it finds: who may see little is told so page by page.
constexpr std::size_t most_records = 500, most_facts = 5000;

Actor actor_of(const Call& call, const Rows& rows, const Meta& meta) {
  if (meta.principal.kind == PrincipalKind::visitor) {
    const auto row = find_row<customer::Customers>(rows, call.tenant, meta.principal.id);
    return {ActorKind::visitor, meta.principal.id, row ? row->name : std::nullopt};
  }
  if (meta.member_id.nil()) return {};
  const auto kind = meta.principal.kind == PrincipalKind::api_key ? ActorKind::api_key : ActorKind::member;
  return {kind, meta.member_id, member::member_name(rows, call.tenant, Id<Member>{meta.member_id})};
}

std::optional<Item> item_of(const Call& call, const Reader& reader, const Committed& record, std::size_t n) {
  const auto& fact = record.facts[n];
  const auto* told = Activities::house().of(fact.type);
  const auto meta = meta_of(record, n);
  if (!told || (meta.origin == Origin::import && !told->imported)) return {};
  auto e = told->entry(call, reader, fact.value.get());
  if (!e) return {};
  Item item{to_string(EventId{record.partition, record.offset, static_cast<int>(n)}), meta.at, std::string(e->kind), actor_of(call, reader, meta),
            std::string(e->resource), e->resource_id, std::move(e->title), e->number, e->message_id, std::move(e->text), {}, record.offset};
  if (e->by) item.actor = {ActorKind::member, e->by->value, member::member_name(reader, call.tenant, e->by)};
  if (e->member_id) item.member = activity::Given{*e->member_id, member::member_name(reader, call.tenant, e->member_id)};
  return item;
}

// Below which event of this business a page begins; nothing when the cursor is none.
std::optional<EventId> begins_below(const Call& call, const Reader& reader, const std::string& cursor) {
  const auto mine = partition_of(call.tenant);
  if (cursor.empty()) return EventId{mine, reader.offset(mine) + 1, 0};
  const auto text = base64url_decode(cursor);
  const auto id = text ? parse_event_id(*text) : std::nullopt;
  return id && id->partition == mine ? id : std::nullopt;
}

struct Page {
  std::vector<std::string> items;
  std::optional<EventId> next;               // below which the next page begins
  bool unreadable = false;                   // it ends above a record that cannot be opened just now
};

Page page_of(const Call& call, const Reader& reader, const EventId& below, std::size_t limit) {
  Page page;
  std::size_t records = 0, facts = 0;
  auto last = below;
  for (const auto offset : reader.history_back(call.tenant, {}, below.index > 0 ? below.offset + 1 : below.offset, most_records + 1)) {
    if (records == most_records || facts >= most_facts) {
      page.next = last;
      return page;
    }
    const auto record = call.services.record(below.partition, offset);
    if (!record) {
      page.unreadable = true;
      page.next = last;
      return page;
    }
    ++records;
    facts += record->facts.size();
    for (auto n = record->facts.size(); n-- > 0;) {
      const EventId here{below.partition, offset, static_cast<int>(n)};
      auto item = here < below ? item_of(call, reader, *record, n) : std::nullopt;
      if (!item) continue;
      if (page.items.size() == limit) {
        page.next = last;
        return page;
      }
      page.items.push_back(to_json(*item));
      last = here;
    }
    last = {below.partition, offset, 0};
  }
  return page;
}

Response told(const Call& call, const Reader& reader) {
  auto parsed = list_request(call);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<ListRequest>(parsed);
  if (!query.filters.empty() || !query.sort.empty() || !query.q.empty() || query.count)
    return problem(rule::unknown_filter, "This list takes limit and cursor, and no filter.");
  const auto below = begins_below(call, reader, query.cursor);
  if (!below) return problem(rule::no_such_cursor);
  const auto page = page_of(call, reader, *below, static_cast<std::size_t>(query.limit));
  if (page.unreadable && page.items.empty()) return unavailable(rule::events_unreadable, {}, 5);
  const auto next = page.next ? std::optional{base64url(to_string(*page.next))} : std::nullopt;
  auto response = items(call, reader, page.items, next);
  if (next) response.headers.emplace_back("Link", next_link(call, *next));
  return response;
}

}  // namespace

Module inbox::activity() {
  auto route = personal("activity", read("/activity", anybody, Scope::business, &told));
  std::get<route::Read>(route.kind).slow = true;                                   // reads the journal itself
  route.paged = true;
  route.shows = {.shapes = {&shape_of<Item>()}};
  return {.name = "inbox/activity", .routes = {std::move(route)}};
}

}  // namespace millrace
