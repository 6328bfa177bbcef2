// A projection: a fold whose rows people look at, and the few tables of values that say how they look. Its texts are literals.
#pragma once

#include "schemas/fold/rows.hpp"
#include "schemas/json/node.hpp"
#include "schemas/journal/record.hpp"

namespace millrace {

// What the runner stamps on every row.
struct Stamp {
  std::int64_t version = 0;  // of the row's own stream: moves only on facts whose stream is the row's key
  Offset position = -1;      // of the newest record that changed it
};

// A row with its stamp, as stores hand it out.
struct StampedRow {
  RowPtr row;
  Stamp stamp;
};

// One change of one resource on one channel (interfaces §4).
struct Change {
  enum class Op { upsert, remove };
  std::string channel;       // "inbox:<business>"
  std::string resource;      // "conversation"
  Op op;
  Uuid id;                   // of the resource
  std::string row;           // JSON object as that channel's subscribers may see it; on remove just {"id": …}
};

// A local order over rows, for lists that live in the local store: threads, members of a team.
struct Index {
  std::string_view name;
  // Where the row stands: a prefix that lists are asked for, then what sorts. Nothing: not in this list.
  std::optional<std::string> (*place)(const void* row);
  bool across_tenants = false;               // may also be listed over all tenants at once
  bool kept = false;                         // a row stays where it came to stand, for good: so it can be listed as it was at any time
};

struct Filter {
  enum class How {
    equals,                  // the column is the value; of an enumeration one of several, with commas between
    contains,                // the column is a list and holds the value
    since,                   // the column (a time or number) is at least the value
    until,                   // … is less than the value
    there,                   // whether the column has a value: true or false
  };
  std::string_view param;    // name in the query string
  std::string_view column;   // a field of the row, or "a.b" of an object in it
  How how = How::equals;
};

struct Sort {
  std::string_view name;     // value of ?sort=; "-name" turns it round
  std::string_view column;   // rows without that time stand where the latest one would
  bool descending = true;
};

// Rows of another projection, which has a search of its own, by which rows are found under ?q=, too: what is said in a conversation, whose
// it is. Of many that match, the newest (ListRequest::found_at_most).
struct FoundBy {
  std::string_view fold, newest;             // its name; its sort that says which are new
  std::string_view names_us = {};            // its column that is our key, or
  std::string_view named_here = {};          // our column that is its key
};

struct Projection {
  const AnyFold* fold = nullptr;
  std::string_view resource;                 // "conversation": in publications and paths
  std::vector<Index> indexes = {};
  // What the change of one row says on which channels. `before` or `after` is null when there is no row; `rows` are those of the same
  // record, for what is joined when it is said.
  void (*publish)(const Rows& rows, const Uuid& tenant, const void* before, const void* after, const Stamp&, std::vector<Change>&) = nullptr;
  // The families of the channels that it publishes on: "inbox" of inbox:<business>; the house has them from what each family carries. A
  // change of the fold gives these a new epoch, and no others.
  std::vector<std::string_view> families = {};
  // Its rows are read by routes alone: a fold that has changed catches up while everything else is served. Else it is whole before.
  bool view = false;
  // Which records have changed each row is kept beside it, so that it can be shown as it was without reading others: for rows that facts of
  // other streams change, too, and for those that only few of their own stream's do.
  bool history = false;
  // Whether a row as it was published shows a text that has been deleted since: it is not told again.
  bool (*withdrawn)(const Rows& now, const Uuid& tenant, Node row) = nullptr;
  // PostgreSQL: kept there when it has any of these. The first sort is the default.
  bool sql = false;
  std::vector<Filter> filters = {};
  std::vector<Sort> sorts = {};
  std::vector<std::string_view> columns = {};     // further typed columns, for joins
  std::vector<std::string_view> search = {};      // fields under ?q=
  std::vector<FoundBy> found_by = {};        // … and others', if it has any
  std::string_view reader_column = {};       // set: rows that only one member may see (second RLS predicate)
  bool by_time = false;                      // rows are only added: the table is partitioned by when their keys were made (quarter.hpp)
};

}  // namespace millrace
