#include "schemas/json/codec.hpp"
#include "schemas/json/unknown_ask.hpp"

namespace millrace {

namespace {

class Encoder {
 public:
  Encoder(JsonWriter& out, const Sealing* sealing, Personals personals)
      : out_(out), sealing_(sealing), personals_(personals) {}

  void value(const Shape& shape, const void* p) {
    switch (shape.kind) {
      case Shape::Kind::boolean: out_.boolean(*static_cast<const bool*>(p)); return;
      case Shape::Kind::integer: out_.integer(*static_cast<const std::int64_t*>(p)); return;
      case Shape::Kind::text: out_.text(*static_cast<const std::string*>(p)); return;
      case Shape::Kind::uuid: out_.uuid(*static_cast<const Uuid*>(p)); return;
      case Shape::Kind::time: out_.time(*static_cast<const Time*>(p)); return;
      case Shape::Kind::enumeration: out_.text(shape.words[shape.count(p)]); return;
      case Shape::Kind::personal: personal(*static_cast<const Personal<std::string>*>(p)); return;
      case Shape::Kind::optional:
        if (shape.count(p)) value(*shape.inner[0], shape.at(p, 0));
        else out_.null();
        return;
      case Shape::Kind::list: list(shape, p); return;
      case Shape::Kind::object:
        out_.begin_object();
        members(shape, p);
        out_.end_object();
        return;
      case Shape::Kind::ask: {                         // {"ask": wire, "body": {…}}
        const auto& ask = *static_cast<const AnyValue*>(p);
        out_.begin_object().key("ask").text(ask.type->wire).key("body");
        if (const auto* as_it_came = unknown_ask(ask)) out_.raw(as_it_came->body);
        else value(*ask.type->shape, ask.value.get());
        out_.end_object();
        return;
      }
      case Shape::Kind::variant: {                     // {"is": "open", …its members}
        const auto n = shape.count(p);
        out_.begin_object().key("is").text(shape.inner[n]->name);
        members(*shape.inner[n], shape.at(p, n));
        out_.end_object();
        return;
      }
    }
  }

 private:
  void members(const Shape& shape, const void* p) {
    for (const auto& f : shape.fields) {
      // Left alone, in a merge patch: null would set it to nothing.
      if (f.shape->kind == Shape::Kind::optional && f.shape->inner[0]->kind == Shape::Kind::optional && !f.shape->count(value_at(p, f))) continue;
      out_.key(f.name);
      if (!sealing_) {                                 // only what is sealed is bound to its place
        value(*f.shape, value_at(p, f));
        continue;
      }
      const auto was = path_.size();
      (path_ += '/') += f.name;
      value(*f.shape, value_at(p, f));
      path_.resize(was);
    }
  }
  void list(const Shape& shape, const void* p) {
    out_.begin_array();
    for (std::size_t n = 0; n < shape.count(p); ++n) {
      const auto was = path_.size();
      (path_ += '/') += std::to_string(n);
      value(*shape.inner[0], shape.at(p, n));
      path_.resize(was);
    }
    out_.end_array();
  }
  void personal(const Personal<std::string>& text) {
    if (!sealing_) return unsealed(text);
    const auto key = sealing_->key_of(text.subject_id);
    const auto context = std::string(sealing_->stream.raw()) + std::string(sealing_->wire) + path_;
    const auto sealed = sealing_->vault.seal(key, sealing_->tenant, context, text.value);
    out_.begin_object().key("subject_id").text(to_string(text.subject_id));
    out_.key("key_id").text(to_string(key)).key("sealed").text(base64url(sealed)).end_object();
  }

  void unsealed(const Personal<std::string>& text) {
    if (personals_ == Personals::named) out_.begin_object().key("subject_id").text(to_string(text.subject_id)).key("text");
    if (text.erased) out_.null();
    else out_.text(text.value);
    if (personals_ == Personals::named) out_.end_object();
  }

  JsonWriter& out_;
  const Sealing* sealing_;
  Personals personals_;
  std::string path_;
};

}  // namespace

void encode(const Shape& shape, const void* value, JsonWriter& out, const Sealing* sealing, Personals personals) {
  Encoder{out, sealing, personals}.value(shape, value);
}

std::string to_json(const Shape& shape, const void* value, Personals personals) {
  std::string out;
  JsonWriter writer{out};
  encode(shape, value, writer, nullptr, personals);
  return out;
}

}  // namespace millrace
