// Requests of browsers: whatever their cookies hold, what comes behind has one bearer token at most, and what changes something comes only with
// the token that its page was given.
#include "gateways/core/browser.hpp"

#include "infra/crypto/random.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/memory_vault.hpp"

using namespace millrace;

namespace {

const Uuid person = *parse_uuid("01900000-0000-7000-8000-000000000001"), their_session = *parse_uuid("01900000-0000-7000-8000-000000000002");
SeededRandom chance{1};
Uuid7Source ids{chance, [] { return Time{}; }};
MemoryVault vault;
Services services{vault, ids, [] { return Time{}; }, {}, {}, {}, 600, [](std::string_view token) -> std::variant<Services::SignedIn, std::string> {
                    if (token != "good") return std::string("no token");
                    return Services::SignedIn{person, their_session};
                  }};

}  // namespace

// A line each: method, path, Sec-Fetch-Site, X-CSRF-Token; the rest is what Cookie says.
void fuzz(std::string_view input) {
  std::string_view part[4];
  for (auto& one : part) {
    const auto end = std::min(input.find('\n'), input.size());
    one = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  const auto request = std::make_shared<const Request>(Request{std::string(part[0]), std::string(part[1]), {},
                                                               {{"sec-fetch-site", std::string(part[2])}, {"x-csrf-token", std::string(part[3])}, {"cookie", std::string(input)}}, {}, {}});
  const auto from = from_browser(services, request);
  const auto* taken = std::get_if<std::shared_ptr<const Request>>(&from);
  if (!taken) {
    CLAIM(std::get<Response>(from).status >= 400);
    return;
  }
  int bearers = 0, good = 0;
  for (const auto& [name, value] : (*taken)->headers) if (name == "authorization") ++bearers, good += value == "Bearer good";
  CLAIM(bearers <= 1);
  if (good > 0 && part[0] == "POST") CLAIM(!part[3].empty());
  (void)to_browser(services, Response{200, {}, std::string(input), "application/json", {}});
}
