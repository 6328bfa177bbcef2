#include "schemas/public/asyncapi.hpp"

#include "schemas/json/schema.hpp"
#include "schemas/public/event.hpp"

namespace millrace {

namespace {

struct Header {
  std::string_view name, about, format = {};
  bool always = true;
};
constexpr Header headers[] = {
    {"content-type", "application/json"},
    {"ce_specversion", "1.0"},
    {"ce_id", "partition-offset-index of the fact in the journal; a repeated event has the same"},
    {"ce_source", "/businesses/<id>/<collection>/<id>", "uri-reference"},
    {"ce_type", "what has happened"},
    {"ce_subject", "id of what it happened to", "uuid"},
    {"ce_time", "when it happened", "date-time"},
    {"ce_dataschema", "JSON Schema of the value", "uri"},
    {"ce_partitionkey", "id of the business, the key of the record", "uuid"},
    {"ce_sequence", "counts what happens to one source; sorts as text; notes and the like leave gaps"},
    {"ce_recordedtime", "when the journal took it: later than ce_time for what was imported", "date-time"},
    {"ce_correlationid", "the same for all that one command brought about", "uuid"},
    {"ce_origin", "live or import"},
    {"ce_authtype", "who brought it about: user (a member), app_user (a visitor), system, unauthenticated"},
    {"ce_authid", "id of that member or customer", "uuid", false},
    {"ce_traceparent", "the W3C trace context of the request that brought it about", "", false},
};

void header_schema(JsonWriter& out) {
  out.begin_object().key("type").text("object").key("properties").begin_object();
  for (const auto& h : headers) {
    out.key(h.name).begin_object().key("type").text("string").key("description").text(h.about);
    if (!h.format.empty()) out.key("format").text(h.format);
    out.end_object();
  }
  out.end_object().key("required").begin_array();
  for (const auto& h : headers)
    if (h.always) out.text(h.name);
  out.end_array().end_object();
}

void reference(JsonWriter& out, const std::string& to) { out.begin_object().key("$ref").text(to).end_object(); }

void channel(JsonWriter& out, Family family) {
  out.begin_object().key("address").text(topic_of(family)).key("messages").begin_object();
  for (const auto* type : public_types())
    if (type->family == family) reference(out.key(type->name), "#/components/messages/" + std::string(type->name));
  out.end_object().key("bindings").begin_object().key("kafka").begin_object();
  out.key("topic").text(topic_of(family)).key("partitions").integer(partitions).key("topicConfiguration").begin_object();
  out.key("cleanup.policy").begin_array().text("delete").end_array();
  out.key("retention.ms").integer(std::int64_t{public_window_days} * 24 * 60 * 60 * 1000).end_object();
  out.key("bindingVersion").text("0.5.0").end_object().end_object().end_object();
}

void message(JsonWriter& out, const PublicType& type) {
  out.begin_object().key("name").text(type.name).key("title").text(type.name).key("summary").text(type.about);
  out.key("contentType").text("application/json");
  out.key("headers").begin_object().key("type").text("object").key("allOf").begin_array();
  reference(out, "#/components/schemas/headers");
  out.begin_object().key("properties").begin_object().key("ce_type").begin_object().key("const").text(type.name).end_object();
  out.end_object().end_object().end_array().end_object();
  out.key("payload").raw(json_schema(*type.shape, Texts::plain));
  out.key("bindings").begin_object().key("kafka").begin_object().key("key").begin_object().key("type").text("string");
  out.key("format").text("uuid").end_object().key("bindingVersion").text("0.5.0").end_object().end_object().end_object();
}

}  // namespace

std::string asyncapi() {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("asyncapi").text("3.0.0").key("info").begin_object().key("title").text("Millrace").key("version").text("1");
  out.key("description").text(
      "What has happened, for the operator's own consumers: CloudEvents 1.0 in binary mode, at least once, in order for each business, kept for "
      "30 days. A repeated event has the ce_id of the first; consumers drop what they know by ce_source and ce_id. Text about people is null "
      "once they have been erased. GET /events gives a business its own, from the beginning.").end_object();
  out.key("defaultContentType").text("application/json");
  out.key("servers").begin_object().key("kafka").begin_object().key("host").text("{brokers}").key("protocol").text("kafka");
  out.key("variables").begin_object().key("brokers").begin_object().key("default").text("127.0.0.1:9092");
  out.key("description").text("host:port of the operator's brokers").end_object().end_object().end_object().end_object();
  out.key("channels").begin_object();
  for (std::size_t f = 0; f < families(); ++f) channel(out.key(name_of(static_cast<Family>(f))), static_cast<Family>(f));
  out.end_object().key("operations").begin_object();
  for (std::size_t f = 0; f < families(); ++f) {
    const auto name = std::string(name_of(static_cast<Family>(f)));
    out.key("publish_" + name).begin_object().key("action").text("send");
    reference(out.key("channel"), "#/channels/" + name);
    out.end_object();
  }
  out.end_object().key("components").begin_object().key("messages").begin_object();
  for (const auto* type : public_types()) message(out.key(type->name), *type);
  out.end_object().key("schemas").begin_object().key("headers");
  header_schema(out);
  out.end_object().end_object().end_object();
  return text;
}

}  // namespace millrace
