#include "gateways/core/local_page.hpp"

#include <algorithm>

#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "projections/core/lists.hpp"
#include "projections/core/search.hpp"
#include "projections/core/store_layout.hpp"

namespace millrace {

namespace {

struct Moved {
  bool moved = true;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (moved))

constexpr std::size_t most_looked_at = 1000;

// Whether a row that has changed since stands before a page: among so many, and beyond them nobody can tell.
bool moved_since(const Reader& reader, const AnyFold& fold, std::string_view index, const std::optional<Uuid>& tenant,
                 Reader::Page page, Offset since) {
  page.downwards = !page.downwards;
  page.limit = most_looked_at;
  const auto before = reader.list(fold, index, tenant, page);
  return before.size() == most_looked_at ||
         std::any_of(before.begin(), before.end(), [&](const auto& listed) { return listed.row.stamp.position > since; });
}

// A page of rows, and where the next one begins; empty: this is the last.
struct PageOfRows {
  std::vector<Reader::Listed> rows;
  std::string next;
};
PageOfRows page_of(std::vector<Reader::Listed> rows, std::size_t limit) {
  PageOfRows page{std::move(rows), {}};
  if (page.rows.size() <= limit) return page;
  page.rows.resize(limit);
  page.next = page.rows.back().place;
  return page;
}
// The same of those that are found, among so many.
PageOfRows found_in(std::vector<Reader::Listed> rows, std::size_t limit, std::string_view q, TextsOfRow texts) {
  const auto last = rows.size() == most_looked_at ? rows.back().place : "";
  std::erase_if(rows, [&](const auto& listed) { return !begins_words(q, texts(listed.row.row.get())); });
  auto page = page_of(std::move(rows), limit);
  if (page.next.empty()) page.next = last;
  return page;
}

}  // namespace

Response local_page(const AnyFold& fold, const Call& call, const Reader& reader, std::string_view index, const std::optional<Uuid>& tenant,
                    const std::string& prefix, const std::string& channel, const RowOfPage& json, FirstPage first, Places places, TextsOfRow texts) {
  auto parsed = list_request(call);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<ListRequest>(parsed);
  if (!query.filters.empty() || !query.sort.empty() || (!query.q.empty() && !texts) || query.count)
    return problem(rule::unknown_filter, texts ? "This list takes q, limit and cursor, and no filter." : "This list takes limit and cursor, and no filter.");
  if (const auto why = query.q.empty() ? std::nullopt : unsearchable(query.q)) return problem(rule::bad_filter, *why);
  const auto limit = static_cast<std::size_t>(query.limit);
  Reader::Page page{prefix, {}, first == FirstPage::newest, query.q.empty() ? limit + 1 : most_looked_at};
  const std::size_t trailing = places == Places::changing ? 8 : 0;
  auto since = tenant ? reader.offset(partition_of(*tenant)) : -1;
  bool moved = false;
  if (!query.cursor.empty()) {
    const auto cursor = base64url_decode(query.cursor);
    if (!cursor || cursor->size() < prefix.size() + trailing || !cursor->starts_with(prefix))
      return problem(rule::no_such_cursor);
    page.after = cursor->substr(0, cursor->size() - trailing);
    if (trailing) {
      since = layout::i64_at(*cursor, page.after.size());
      moved = moved_since(reader, fold, index, tenant, page, since);
    }
  }
  auto listed = reader.list(fold, index, tenant, page);
  auto [rows, place] = query.q.empty() ? page_of(std::move(listed), limit) : found_in(std::move(listed), limit, query.q, texts);
  std::optional<std::string> next;
  if (!place.empty()) {
    if (trailing) layout::append_i64(place, since);
    next = base64url(place);
  }
  if (first == FirstPage::newest) std::reverse(rows.begin(), rows.end());
  std::vector<std::string> out;
  for (const auto& row : rows)
    if (auto rendered = json(row)) out.push_back(std::move(*rendered));
  auto response = items(call, reader, out, next, channel);
  if (next) response.headers.emplace_back("Link", next_link(call, *next));
  return moved ? adding(std::move(response), Moved{}) : response;
}

}  // namespace millrace
