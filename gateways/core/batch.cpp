#include "gateways/core/batch.hpp"

#include <algorithm>

#include "gateways/core/body.hpp"
#include "gateways/core/etag.hpp"

namespace millrace {

namespace {

std::string_view header_of(const Response& response, std::string_view name) {
  for (const auto& [n, value] : response.headers)
    if (n == name) return value;
  return {};
}

// It is told from what is asked alone by its path, so that the same key may be used for both.
Arrived alone(const Arrived& batch, const BatchAsked& asked, const Uuid& id) {
  Arrived one{asked.action->route.get(), batch.call};
  auto request = std::make_shared<Request>(*batch.call.request);
  request->path += '/' + to_string(id);
  request->body = asked.body;
  std::erase_if(request->headers, [](const auto& h) { return h.first == "if-match"; });
  one.call.request = std::move(request);
  one.call.params = {{"id", to_string(id)}};
  one.call.route = one.route;
  return one;
}

// Positions of one partition, of which the longer one is the later.
void raise(std::string& newest, std::string_view position) {
  if (std::pair(newest.size(), std::string_view(newest)) < std::pair(position.size(), position)) newest = position;
}

void item(const std::string& id, const Response& response, JsonWriter& out) {
  out.begin_object().key("id").text(id).key("status").integer(response.status);
  if (response.status == 200) {
    const Document done{response.body};
    done.root().members([&](std::string_view name, Node value) { out.key(name).raw(value.json()); });
  } else {
    out.key("problem").raw(response.body);
  }
  out.end_object();
}

}  // namespace

std::variant<std::vector<Arrived>, Response> each_of(const Arrived& batch) {
  const auto header = batch.call.request->header("idempotency-key");
  if (header.empty()) return problem(rule::key_missing);
  if (!parse_idempotency_key(header)) return problem(rule::key_malformed);
  auto body = read_body(*batch.route->batch(), batch.call);
  if (auto* no = std::get_if<Response>(&body)) return std::move(*no);
  const auto& asked = std::get<BatchAsked>(body);
  std::vector<Arrived> all;
  for (const auto& id : asked.ids) all.push_back(alone(batch, asked, id));
  return all;
}

Response done_in_batch(const Call& call, const Committed& record) {
  Response response;
  JsonWriter out{response.body};
  out.begin_object().key("version").integer(record.commit.subject_version).key("undo");
  const auto undo = call.route->command()->undo(record);
  if (undo) out.raw(*undo);
  else out.null();
  out.end_object();
  return response;
}

Response batch_answer(const std::vector<Arrived>& asked, const std::vector<Response>& answers) {
  const auto all = [&](auto&& holds) { return std::all_of(answers.begin(), answers.end(), holds); };
  // Who is no member hears that there is no such business, and nothing of what is in it.
  if (all([](const Response& r) { return r.body == problem(rule::no_such_tenant).body; })) return answers.front();
  Response response;
  JsonWriter out{response.body};
  out.begin_object().key("items").begin_array();
  std::string newest;
  for (std::size_t n = 0; n < asked.size(); ++n) {
    item(asked[n].call.param("id"), answers[n], out);
    raise(newest, header_of(answers[n], "Journal-Position"));
  }
  out.end_array().end_object();
  const auto done = [](const Response& r) { return r.status == 200; };
  const bool repeated = all([&](const Response& r) { return !done(r) || !header_of(r, "Idempotent-Replayed").empty(); });
  if (!newest.empty()) response.headers.emplace_back("Journal-Position", newest);
  if (!newest.empty() && repeated) response.headers.emplace_back("Idempotent-Replayed", "true");
  for (const auto& r : answers)
    if (const auto later = header_of(r, "Retry-After"); !later.empty() && header_of(response, "Retry-After").empty())
      response.headers.emplace_back("Retry-After", std::string(later));
  return response;
}

}  // namespace millrace
