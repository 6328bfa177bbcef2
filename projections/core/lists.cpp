#include "projections/core/lists.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "projections/core/search.hpp"
#include "projections/core/store_layout.hpp"

namespace millrace {

void ListRequest::name_me(std::string_view filter, const Uuid& member) {
  for (auto& [name, value] : filters)
    if (name == filter && value == "me") value = to_string(member);
}

bool ListRequest::narrow(std::string_view filter, const std::string& to) {
  for (const auto& [name, value] : filters)
    if (name == filter && value != to) return false;
  std::erase_if(filters, [&](const auto& f) { return f.first == filter; });
  filters.emplace_back(filter, to);
  return true;
}

namespace {

using Kind = ListError::Kind;

struct Order {
  const Column* column;
  bool descending;
};

std::optional<Order> order_of(const Table& t, std::string_view name) {
  const bool turned = name.starts_with('-');
  if (turned) name.remove_prefix(1);
  const auto& sorts = t.projection->sorts;
  for (std::size_t i = 0; i < sorts.size(); ++i)
    if (name.empty() ? i == 0 : sorts[i].name == name) return Order{&t.columns[t.sorts[i]], sorts[i].descending != turned};
  return {};
}

// What a cursor belongs to: it continues this list and no other.
std::string identity(const Table& t, const ListRequest& r) {
  auto filters = r.filters;
  std::sort(filters.begin(), filters.end());
  std::string all = fmt::format("{}\n{}\n{}\n{}\n{}", t.fingerprint, to_string(r.scope), r.reader ? to_string(*r.reader) : "", r.sort, r.q);
  for (const auto& [name, value] : filters) all += fmt::format("\n{}:{}{}:{}", name.size(), name, value.size(), value);
  return std::string(raw(sha256(all)).substr(0, 16));
}

constexpr std::size_t mac_bytes = 16;

// `since` (8 bytes), key length (2 bytes), key, sort value; then the HMAC of identity and these.
std::string sealed(const std::string& identity, const std::string& body, const Digest& secret) {
  return base64url(body + std::string(raw(hmac_sha256(raw(secret), identity + body)).substr(0, mac_bytes)));
}

struct Cursor { Offset since; std::string key, value; };
std::optional<Cursor> opened(const std::string& identity, std::string_view text, const Digest& secret) {
  const auto bytes = base64url_decode(text);
  if (!bytes || bytes->size() < mac_bytes + 10) return {};
  const auto body = bytes->substr(0, bytes->size() - mac_bytes);
  if (sealed(identity, body, secret) != text) return {};
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(body[8])) << 8 | static_cast<unsigned char>(body[9]);
  if (body.size() < 10 + length) return {};
  return Cursor{layout::i64_at(body, 0), body.substr(10, length), body.substr(10 + length)};
}

std::string hex(std::string_view bytes) {
  std::string out = "\\x";
  for (const unsigned char c : bytes) out += fmt::format("{:02x}", c);
  return out;
}

// The value of a filter as the column takes it; nothing when it cannot be one.
std::optional<std::string> fitting(const Column& c, std::string_view value) {
  switch (c.type) {
    case Column::Type::uuid:
      if (const auto id = parse_uuid(value)) return to_string(*id);
      return {};
    case Column::Type::bigint: {
      std::int64_t n = 0;
      const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), n);
      const bool whole = wrong == std::errc{} && end == value.data() + value.size();
      if (!whole || n < -most_integer || n > most_integer) return {};
      return std::to_string(n);
    }
    case Column::Type::boolean:
      if (value == "true" || value == "false") return std::string(value);
      return {};
    case Column::Type::timestamptz:
      if (const auto t = parse_rfc3339(value); t && *t >= earliest && *t <= latest) return to_rfc3339(*t);
      return {};
    default: {
      const auto& words = c.shape->words;
      if (!words.empty() && std::find(words.begin(), words.end(), value) == words.end()) return {};
      if (column_text(value).size() < value.size()) return {};
      return std::string(value);
    }
  }
}

// "open,pending": the values of an enumeration, as an array of PostgreSQL's; nothing when one of them is none.
std::optional<std::string> several(const Column& c, std::string_view values) {
  std::string all = "{";
  while (true) {
    const auto one = fitting(c, values.substr(0, values.find(',')));
    if (!one) return {};
    (all += all.size() > 1 ? "," : "") += *one;
    if (values.find(',') == values.npos) return all + "}";
    values.remove_prefix(values.find(',') + 1);
  }
}

std::string expected(const Column& c) {
  switch (c.type) {
    case Column::Type::uuid: return "an id";
    case Column::Type::bigint: return "a whole number";
    case Column::Type::boolean: return "true or false";
    case Column::Type::timestamptz: return "a time (RFC 3339) of the years 1 to 9999";
    default: break;
  }
  if (c.shape->words.empty()) return fmt::format("a text of at most {} characters", column_text_chars);
  std::string all = "one of";
  for (const auto w : c.shape->words)
    if (!w.empty()) (all += ' ') += w;
  return all + ", or several with commas between";
}

