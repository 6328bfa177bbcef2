#include "gateways/identity/scim_schemas.hpp"

#include "schemas/json/writer.hpp"

namespace millrace::scim {

namespace {

constexpr std::string_view user_schema = "urn:ietf:params:scim:schemas:core:2.0:User";

struct Attribute {
  std::string_view name, type, says;
  bool many = false, required = false, exact = false;
  std::string_view uniqueness = "none";
  std::vector<Attribute> parts = {};
};

const std::vector<Attribute> attributes{
    {"userName", "string", "What the directory calls them, without regard to case.", false, true, false, "server"},
    {"name", "complex", "Their name in parts.", false, false, false, "none",
     {{"formatted", "string", "The whole name."}, {"givenName", "string", "The given name."}, {"familyName", "string", "The family name."}}},
    {"displayName", "string", "What they are called."},
    {"active", "boolean", "Whether they may come in."},
    {"emails", "complex", "Where they are written to: one address, which their account here has.", true, false, false, "none",
     {{"value", "string", "The address."}, {"type", "string", "work."}, {"primary", "boolean", "Always true."}}},
    {"roles", "complex", "What they may do: one role, by its name, or the id of one that the business has made.", true, false, false, "none",
     {{"value", "string", "The role."}, {"primary", "boolean", "Always true."}}}};

void write(JsonWriter& out, const Attribute& a) {
  out.begin_object().key("name").text(a.name).key("type").text(a.type).key("multiValued").boolean(a.many).key("description").text(a.says);
  out.key("required").boolean(a.required).key("caseExact").boolean(a.exact).key("mutability").text("readWrite").key("returned").text("default");
  out.key("uniqueness").text(a.uniqueness);
  if (!a.parts.empty()) {
    out.key("subAttributes").begin_array();
    for (const auto& part : a.parts) write(out, part);
    out.end_array();
  }
  out.end_object();
}

void meta(JsonWriter& out, std::string_view type, const std::string& location) {
  out.key("meta").begin_object().key("resourceType").text(type).key("location").text(location).end_object().end_object();
}

std::string schema() {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("schemas").begin_array().text("urn:ietf:params:scim:schemas:core:2.0:Schema").end_array();
  out.key("id").text(user_schema).key("name").text("User").key("description").text("Who has a seat in the team.").key("attributes").begin_array();
  for (const auto& attribute : attributes) write(out, attribute);
  out.end_array();
  meta(out, "Schema", "/scim/v2/Schemas/" + std::string(user_schema));
  return text;
}

std::string resource_type() {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("schemas").begin_array().text("urn:ietf:params:scim:schemas:core:2.0:ResourceType").end_array();
  out.key("id").text("User").key("name").text("User").key("endpoint").text("/Users").key("description").text("Who has a seat in the team.");
  out.key("schema").text(user_schema);
  meta(out, "ResourceType", "/scim/v2/ResourceTypes/User");
  return text;
}

std::string configuration() {
  std::string text;
  JsonWriter out{text};
  const auto supported = [&](std::string_view what, bool is) -> JsonWriter& { return out.key(what).begin_object().key("supported").boolean(is); };
  out.begin_object().key("schemas").begin_array().text("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig").end_array();
  supported("patch", true).end_object();
  supported("bulk", false).key("maxOperations").integer(0).key("maxPayloadSize").integer(0).end_object();
  supported("filter", true).key("maxResults").integer(200).end_object();
  for (const auto* what : {"changePassword", "sort"}) supported(what, false).end_object();
  supported("etag", true).end_object();
  out.key("authenticationSchemes").begin_array().begin_object().key("type").text("oauthbearertoken").key("name").text("API key");
  out.key("description").text("An API key of the business with the scope team_provision, as Authorization: Bearer.").key("primary").boolean(true).end_object().end_array();
  meta(out, "ServiceProviderConfig", "/scim/v2/ServiceProviderConfig");
  return text;
}

std::string list_of(const std::vector<std::string>& resources) {
  std::string text;
  JsonWriter out{text};
  const auto count = static_cast<std::int64_t>(resources.size());
  out.begin_object().key("schemas").begin_array().text("urn:ietf:params:scim:api:messages:2.0:ListResponse").end_array();
  out.key("totalResults").integer(count).key("startIndex").integer(1).key("itemsPerPage").integer(count).key("Resources").begin_array();
  for (const auto& resource : resources) out.raw(resource);
  out.end_array().end_object();
  return text;
}

}  // namespace

Routes schema_pages() {
  const auto shown = [](const std::string& path, std::string body) { return page("/scim/v2/" + path, {.body = std::move(body), .content_type = std::string(media)}); };
  return {shown("ServiceProviderConfig", configuration()),
          shown("ResourceTypes", list_of({resource_type()})),
          shown("ResourceTypes/User", resource_type()),
          shown("Schemas", list_of({schema()})),
          shown("Schemas/" + std::string(user_schema), schema()),
          shown("Groups", list_of({}))};               // there are none: what a member may do says the role
}

}  // namespace millrace::scim
