#include "schemas/json/schema.hpp"

#include <algorithm>

#include "schemas/json/bounds.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

class Describer {
 public:
  Describer(JsonWriter& out, Texts texts, const Reference& reference = {}) : out_(out), texts_(texts), reference_(reference) {}

  void value(const Shape& shape, bool or_null = false) {
    if (reference_ && (shape.kind == Shape::Kind::object || shape.kind == Shape::Kind::enumeration)) return referred(shape, or_null);
    switch (shape.kind) {
      case Shape::Kind::boolean: return plain(shape, "boolean", or_null);
      case Shape::Kind::integer: return plain(shape, "integer", or_null);
      case Shape::Kind::text: return plain(shape, "string", or_null);
      case Shape::Kind::uuid: return plain(shape, "string", or_null, "uuid");
      case Shape::Kind::time: return plain(shape, "string", or_null, "date-time");
      case Shape::Kind::personal: return texts_ == Texts::sealed ? sealed(or_null) : plain(shape, "string", or_null || texts_ == Texts::shown);
      case Shape::Kind::optional: return value(*shape.inner[0], true);
      case Shape::Kind::enumeration: return words(shape, or_null);
      case Shape::Kind::list:
        type("array", or_null);
        bound(shape);
        out_.key("items");
        element_ = true;
        value(*shape.inner[0]);
        out_.end_object();
        return;
      case Shape::Kind::object:
        type("object", or_null);
        members(shape, {});
        if (texts_ == Texts::asked) out_.key("additionalProperties").boolean(false);
        out_.end_object();
        return;
      case Shape::Kind::ask:
        type("object", or_null).key("properties").begin_object().key("ask").begin_object().key("type").text("string").end_object();
        out_.key("body").begin_object().key("type").text("object").end_object().end_object();
        out_.key("required").begin_array().text("ask").text("body").end_array().end_object();
        return;
      case Shape::Kind::variant:
        out_.begin_object().key("oneOf").begin_array();
        for (const auto* alternative : shape.inner) value(*alternative);
        out_.end_array().end_object();
        return;
    }
  }
  void field(const Field& f) {
    field_ = f.bounded;
    element_ = false;
    value(*f.shape);
  }
  void members(const Shape& shape, const std::vector<std::string_view>& without) {
    const auto left_out = [&](const Field& f) { return std::find(without.begin(), without.end(), f.name) != without.end(); };
    out_.key("properties").begin_object();
    for (const auto& f : shape.fields) {
      if (left_out(f)) continue;
      out_.key(f.name);
      field(f);
    }
    out_.end_object().key("required").begin_array();
    for (const auto& f : shape.fields)
      if (!left_out(f) && f.shape->kind != Shape::Kind::optional) out_.text(f.name);
    out_.end_array();
  }
  JsonWriter& type(std::string_view name, bool or_null) {
    out_.begin_object().key("type");
    if (or_null) out_.begin_array().text(name).text("null").end_array();
    else out_.text(name);
    return out_;
  }

 private:
  void referred(const Shape& shape, bool or_null) {
    if (!or_null) return void(out_.raw(reference_(shape)));
    out_.begin_object().key("anyOf").begin_array().raw(reference_(shape)).begin_object().key("type").text("null").end_object();
    out_.end_array().end_object();
  }
  void plain(const Shape& shape, std::string_view name, bool or_null, std::string_view format = {}) {
    type(name, or_null);
    if (!format.empty()) out_.key("format").text(format);
    bound(shape);
    out_.end_object();
  }
  void bound(const Shape& shape) {
    const auto usual = bound_of(shape);
    if (texts_ != Texts::asked || !usual) return;
    const auto own = !field_ ? std::nullopt : element_ ? field_->each : std::optional{field_->bound};
    for (const auto& [keyword, value] : bound_keywords(shape, own.value_or(*usual))) out_.key(keyword).raw(value);
    if (field_ && !element_ && !field_->says.empty()) out_.key("description").text(field_->says);
  }
  void words(const Shape& shape, bool or_null) {
    out_.begin_object().key("enum").begin_array();
    for (const auto w : shape.words)
      if (!w.empty()) out_.text(w);
    if (or_null) out_.null();
    out_.end_array().end_object();
  }
  void sealed(bool or_null) {
    type("object", or_null).key("properties").begin_object();
    for (const auto* name : {"subject_id", "key_id"})
      out_.key(name).begin_object().key("type").text("string").key("format").text("uuid").end_object();
    out_.key("sealed").begin_object().key("type").text("string").key("contentEncoding").text("base64url").end_object().end_object();
    out_.key("required").begin_array().text("subject_id").text("key_id").text("sealed").end_array().end_object();
  }

  JsonWriter& out_;
  Texts texts_;
  const Reference reference_;
  const Bounded* field_ = nullptr;               // the innermost field's own bound
  bool element_ = false;                         // of that field's list
};

}  // namespace

std::string json_schema(const Shape& shape, Texts texts, const std::vector<std::string_view>& without) {
  std::string text;
  JsonWriter out{text};
  Describer describer{out, texts};
  if (shape.kind != Shape::Kind::object) {
    describer.value(shape);
  } else {
    describer.type("object", false);
    describer.members(shape, without);
    out.end_object();
  }
  return text;
}

std::string json_schema(const Field& field, Texts texts, const Reference& reference) {
  std::string text;
  JsonWriter out{text};
  Describer{out, texts, reference}.field(field);
  return text;
}

std::string json_schema_within(const Shape& shape, Texts texts, const Reference& reference) {
  std::string text;
  JsonWriter out{text};
  Describer{out, texts, reference}.value(shape);
  return text;
}

std::string json_schema(const WireType& type) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("$schema").text("https://json-schema.org/draft/2020-12/schema");
  out.key("$id").text("/schemas/" + std::string(type.wire) + ".json").key("title").text(type.wire).key("type").text("object");
  Describer{out, Texts::sealed}.members(*type.shape, {});
  out.end_object();
  return text;
}

}  // namespace millrace
