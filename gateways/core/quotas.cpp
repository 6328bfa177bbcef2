#include "gateways/core/quotas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gateways/core/route.hpp"
#include "gateways/core/rules.hpp"

namespace millrace {

namespace {

constexpr int window_s = 60;

// Structured Fields (RFC 9651): a list of strings with parameters. q: requests in a window of w seconds; r: how many are left; t: seconds until
// all of them are there again.
std::string policy_field(std::string_view name, int a_minute) { return fmt::format("\"{}\";q={};w={}", name, a_minute, window_s); }
std::string standing_field(std::string_view name, const Rate::Left& left) {
  return fmt::format("\"{}\";r={};t={}", name, left.requests, std::chrono::ceil<std::chrono::seconds>(left.until_whole).count());
}

void append(std::string& list, const std::string& one) { (list += list.empty() ? "" : ", ") += one; }

}  // namespace

Quotas::Quotas(QuotaOptions options)
    : options_(options), addresses_(options.of_address), persons_(options.of_person), businesses_(options.of_business) {}

std::optional<Response> Quotas::knock(const std::string& address, Time now) {
  const auto wait = addresses_.take(address, now);
  if (!wait) return {};
  auto response = wait_first(rule::too_often, *wait);
  response.headers.emplace_back("RateLimit-Policy", policy_field("address", options_.of_address));
  response.headers.emplace_back("RateLimit", standing_field("address", addresses_.left(address, now)));
  return response;
}

// A person's limit is of each route: who opens one page after the other asks a little of many, and all together the address and the business
// bound. Members and services of a business have a share, its visitors another: strangers to it are not its doing. What is imported counts to the
// business alone: one who brings ten years along does nothing else meanwhile, and is bounded by that.
std::vector<Quotas::Policy> Quotas::policies(const Call& call, std::int64_t own) {
  std::vector<Policy> all;
  const auto kind = static_cast<char>(call.principal.kind);
  const auto* command = call.route ? call.route->command() : nullptr;
  const bool importing = command && command->origin == Origin::import;
  const auto each = own > 0 ? static_cast<int>(std::min<std::int64_t>(own, std::numeric_limits<int>::max())) : options_.of_person;
  const bool key = call.principal.kind == PrincipalKind::api_key;
  if (call.principal.kind != PrincipalKind::anybody && !importing && each > 0) {
    auto whose = kind + std::string(call.principal.id.raw());
    if (!key && call.route) (whose += call.route->method) += call.route->pattern;
    all.push_back({key ? "key" : "person", persons_, std::move(whose), each});
  }
  const bool visitor = call.principal.kind == PrincipalKind::visitor || call.principal.kind == PrincipalKind::anybody;
  if (!call.tenant.nil() && options_.of_business > 0)
    all.push_back({"business", businesses_, (visitor ? 'v' : 'm') + std::string(call.tenant.raw()), options_.of_business});
  return all;
}

Quotas::Standing Quotas::take(const Call& call, std::int64_t own, Time now) {
  Standing standing;
  const auto all = policies(call, own);
  std::size_t taken = 0;
  std::optional<Duration> wait;
  for (; taken < all.size() && !wait; ++taken) wait = all[taken].rate.take(all[taken].key, now, all[taken].a_minute);
  if (wait) {
    for (std::size_t n = 0; n + 1 < taken; ++n) all[n].rate.give_back(all[n].key, all[n].a_minute);
    standing.refused = wait_first(rule::too_often, *wait);
  }
  std::string policy, left;
  for (const auto& p : all) {
    append(policy, policy_field(p.name, p.a_minute));
    append(left, standing_field(p.name, p.rate.left(p.key, now, p.a_minute)));
  }
  if (!all.empty()) standing.headers = {{"RateLimit-Policy", std::move(policy)}, {"RateLimit", std::move(left)}};
  return standing;
}

}  // namespace millrace
