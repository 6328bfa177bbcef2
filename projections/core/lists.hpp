// Lists: what may be asked of a projection's table, as one statement; and the port that answers it. One implementation for all:
// filters and sorts are tables of values (projection.hpp), pages are keyset cursors under an HMAC.
#pragma once

#include <functional>

#include "projections/core/table.hpp"

namespace millrace {

struct ListRequest {
  static constexpr int limit_at_most = 200;
  static constexpr int counted_at_most = 10'000;
  static constexpr int found_at_most = 10'000;               // rows of another projection by which rows are found (FoundBy)
  const Projection* projection = nullptr;
  Uuid scope{};                                              // the tenant whose rows these are
  Uuid asker{};                                              // who asks, for whose share it counts
  std::optional<Uuid> reader = {};                           // the member, where rows are one member's own
  std::vector<std::pair<std::string, std::string>> filters = {};  // parameter → value, as given; "none": nothing is there
  std::vector<std::string_view> unseen = {};                 // folds whose rows this one may not see: nothing is found by those (FoundBy)
  std::string sort = {}, cursor = {}, q = {};                // empty: the first sort, the first page, no search
  int limit = 50;                                            // 1 … limit_at_most
  bool count = false;                                        // how many there are on all pages together
  std::optional<Offset> at_least = {};                       // the snapshot must hold this record of the tenant's partition
  int wait_ms = 0;                                           // … and may be waited for so long

  // "me" in that filter stands for that member.
  void name_me(std::string_view filter, const Uuid& member);
  // Keeps to that value of the filter. False when another one is asked for.
  bool narrow(std::string_view filter, const std::string& value);
};

struct ListItem {
  Key key;
  StampedRow row;
};

struct ListPage {
  std::vector<ListItem> items;
  std::optional<std::string> next_cursor;
  std::optional<std::int64_t> total = {};                    // when asked for; counted_at_most: that many and perhaps more
  bool moved = false;                                        // since the first page rows have moved to before this one: it may lack some
  Offset position = -1;                                      // of the newest record in the snapshot; -1: none yet
  Uuid incarnation{};                                        // of the journal that this is a position in
};

struct ListError {
  enum class Kind {
    unknown_filter, bad_filter, unknown_sort, bad_cursor, bad_limit,   // 400
    behind,                                                  // 503, Retry-After: at_least was not reached in time
    away,                                                    // 503, Retry-After: PostgreSQL cannot be asked
    building,                                                // 503, Retry-After: its table cannot be searched before it is built anew
    busy,                                                    // 429: the business or the one who asks has too many waiting
    parked,                                                  // 503: a fact of this tenant could not be folded
  };
  Kind kind;
  std::string name;                                          // of the parameter
  std::string detail;                                        // one sentence for people
  int retry_after_s = 1;
};

using ListAnswer = std::variant<ListPage, ListError>;

// Thread-safe. `done` is called exactly once, from a thread of the port's own; it must not block.
class Lists {
 public:
  virtual ~Lists() = default;
  virtual void list(ListRequest, std::function<void(ListAnswer)> done) = 0;
};

// One statement: its rows are (next_offset, incarnation, parked, moved, key as hex, version, position, data, total), one for each item
// and at least one; limit + 1 items are asked for. Parameters are text.
struct ListStatement {
  std::string sql;
  std::vector<std::string> params;
  Offset since = -1;                                         // where the first page was read; -1: this is the first
};
std::variant<ListStatement, ListError> statement_of(const Table&, const ListRequest&, const Digest& secret);
// The cursor behind that item of a list whose first page was read at `since`.
std::string cursor_after(const Table&, const ListRequest&, const ListItem&, Offset since, const Digest& secret);

}  // namespace millrace
