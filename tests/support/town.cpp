#include "tests/support/town.hpp"

#include <doctest/doctest.h>

#include <mutex>

#include "gateways/core/problem_pages.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/route_tree.hpp"
#include "schemas/json/node.hpp"
#include "tests/support/kafka_real.hpp"

namespace millrace::testing {

namespace {

const Time first_day = Time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};

// Access tokens as plain text: who signs them is not what is tested here.
std::string told(const Services::SignedIn& who) {
  return "at." + to_string(who.account) + "." + to_string(who.session) + "." + std::to_string(who.refresh);
}
std::variant<Services::SignedIn, std::string> read_back(std::string_view token) {
  const bool whole = token.size() >= 78;
  const auto account = whole ? parse_uuid(token.substr(3, 36)) : std::nullopt;
  const auto session = whole ? parse_uuid(token.substr(40, 36)) : std::nullopt;
  if (!account || !session) return std::string("no access token");
  return Services::SignedIn{*account, *session, std::atoll(std::string(token.substr(77)).c_str())};
}

Services services_of(Vault& vault, IdSource& ids, std::function<Time()> now) {
  Services s{vault, ids, std::move(now), {}, {}, {}, 600, {}, {}, {}};
  s.hash_password = [](std::string_view password) { return "hash of " + std::string(password); };
  s.verify_password = [](std::string_view phc, std::string_view password) { return phc == "hash of " + std::string(password); };
  s.access_token = &told;
  s.verify_access_token = &read_back;
  s.epoch = to_string(uuid7(first_day, 7, 7)) + ".1";
  return s;
}

}  // namespace

Uuid Town::incarnation() { return uuid7(first_day, 7, 7); }

Town::Town(House house, const OpenJournal& open, std::size_t recent_bytes, QuotaOptions quotas)
    : now_(micros(first_day)),
      ids_(chance_, [this] { return now(); }),
      house_(std::move(house)),
      folds_(house_.folds()),
      services_(services_of(vault_, ids_, [this] { return now(); })),
      metrics_("/dev/null"),
      store_(below_, folds_, house_.projections, first_day) {
  {
    static std::mutex registering;                     // towns may be built at the same time
    const std::lock_guard lock{registering};
    house_.register_types();
  }
  RunningMill::Parts parts{house_, services_, store_, below_, wire_, [&](Journal::Listener& listener) -> std::unique_ptr<Journal> {
    if (open) return open(listener);
    if (const auto kafka = on_real_kafka(incarnation())) return std::make_unique<kafka::KafkaJournal>(*kafka, listener);
    return std::make_unique<MemoryJournal>(incarnation(), listener);
  }};
  parts.recent_bytes = recent_bytes;
  mill_ = std::make_unique<RunningMill>(std::move(parts));
  services_.record = [this](Partition p, Offset o) { return mill_->record(p, o); };
  services_.bytes = [this](Partition p, Offset o) { return mill_->bytes(p, o); };
  gateway_ = std::make_unique<Gateway>(house_, services_, *mill_, nullptr, problem_pages(house_.rules), metrics_, 60, quotas);
  services_.key_holder = [this](std::string_view text) { return gateway_->key_holder(text); };
  services_.seen_from = house_.seen_from;
  services_.key_used = [this](const Services::KeyHolder& key, std::string_view text) { gateway_->key_used(key, text); };
  services_.token_used = [this](const Services::SignedIn& who, std::string_view token) { gateway_->token_used(who, token); };
}

Town::~Town() {
  gateway_.reset();
  mill_.reset();
}

std::future<Response> Town::begin(Ask a) {
  auto request = std::make_shared<Request>();
  if (a.method == "POST" && a.key.empty()) a.key = to_string(ids_.next());
  request->method = a.method;
  request->path = a.path;
  request->peer = a.from;
  request->query = a.query;
  request->headers = a.headers;
  request->body = a.body;
  if (!a.body.empty()) request->headers.emplace_back("content-type", "application/json");
  if (!a.token.empty()) request->headers.emplace_back("authorization", "Bearer " + a.token);
  if (!a.business.empty()) request->headers.emplace_back("business-id", a.business);
  if (!a.key.empty()) request->headers.emplace_back("idempotency-key", a.key);
  auto answered = std::make_shared<std::promise<Response>>();
  auto answer = answered->get_future();
  gateway_->handle(request, [answered](Response response) { answered->set_value(std::move(response)); });
  return answer;
}

Response Town::ask(Ask a) {
  const auto method = a.method, path = a.path;
  auto answer = begin(std::move(a));
  REQUIRE_MESSAGE(answer.wait_for(std::chrono::seconds{60}) == std::future_status::ready, path);
  auto response = answer.get();
  if (response.status < 400) return response;
  const RouteTree routes{house_.routes};
  if (const auto* route = routes.find(method, path); route && method == route->method)
    CHECK_MESSAGE(refusals_of(*route).contains(response.status), method << " " << route->pattern << " is not known to answer " << response.status << ": " << response.body);
  return response;
}

std::string at(const Response& response, std::string_view path) {
  const Document document{response.body};
  if (document.fault() != Document::Fault::none) return {};
  auto node = document.root();
  while (!path.empty()) {
    const auto name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (node.kind() != Node::Kind::object) return {};
    const auto found = node.find(name);
    if (!found) return {};
    node = *found;
  }
  if (node.kind() == Node::Kind::text) return std::string(node.text());
  if (node.kind() == Node::Kind::integer) return std::to_string(node.integer());
  return {};
}

}  // namespace millrace::testing
