// One page of a list that lives in the local store, in the order of one of its indexes: ?limit= and ?cursor=.
#pragma once

#include <algorithm>

#include "gateways/core/entry.hpp"
#include "gateways/core/route.hpp"

namespace millrace {

// Which end the first page is taken from. Rows stand in the order of the index on every page: a thread is read downwards, and
// its first page ends with what was said last.
enum class FirstPage { oldest, newest };

// `json(listed)` renders a row, or leaves it out. A cursor is where the last row stands; it says nothing that the list did not.
template <class View, class Json>
Response local_page(const Call& call, const Reader& reader, std::string_view index, const std::optional<Uuid>& tenant,
                    const std::string& prefix, const std::string& channel, Json json, FirstPage first = FirstPage::oldest) {
  auto parsed = list_query(call);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<ListQuery>(parsed);
  if (!query.filters.empty() || !query.sort.empty() || !query.q.empty())
    return problem(400, "list.unknown_filter", "This list takes limit and cursor, and no filter.");
  Reader::Page page{prefix, {}, first == FirstPage::newest, static_cast<std::size_t>(query.limit) + 1};
  if (!query.cursor.empty()) {
    const auto after = base64url_decode(query.cursor);
    if (!after || !after->starts_with(prefix)) return problem(400, "list.cursor", "This is no cursor of this list.");
    page.after = *after;
  }
  auto rows = reader.list(lookup_of<View>(), index, tenant, page);
  std::optional<std::string> next;
  if (rows.size() > static_cast<std::size_t>(query.limit)) {
    rows.pop_back();
    next = base64url(rows.back().place);
  }
  if (first == FirstPage::newest) std::reverse(rows.begin(), rows.end());
  std::vector<std::string> out;
  for (const auto& row : rows)
    if (std::optional<std::string> rendered = json(row)) out.push_back(std::move(*rendered));
  auto response = items(call, reader, out, next, channel);
  if (next) response.headers.emplace_back("Link", next_link(call, *next));
  return response;
}

}  // namespace millrace