constexpr int looked_at_first = 15'000;                // rows, before the index of the search is asked

class Builder {
 public:
  Builder(const Table& t, const ListRequest& r) : table_(t), request_(r) {
    param(to_string(r.scope));
    param(std::to_string(partition_of(r.scope)));
  }

  std::optional<ListError> filter(const std::string& name, const std::string& value) {
    const auto& all = table_.projection->filters;
    const auto f = std::find_if(all.begin(), all.end(), [&](const Filter& x) { return x.param == name; });
    if (f == all.end()) return ListError{Kind::unknown_filter, name, "There is no filter " + name + "."};
    const auto& c = table_.column(f->column);
    const bool words = c.type == Column::Type::text && !c.shape->words.empty();
    if (f->how == Filter::How::equals && value == "none" && !c.always && (c.type != Column::Type::text || words)) {
      where_ += " AND " + has_value(c, false);
      return {};
    }
    if (f->how == Filter::How::there) {
      if (value != "true" && value != "false") return ListError{Kind::bad_filter, name, name + " must be true or false."};
      where_ += " AND " + has_value(c, value == "true");
      return {};
    }
    const bool many = f->how == Filter::How::equals && words && value.find(',') != value.npos;
    const auto fits = many ? several(c, value) : fitting(c, value);
    if (!fits) return ListError{Kind::bad_filter, name, fmt::format("{} must be {}.", name, expected(c))};
    if (f->how == Filter::How::contains) {
      const auto set = fmt::format("s{}", sets_++);
      from_ += fmt::format(" JOIN app.{}_{} {} ON {}.scope_id = r.scope_id AND {}.key = r.key", table_.view, c.name, set, set, set);
      where_ += fmt::format(" AND {0}.scope_id = $1::uuid AND {0}.value = {1}::text", set, param(element(value)));
      return {};
    }
    if (many) {
      where_ += fmt::format(" AND r.\"{}\" = ANY ({}::text[])", c.name, param(*fits));
      return {};
    }
    const char* how = f->how == Filter::How::equals ? "=" : f->how == Filter::How::since ? ">=" : "<";
    where_ += fmt::format(" AND r.\"{}\" {} {}::{}", c.name, how, param(*fits), sql_type(c.type));
    return {};
  }
  std::optional<ListError> search() {
    if (table_.search.empty()) return ListError{Kind::unknown_filter, "q", "This list cannot be searched."};
    auto query = search_query(request_.q);
    if (const auto* no = std::get_if<Unsearchable>(&query)) return ListError{Kind::bad_filter, "q", no->why};
    const auto matches = fmt::format("{} @@ {}::tsquery", search_column, param(std::get<Tsquery>(std::move(query)).text));
    auto others = table_.projection->found_by;
    std::erase_if(others, [&](const FoundBy& by) { return std::find(request_.unseen.begin(), request_.unseen.end(), by.fold) != request_.unseen.end(); });
    if (others.empty()) {
      matches_ = matches;
      return {};
    }
    auto keys = newest("key", table_.view, matches, table_.columns[table_.sorts[0]].name);
    for (const auto& by : others) keys += " UNION " + keys_found(by, matches);
    where_ += fmt::format(" AND r.key IN ({})", keys);
    return {};
  }

  ListStatement finish(const Order& order, const std::optional<Cursor>& after) {
    // The first set's index is in the order of the list as well.
    const std::string_view by = sets_ ? "s0" : "r";
    const auto direction = order.descending ? "DESC" : "ASC";
    const auto all = fmt::format("FROM app.{} r{} WHERE r.scope_id = $1::uuid{}", table_.view, from_, where_);
    const auto rows = matches_.empty() ? all : fmt::format("{} AND r.{}", all, matches_);
    std::string behind, moved = "false";
    if (after) {
      const auto place = fmt::format("({}::{}, {}::bytea)", param(after->value), sql_type(order.column->type), param(hex(after->key)));
      const auto here = fmt::format("({0}.\"{1}\", {0}.key)", by, order.column->name);
      behind = fmt::format(" AND {} {} {}", here, order.descending ? "<" : ">", place);
      // Those that have changed since the first page was read are few: found by their position.
      moved = fmt::format("EXISTS (SELECT {} AND r.position > {}::bigint AND {} {} {})", rows, param(std::to_string(after->since)), here,
                          order.descending ? ">=" : "<=", place);
    }
    const auto total = request_.count ? fmt::format("(SELECT count(*) FROM (SELECT 1 {} LIMIT {}) n)", rows, ListRequest::counted_at_most) : "NULL";
    const auto page = fmt::format("ORDER BY {0}.\"{1}\" {2}, {0}.key {2} LIMIT ", by, order.column->name, direction);
    const auto select = fmt::format("SELECT r.key, r.version, r.position, r.data, {}.\"{}\" AS by", by, order.column->name);
    const auto found = matches_.empty() ? fmt::format("{} {}{} {}{}", select, all, behind, page, request_.limit + 1)
                                        : searched(select, all + behind, page, direction);
    return {fmt::format("SELECT a.next_offset, a.incarnation, a.parked, {}, encode(l.key, 'hex'), l.version, l.position, l.data, {}"
                        " FROM (SELECT * FROM app.{}_at WHERE partition = $2::integer) a LEFT JOIN LATERAL ({}) l ON true ORDER BY l.by {}, l.key {}",
                        moved, total, table_.view, found, direction, direction),
            std::move(params_), after ? after->since : -1};
  }

