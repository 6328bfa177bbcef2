// One page of a list that lives in the local store, in the order of one of its indexes: ?limit= and ?cursor=.
#pragma once

#include <functional>

#include "gateways/core/route.hpp"

namespace millrace {

// Which end the first page is taken from. Rows stand in the order of the index on every page: a thread is read downwards, and
// its first page ends with what was said last.
enum class FirstPage { oldest, newest };

// Whether rows change their place in the index: a page behind the first one says when some may have passed it by.
enum class Places { kept, changing };

// `json(listed)` renders a row, or leaves it out. A cursor is where the last row stands, behind it where the first page was read if
// places change; it says nothing that the list did not.
using RowOfPage = std::function<std::optional<std::string>(const Reader::Listed&)>;
// Under ?q= a page has only those whose texts begin with its words (begins_words); of a list that takes it.
using TextsOfRow = std::vector<std::string> (*)(const void* row);
Response local_page(const AnyFold&, const Call&, const Reader&, std::string_view index, const std::optional<Uuid>& tenant, const std::string& prefix,
                    const std::string& channel, const RowOfPage& json, FirstPage = FirstPage::oldest, Places = Places::kept, TextsOfRow = nullptr);
template <class View>
Response local_page(const Call& call, const Reader& reader, std::string_view index, const std::optional<Uuid>& tenant,
                    const std::string& prefix, const std::string& channel, const RowOfPage& json, FirstPage first = FirstPage::oldest,
                    Places places = Places::kept, TextsOfRow texts = nullptr) {
  return local_page(lookup_of<View>(), call, reader, index, tenant, prefix, channel, json, first, places, texts);
}

}  // namespace millrace
