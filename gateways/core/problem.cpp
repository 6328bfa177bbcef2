#include "gateways/core/problem.hpp"

#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

// The member of the body that a refusal is about: "customer.email_invalid" says it, where the rule does not.
std::string pointer_of(const Rule& rule) {
  if (!rule.pointer.empty()) return std::string(rule.pointer);
  constexpr std::string_view end = "_invalid";
  const auto dot = rule.code.find('.');
  if (dot == rule.code.npos || !rule.code.ends_with(end)) return {};
  return "/" + std::string(rule.code.substr(dot + 1, rule.code.size() - dot - 1 - end.size()));
}

}  // namespace

Response problem(const Rule& rule, std::string_view detail, const std::vector<InputError>& given, const Figures& more) {
  auto errors = given;
  if (rule.kind == Kind::invalid && errors.empty())
    if (auto pointer = pointer_of(rule); !pointer.empty()) errors.push_back({std::move(pointer), std::string(detail.empty() ? rule.text : detail)});
  Response response;
  response.status = status_of(rule.kind);
  response.content_type = "application/problem+json";
  JsonWriter json(response.body);
  json.begin_object();
  json.key("type").text("/problems/" + std::string(rule.code)).key("title").text(rule.text).key("status").integer(response.status);
  if (!detail.empty()) json.key("detail").text(detail);
  if (!errors.empty()) {
    json.key("errors").begin_array();
    for (const auto& error : errors)
      json.begin_object().key("pointer").text(error.pointer).key("detail").text(error.detail).end_object();
    json.end_array();
  }
  for (const auto& [name, figure] : more) {
    if (name == "retry_after") response.headers.emplace_back("Retry-After", std::to_string(figure));   // in seconds; where all look for it
    else json.key(name).integer(figure);
  }
  json.end_object();
  return response;
}

Response problem(const Rejection& why) {
  if (why.pointer.empty()) return problem(why.rule, why.detail, {}, why.figures);
  return problem(why.rule, why.detail, {{why.pointer, why.detail.empty() ? std::string(why.rule.text) : why.detail}}, why.figures);
}

Response unavailable(const Rule& rule, std::string_view detail, int retry_after_s) {
  auto response = problem(rule, detail);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return response;
}

}  // namespace millrace
