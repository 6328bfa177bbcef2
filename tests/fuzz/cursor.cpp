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

// Another value of a filter that fits as well; words that mean something by themselves stay.
std::string another_value(const std::string& filter, const std::string& value) {
  if (value == "none" || filter == "owned") return value;
  if (filter == "owner_id") return "01900000-0000-7000-8000-000000000002";
  if (filter == "since") return "2026-01-01T00:00:00Z";
  return filter == "until" ? "7" : "another";
}

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
  const auto plain = statement_of(table, r, secret);
  // What was asked stands in parameters alone: the statement is the same whatever the values are, so none can have become a part of it.
  auto other = r;
  for (auto& [name, value] : other.filters) value = another_value(name, value);
  if (!other.q.empty()) other.q = "something else";
  const auto* made = std::get_if<ListStatement>(&plain);
  const auto with_others = statement_of(table, other, secret);
  if (const auto* same = std::get_if<ListStatement>(&with_others); made && same) CLAIM(made->sql == same->sql);
  auto paged = request();
  paged.cursor = std::string(input);
  if (std::holds_alternative<ListStatement>(statement_of(table, paged, secret))) CLAIM(paged.cursor.empty() || paged.cursor == own);
  if (!paged.cursor.empty()) CLAIM(std::holds_alternative<ListError>(statement_of(table, paged, another)));
}
