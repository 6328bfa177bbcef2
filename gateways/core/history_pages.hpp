// Pages over a business's history, record by record: which of them a request asks for, in which order, and where the next page begins.
#pragma once

#include "gateways/core/history.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

enum class HistoryOrder { asc, desc };
BOOST_DESCRIBE_ENUM(HistoryOrder, asc, desc)

// ?limit=, after, order, about, since, until; and whatever else the list takes.
struct HistoryQuery {
  std::size_t limit = 50;
  HistoryOrder order = HistoryOrder::asc;
  bool newest_first() const { return order == HistoryOrder::desc; }
  std::optional<Moment> after;
  std::optional<Uuid> about;
  Offset from = 0, to = 0;                             // records, both included
  std::vector<std::pair<std::string, std::string>> others;   // the list's own parameters, as they were given
};

inline constexpr std::size_t most_records_looked_at = 1000;   // by one page

// What is asked, or what is wrong with it: a parameter that is neither one of these nor among `others` is unknown. A list that takes `cursor`
// takes there what others take as `after`.
std::variant<HistoryQuery, Response> history_query(const Call&, const Reader&, HistoryOrder usual, std::vector<std::string_view> others);
// A parameter that is an id.
std::optional<Response> take_id(std::string_view name, std::string_view value, std::optional<Uuid>& into);

// The records that a page looks at, in its order, and one more. About a thing: those of its own stream and whatever else has changed a row
// about it; the messages of a conversation are its history, too.
std::vector<Offset> records_of(const Call&, const Reader&, const HistoryQuery&);

// The same question, from there on: as Link has it (RFC 8288).
std::string next_history_page(const Call&, std::string_view path, const HistoryQuery&, const std::string& after);

// For the OpenAPI document: the parameters, and what `about` may be.
std::vector<Parameter> history_parameters(HistoryOrder usual);

}  // namespace millrace
