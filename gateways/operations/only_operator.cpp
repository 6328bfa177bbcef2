#include "gateways/operations/only_operator.hpp"

#include "gateways/operations/operator_account.hpp"

namespace millrace {

Route for_operator(std::string_view pattern, Response (*how)(const Call&, const Reader&)) {
  auto route = read(pattern, anybody, Scope::account, how);
  std::get<route::Read>(route.kind).slow = true;
  return route;
}

std::optional<Response> unless_operator(const Call& call, const Reader& reader) {
  if (is_operator(call.services, reader, call.principal.id)) return {};
  return problem(not_the_operator);
}

Response of_this_moment(std::string body) {
  auto response = json_reply(200, std::move(body));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace millrace
