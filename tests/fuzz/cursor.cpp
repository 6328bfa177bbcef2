// What lists are asked: a cursor that this list has not given out leads nowhere, and no filter, sort or search becomes a part of the statement.
#include "projections/core/lists.hpp"

#include "tests/fuzz/target.hpp"

using namespace millrace;

namespace {

struct Thing {
  Uuid id;
  std::string name;
  std::vector<std::string> tags;
  std::optional<Uuid> owner_id;
  std::int64_t size = 0;
  Time made_at{};
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, name, tags, owner_id, size, made_at))

const AnyFold fold{"things", &shape_of<Thing>()};
const Projection projection{.fold = &fold, .resource = "thing", .sql = true,
                            .filters = {{"owner_id", "owner_id"}, {"tag", "tags", Filter::How::contains}, {"since", "made_at", Filter::How::since}, {"until", "size", Filter::How::until},
                                        {"owned", "owner_id", Filter::How::there}},
                            .sorts = {{"made_at", "made_at"}, {"size", "size"}}, .search = {"name"}};
const Table table{projection};
constexpr Digest secret{7}, another{8};
const Uuid scope = *parse_uuid("01900000-0000-7000-8000-000000000001");

ListRequest request() {
  ListRequest r;
  r.projection = &projection;
  r.scope = scope;
  return r;
}
const std::string own = cursor_after(table, request(), {Key{scope}, {projection.fold->row->make(), {}}}, 5, secret);

}  // namespace

// A line each: the name of a filter, its value, a sort, a search; the rest is a cursor.
void fuzz(std::string_view input) {
  std::string part[4];
  for (auto& one : part) {
    const auto end = std::min(input.find('\n'), input.size());
    one = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  auto r = request();
  if (!part[0].empty()) r.filters.emplace_back(part[0], part[1]);
  r.sort = part[2], r.q = part[3];
  auto without = request();
  without.sort = part[2];
  const auto plain = statement_of(table, r, secret), usual = statement_of(table, without, secret);
  const auto stands_in = [](const auto& made, const std::string& asked) {
    const auto* statement = std::get_if<ListStatement>(&made);
    return statement && statement->sql.find(asked) != std::string::npos;
  };
  for (const auto* asked : {&part[1], &part[3]})                       // what was asked stands in its parameters alone, but for words of ours
    CLAIM(asked->size() < 12 || !stands_in(plain, *asked) || stands_in(usual, *asked));
  auto paged = request();
  paged.cursor = std::string(input);
  if (std::holds_alternative<ListStatement>(statement_of(table, paged, secret))) CLAIM(paged.cursor.empty() || paged.cursor == own);
  if (!paged.cursor.empty()) CLAIM(std::holds_alternative<ListError>(statement_of(table, paged, another)));
}
