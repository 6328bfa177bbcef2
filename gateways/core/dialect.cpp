#include "gateways/core/dialect.hpp"

#include <algorithm>
#include <array>

#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

std::string text_in(const Document& document, std::string_view name) {
  const auto node = document.root().find(name);
  return node && node->kind() == Node::Kind::text ? std::string(node->text()) : std::string{};
}

// RFC 7644 §3.12: the word that it has for such a rule, if it has any. Codes of its own contexts say it: "scim.invalid_filter".
std::string_view scim_type(std::string_view code) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {{"scim.uniqueness", "uniqueness"},      {"scim.invalid_filter", "invalidFilter"}, {"scim.invalid_path", "invalidPath"},
                                                                     {"scim.invalid_syntax", "invalidSyntax"}, {"scim.invalid_value", "invalidValue"}};
  for (const auto& [of, type] : types)
    if (code == of) return type;
  if (code.starts_with("json.")) return "invalidSyntax";
  return code.ends_with("_invalid") ? "invalidValue" : std::string_view{};
}

int status_in_scim(int status) { return status == 422 ? 400 : status; }   // which SCIM does not know

Response told_in_scim(Response response) {
  if (response.content_type == "application/json") response.content_type = scim::media;
  if (response.content_type != "application/problem+json") return response;
  const Document problem{response.body};
  if (problem.fault() != Document::Fault::none) return response;
  response.status = status_in_scim(response.status);
  const auto code = text_in(problem, "type"), title = text_in(problem, "title"), detail = text_in(problem, "detail");
  const auto type = scim_type(std::string_view(code).substr(code.rfind('/') + 1));
  response.body.clear();
  response.content_type = scim::media;
  JsonWriter out{response.body};
  out.begin_object().key("schemas").begin_array().text("urn:ietf:params:scim:api:messages:2.0:Error").end_array();
  out.key("status").text(std::to_string(response.status));
  if (!type.empty()) out.key("scimType").text(type);
  out.key("detail").text(detail.empty() ? title : title + " " + detail).end_object();
  return response;
}

constexpr std::array dialects{Dialect{
    "scim", scim::media, &told_in_scim,
    R"({"type":"object","properties":{"schemas":{"type":"array","items":{"type":"string"}},"status":{"type":"string"},"scimType":{"type":"string"},"detail":{"type":"string"}},"required":["schemas","status","detail"]})",
    &status_in_scim}};

}  // namespace

const Dialect* dialect_of(std::string_view media) {
  const auto found = std::ranges::find(dialects, media, &Dialect::media);
  return found == dialects.end() ? nullptr : &*found;
}

}  // namespace millrace