 private:
  // What many rows hold, a page of those that come first in the list does; what few hold, the index of the search finds. PostgreSQL
  // cannot tell one from the other: it takes the beginning of a word that it has never seen for a common one, and would read the whole list.
  std::string searched(const std::string& select, const std::string& rows, const std::string& page, std::string_view direction) const {
    const auto enough = request_.limit + 1;
    const auto first = fmt::format("SELECT key, version, position, data, by FROM ({}, r.{} {} {}{}) o WHERE {} LIMIT {}", select, search_column, rows, page,
                                   looked_at_first, matches_, enough);
    const auto all = fmt::format("SELECT * FROM ({} {} AND r.{} OFFSET 0) o ORDER BY by {}, key {} LIMIT {}", select, rows, matches_, direction, direction, enough);
    return fmt::format("WITH first AS MATERIALIZED ({}), all_of AS ({}) SELECT * FROM first WHERE (SELECT count(*) FROM first) = {} UNION ALL"
                       " SELECT * FROM all_of WHERE (SELECT count(*) FROM first) < {}", first, all, enough, enough);
  }
  std::string has_value(const Column& c, bool has) const {
    if (table_.sorted_by(c) && c.type == Column::Type::timestamptz)
      return fmt::format("r.\"{}\" {} '{}'::timestamptz", c.name, has ? "<" : "=", to_rfc3339(no_time));
    return fmt::format("r.\"{}\" IS {}NULL", c.name, has ? "NOT " : "");
  }
  // Of many, the newest: in the order of an index, so that no question reads a whole table.
  static std::string newest(std::string_view what, std::string_view from, std::string_view that, std::string_view by) {
    return fmt::format("(SELECT {} FROM app.{} WHERE scope_id = $1::uuid AND {} ORDER BY \"{}\" DESC, key DESC LIMIT {})", what, from, that, by,
                       ListRequest::found_at_most);
  }
  // The keys of our rows that the other projection's matching rows name, or that name those.
  std::string keys_found(const FoundBy& by, const std::string& matches) const {
    if (!by.names_us.empty())
      return fmt::format("SELECT uuid_send(found) FROM {} o", newest(fmt::format("\"{}\" AS found", by.names_us), by.fold, matches, by.newest));
    const auto those = fmt::format("SELECT encode(found, 'hex')::uuid FROM {} o", newest("key AS found", by.fold, matches, by.newest));
    return newest("key", table_.view, fmt::format("\"{}\" IN ({})", by.named_here, those), table_.columns[table_.sorts[0]].name);
  }
  std::string param(std::string value) {
    params_.push_back(std::move(value));
    return fmt::format("${}", params_.size());
  }

  const Table& table_;
  const ListRequest& request_;
  std::vector<std::string> params_;
  std::string from_, where_, matches_;               // matches_: what the search asks of each row
  int sets_ = 0;
};

}  // namespace

std::variant<ListStatement, ListError> statement_of(const Table& t, const ListRequest& r, const Digest& secret) {
  if (r.limit < 1 || r.limit > 200) return ListError{Kind::bad_limit, "limit", "limit must be from 1 to 200."};
  const auto order = order_of(t, r.sort);
  if (!order) return ListError{Kind::unknown_sort, "sort", "There is no sort " + r.sort + "."};
  Builder builder{t, r};
  for (std::size_t i = 0; i < r.filters.size(); ++i) {
    const auto& [name, value] = r.filters[i];
    for (std::size_t j = 0; j < i; ++j)
      if (r.filters[j].first == name) return ListError{Kind::bad_filter, name, name + " may be given once."};
    if (const auto error = builder.filter(name, value)) return *error;
  }
  if (!r.q.empty())
    if (const auto error = builder.search()) return *error;
  std::optional<Cursor> after;
  if (!r.cursor.empty()) {
    after = opened(identity(t, r), r.cursor, secret);
    if (!after) return ListError{Kind::bad_cursor, "cursor", "This cursor belongs to another list, or is damaged; begin without it."};
  }
  return builder.finish(*order, after);
}

std::string cursor_after(const Table& t, const ListRequest& r, const ListItem& item, Offset since, const Digest& secret) {
  const auto& key = item.key.bytes;
  std::string body;
  layout::append_i64(body, since);
  layout::append_u16(body, static_cast<std::uint16_t>(key.size()));
  return sealed(identity(t, r), body + key + sort_value(*order_of(t, r.sort)->column, item.row.row.get()), secret);
}

}  // namespace millrace
