// The PostgreSQL table of a projection: its columns and every statement about it, derived from the row's shape and the
// projection's tables of values. Pure: text in, text out; infra/postgres runs it. Names and types: architecture §5.
#pragma once

#include "projections/core/projection.hpp"
#include "projections/core/quarter.hpp"

namespace millrace {

// A typed column: what filters, sorts and joins name. Everything else of a row lives in `data`.
struct Column {
  enum class Type { uuid, text, bigint, boolean, timestamptz, texts };
  std::string name;                          // "status"; of "assignment.member_id": "assignment_member_id"
  Type type;
  bool always = true;                        // false: may be NULL
  const Shape* shape = nullptr;              // of the value, without optionals
  std::vector<const Field*> path = {};       // from the row to the value
};
std::string_view sql_type(Column::Type);

// Texts are compared by their first 200 characters, so that any text fits into an index; `data` has all of it.
inline constexpr std::size_t column_text_chars = 200;
std::string_view column_text(std::string_view);

// The value as PostgreSQL reads it, cut if a text; nothing for NULL. Not for `texts`.
std::optional<std::string> value_of(const Column&, const void* row);
// The value itself: of uuid, bigint and boolean a Uuid, std::int64_t, bool; null for NULL.
const void* value_in(const Column&, const void* row);
// Where the row stands in the order of that column, as PostgreSQL reads it; rows without a value, too.
std::string sort_value(const Column&, const void* row);
// What stands in a column that lists are sorted by, of rows without a value: "" and the latest time.
inline constexpr Time no_time = latest;
// Of timestamptz, as a column can hold it: earlier releases have taken times from outside that PostgreSQL does not; `data` has them as they are.
std::optional<Time> time_in(const Column&, const void* row);
// The distinct elements of a list, or the one value of anything else; uncut.
std::vector<std::string> values_of(const Column&, const void* row);

// An element of a list under a `contains` filter, and what such a filter asks for, as they are compared: lists hold labels.
std::string element(std::string_view text);

// Throws std::logic_error when the projection names a field that is not there or cannot be a column.
struct Table {
  explicit Table(const Projection&);

  const Projection* projection;
  std::string view;                          // "conversations"
  std::vector<Column> columns;
  std::vector<std::size_t> sorts;            // positions in `columns`, in the order of the projection's sorts
  std::vector<std::size_t> sets;             // lists under a `contains` filter: each has a child table that is only an index
  std::vector<Column> search;
  std::optional<std::size_t> reader;
  std::string fingerprint;                   // of columns, indexes, row shape and fold version, 16 hex digits

  const Column& column(std::string_view field) const;     // by the projection's name for it
  bool sorted_by(const Column&) const;                    // whether some sort is by it: then it is never NULL
  std::string name(int generation) const;                 // "conversations_g3"
  std::string set_name(std::size_t column, int generation) const;  // "conversations_tags_g3"
  std::vector<std::string> names(int generation) const;   // all of them; partitions go with the table that they are of
  std::string partition(int generation, Quarter) const;   // "messages_g3_2026q4"

  std::string create(int generation) const;               // tables, indexes, policies, grants; run by the table owner
  std::string create_partition(int generation, Quarter) const;     // of a projection by time; rows of other quarters lie in "…_rest"
  std::string create_views(int generation) const;         // points the plain names at that generation
  std::vector<std::string> views() const;                 // the plain names, "conversations_at" among them

  // What the runner says. Every parameter is one array, one element a row.
  std::string load_sql(int generation) const;             // ids, keys → ordinal, version, position, data
  std::string insert_sql(int generation) const;           // ids, keys, versions, positions, columns…, [search], data
  std::string upsert_sql(int generation) const;           // the same, over rows that are there
  std::string remove_sql(int generation) const;           // ids, keys
  std::string set_remove_sql(std::size_t column, int generation) const;   // ids, keys
  std::string set_insert_sql(std::size_t column, int generation) const;   // ids, keys, values, sorts…, [reader]
  std::string search_of(const void* row) const;           // what it is found by: see search.hpp
};

// app.scope(), app.reader(), and the tables of the house itself: generations, checkpoint, parked. Run once by the table owner;
// committed as schemas/sql/001_functions.sql.
std::string_view house_sql();
std::string create_sql_file(const Table&);                // schemas/sql/<view>.sql

}  // namespace millrace
