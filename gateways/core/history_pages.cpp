#include "gateways/core/history_pages.hpp"

#include <algorithm>

#include "gateways/core/entry.hpp"

namespace millrace {

namespace {

// The place behind which a page begins: a whole record, or one event.
std::optional<Response> take_after(const Call& call, const Reader& reader, std::string_view value, HistoryQuery& query) {
  query.after = moment_of(call, value);
  if (!query.after) return problem(rule::events_after);
  if (query.after->offset > reader.offset(partition_of(call.tenant)))
    return problem(rule::events_beyond, "Nothing has happened there yet, or the journal was restored from an older backup.");
  return {};
}

// By log time: the first record not before it, or the last before it.
std::optional<Response> take_time(const Call& call, const Reader& reader, std::string_view name, std::string_view value, HistoryQuery& query) {
  const auto time = parse_rfc3339(value);
  if (!time || *time < earliest || *time > latest) return problem(rule::bad_filter, std::string(name) + " must be a time (RFC 3339) of the years 1 to 9999.");
  const auto before = newest_by(call, reader, *time - Duration{1});
  if (name == "since") query.from = before + 1;
  else query.to = std::min(query.to, before);
  return {};
}

std::optional<Response> take(const Call& call, const Reader& reader, const std::string& name, const std::string& value, HistoryQuery& query) {
  if (name == "after") return value.empty() ? std::nullopt : take_after(call, reader, value, query);
  if (name == "about") return take_id(name, value, query.about);
  if (name == "since" || name == "until") return take_time(call, reader, name, value, query);
  if (value == "asc" || value == "desc") {
    query.order = value == "desc" ? HistoryOrder::desc : HistoryOrder::asc;
    return {};
  }
  return problem(rule::bad_filter, "order must be asc or desc.");
}

constexpr std::string_view common[] = {"after", "order", "about", "since", "until"};

std::string there_are(const std::vector<std::string_view>& others) {
  std::string all = "there are limit";
  for (const auto name : common) (all += ", ") += name;
  for (const auto name : others) (all += ", ") += name;
  return all + '.';
}

// Of a thing and of whatever else has changed a row about it: the messages of a conversation are its history, too.
template <typename OfStream, typename OfRow>
std::vector<Offset> records_about(const Reader& reader, OfStream of_stream, OfRow of_row) {
  auto all = of_stream();
  for (const auto* fold : reader.with_history()) {
    const auto of_its_row = of_row(*fold);
    all.insert(all.end(), of_its_row.begin(), of_its_row.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<Offset> records_behind(const Call& call, const Reader& reader, const HistoryQuery& query, Offset behind, std::size_t limit) {
  if (!query.about) return reader.history(call.tenant, behind, limit);
  auto all = records_about(reader, [&] { return reader.history_of(call.tenant, *query.about, behind, limit); },
                           [&](const AnyFold& fold) { return reader.history_of_row(fold, call.tenant, Key{*query.about}, behind, limit); });
  all.resize(std::min(all.size(), limit));
  return all;
}

std::vector<Offset> records_before(const Call& call, const Reader& reader, const HistoryQuery& query, Offset before, std::size_t limit) {
  if (!query.about) return reader.history_back(call.tenant, {}, before, limit);
  auto all = records_about(reader, [&] { return reader.history_back(call.tenant, *query.about, before, limit); },
                           [&](const AnyFold& fold) { return reader.history_of_row_back(fold, call.tenant, Key{*query.about}, before, limit); });
  std::reverse(all.begin(), all.end());
  all.resize(std::min(all.size(), limit));
  return all;
}

}  // namespace

std::optional<Response> take_id(std::string_view name, std::string_view value, std::optional<Uuid>& into) {
  into = parse_uuid(value);
  if (into) return {};
  return problem(rule::bad_filter, std::string(name) + " must be an id.");
}

std::variant<HistoryQuery, Response> history_query(const Call& call, const Reader& reader, HistoryOrder usual, std::vector<std::string_view> others) {
  auto parsed = list_request(call);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& list = std::get<ListRequest>(parsed);
  const bool paged = std::find(others.begin(), others.end(), "cursor") != others.end();
  if (!list.sort.empty() || !list.q.empty() || (!list.cursor.empty() && !paged) || list.count)
    return problem(rule::unknown_filter, paged ? "There is neither sort, q nor count." : "There is neither sort, q, cursor nor count.");
  HistoryQuery query;
  query.order = usual;
  query.limit = static_cast<std::size_t>(list.limit);
  query.to = reader.offset(partition_of(call.tenant));
  if (!list.cursor.empty())
    if (auto no = take_after(call, reader, list.cursor, query)) return std::move(*no);
  for (const auto& [name, value] : list.filters) {
    if (std::find(std::begin(common), std::end(common), name) != std::end(common)) {
      if (auto no = take(call, reader, name, value, query)) return std::move(*no);
    } else if (std::find(others.begin(), others.end(), name) != others.end()) {
      query.others.emplace_back(name, value);
    } else {
      return problem(rule::unknown_filter, name + ": " + there_are(others));
    }
  }
  return query;
}

std::vector<Offset> records_of(const Call& call, const Reader& reader, const HistoryQuery& query) {
  std::vector<Offset> found;
  const auto& after = query.after;
  constexpr auto most = most_records_looked_at + 1;
  if (query.newest_first()) {
    auto before = query.to + 1;
    if (after) before = std::min(before, after->event ? after->offset + 1 : after->offset);
    found = records_before(call, reader, query, before, most);
  } else {
    auto behind = query.from - 1;
    if (after) behind = std::max(behind, after->event ? after->offset - 1 : after->offset);
    found = records_behind(call, reader, query, behind, most);
  }
  std::erase_if(found, [&](Offset offset) { return offset < query.from || offset > query.to; });
  return found;
}

std::string next_history_page(const Call& call, std::string_view path, const HistoryQuery& query, const std::string& after) {
  auto link = '<' + std::string(path) + "?after=" + after + "&limit=" + std::to_string(query.limit);
  for (const auto& [name, value] : call.request->query)
    if (name != "after" && name != "limit" && name != "min_position") link += '&' + percent_encoded(name) + '=' + percent_encoded(value);
  return link + ">; rel=\"next\"";
}

std::vector<Parameter> history_parameters(HistoryOrder usual) {
  return {{"after", "a Journal-Position, or the id of an event: where to go on; none: from the end that order names"},
          {"limit", "1 to 200, 50 if absent; Link says where the next page begins, and its absence that this is the end: with a filter a page may be short, or empty, before that"},
          {"order", usual == HistoryOrder::asc ? "asc: as they happened, if absent; desc: the newest first, and after leads to older ones"
                                               : "desc: the newest first, if absent, and after leads to older ones; asc: as they happened", {}, &shape_of<HistoryOrder>()},
          {"about", "those about that: the id of a conversation (what was said in it included), a message, a customer, a ticket", {}, &shape_of<Uuid>()},
          {"since", "those recorded at that time or later", {}, &shape_of<Time>()},
          {"until", "those recorded before that time", {}, &shape_of<Time>()}};
}

}  // namespace millrace
