#include "gateways/core/problem.hpp"

#include "schemas/json/writer.hpp"

namespace millrace {

Response problem(int status, std::string_view code, std::string_view title, std::string_view detail,
                 const std::vector<InputError>& errors, const Figures& more) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  JsonWriter json(response.body);
  json.begin_object();
  json.key("type").text("/problems/" + std::string(code)).key("title").text(title).key("status").integer(status);
  if (!detail.empty()) json.key("detail").text(detail);
  if (!errors.empty()) {
    json.key("errors").begin_array();
    for (const auto& error : errors)
      json.begin_object().key("pointer").text(error.pointer).key("detail").text(error.detail).end_object();
    json.end_array();
  }
  for (const auto& [name, figure] : more) json.key(name).integer(figure);
  json.end_object();
  return response;
}

namespace {

// The member of the body that a refusal is about: "customer.email_invalid" says it; some codes have another word for theirs.
std::string pointer_of(std::string_view code) {
  static constexpr std::pair<std::string_view, std::string_view> others[] = {
      {"tag.invalid", "/tags"},
      {"customer.note_invalid", "/text"},
      {"conversation.status_unknown", "/status"},
      {"conversation.account_unknown", "/account_id"},
      {"conversation.assignee_unknown", "/member_id"},
  };
  for (const auto& [other, pointer] : others)
    if (code == other) return std::string(pointer);
  constexpr std::string_view end = "_invalid";
  const auto dot = code.find('.');
  if (dot == code.npos || !code.ends_with(end)) return {};
  return "/" + std::string(code.substr(dot + 1, code.size() - dot - 1 - end.size()));
}

}  // namespace

Response problem(const Rule& rule, std::string_view detail, const std::vector<InputError>& errors, const Figures& more) {
  auto all = errors;
  if (rule.kind == Kind::invalid && all.empty())
    if (auto pointer = pointer_of(rule.code); !pointer.empty()) all.push_back({std::move(pointer), std::string(detail.empty() ? rule.text : detail)});
  return problem(status_of(rule.kind), rule.code, rule.text, detail, all, more);
}

Response problem(const Rejection& why) {
  if (why.pointer.empty()) return problem(why.rule, why.detail, {}, why.figures);
  return problem(why.rule, why.detail, {{why.pointer, why.detail.empty() ? std::string(why.rule.text) : why.detail}}, why.figures);
}

}  // namespace millrace
