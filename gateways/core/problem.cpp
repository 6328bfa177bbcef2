#include "gateways/core/problem.hpp"

#include "schemas/json/writer.hpp"

namespace millrace {

Response problem(int status, std::string_view code, std::string_view title, std::string_view detail,
                 const std::vector<InputError>& errors) {
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
  json.end_object();
  return response;
}

Response problem(const Rule& rule, std::string_view detail, const std::vector<InputError>& errors) {
  return problem(status_of(rule.kind), rule.code, rule.text, detail, errors);
}

}  // namespace millrace
