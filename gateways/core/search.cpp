#include "gateways/core/search.hpp"

#include "projections/core/lists.hpp"
#include "schemas/json/node.hpp"

namespace millrace {

namespace {

constexpr auto items_of_a_group = "5";

Arrived first_page(const Arrived& asked, const Route& list, std::string_view q) {
  Arrived one{&list, asked.call};
  auto& call = one.call;
  call.route = &list;
  auto request = std::make_shared<Request>();
  request->method = list.method;
  request->path = list.pattern;
  constexpr std::string_view business = "{business_id}";
  if (const auto at = list.pattern.find(business); at != list.pattern.npos) {
    const auto id = to_string(call.tenant);
    request->path.replace(at, business.size(), id);
    call.params = {{"business_id", id}};
  }
  request->query = {{"q", std::string(q)}, {"limit", items_of_a_group}};
  call.request = std::move(request);
  return one;
}

void group(const Call& list, const Response& answer, JsonWriter& out) {
  const Document page{answer.body};
  const auto& path = list.request->path;
  out.begin_object().key("name").text(std::string_view(path).substr(path.rfind('/') + 1));
  out.key("href").text(path + "?q=" + percent_encoded(list.request->param("q")));
  out.key("items").raw(page.root().find("items")->json());
  out.key("more").boolean(page.root().find("next_cursor")->kind() != Node::Kind::null).end_object();
}

// "<mark>.<partition>.<offset>" of one partition: the shorter one is the earlier.
void lower(std::optional<std::string>& least, const Response& answer) {
  for (const auto& [name, value] : answer.headers)
    if (name == "Journal-Position" && (!least || std::pair(value.size(), value) < std::pair(least->size(), *least))) least = value;
}

}  // namespace

std::variant<std::vector<Arrived>, Response> lists_to_search(const Arrived& asked, const Routes& of_house) {
  auto parsed = list_request(asked.call);
  if (auto* no = std::get_if<Response>(&parsed)) return std::move(*no);
  const auto& query = std::get<ListRequest>(parsed);
  const bool more = !query.filters.empty() || !query.sort.empty() || !query.cursor.empty() || query.count || !asked.call.request->param("limit").empty();
  if (more) return problem(rule::unknown_filter, "There is q.");
  if (query.q.empty()) return problem(rule::bad_filter, "q says what to search for.");
  std::vector<Arrived> lists;
  for (const auto& route : of_house)
    if (route.searched) lists.push_back(first_page(asked, route, query.q));
  return lists;
}

Response found(const Call& call, const std::vector<Arrived>& lists, std::vector<Response> answers) {
  Response response;
  std::optional<std::string> least;
  JsonWriter out{response.body};
  out.begin_object().key("q").text(call.request->param("q")).key("groups").begin_array();
  for (std::size_t n = 0; n < lists.size(); ++n) {
    auto& answer = answers[n];
    if (answer.status == 403) continue;
    if (answer.status != 200) return std::move(answer);
    group(lists[n].call, answer, out);
    lower(least, answer);
  }
  out.end_array().end_object();
  if (least) response.headers.emplace_back("Journal-Position", *least);
  return response;
}

}  // namespace millrace
