#include <algorithm>
#include <set>
#include <stdexcept>

#include "domain/core/text.hpp"
#include "schemas/json/bounds.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/json/unknown_ask.hpp"
#include "schemas/json/wires.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

constexpr std::size_t max_errors = 20;
constexpr std::size_t most_of_a_name = 100;      // bytes of an unknown member's that are said back

bool in(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Decoder {
 public:
  Decoder(const Sealing* sealing, const std::vector<std::string_view>& given, const Outside* outside)
      : sealing_(sealing), given_(given), outside_(outside) {}
  Decoded result;

  void value(const Shape& shape, Node node, void* p) {
    const auto errors = result.errors.size();
    taken(shape, node, p);
    if (outside_ && result.errors.size() == errors) measure(shape, p);
  }

 private:
  void taken(const Shape& shape, Node node, void* p) {
    switch (shape.kind) {
      case Shape::Kind::boolean:
        if (is(node, Node::Kind::boolean, "true or false")) *static_cast<bool*>(p) = node.boolean();
        return;
      case Shape::Kind::integer:
        if (is(node, Node::Kind::integer, "a whole number")) *static_cast<std::int64_t*>(p) = node.integer();
        return;
      case Shape::Kind::text:
        if (is(node, Node::Kind::text, "a string")) *static_cast<std::string*>(p) = node.text();
        return;
      case Shape::Kind::uuid: uuid(node, *static_cast<Uuid*>(p)); return;
      case Shape::Kind::time: time(node, *static_cast<Time*>(p)); return;
      case Shape::Kind::enumeration: word(shape, node, p); return;
      case Shape::Kind::personal: personal(node, *static_cast<Personal<std::string>*>(p)); return;
      case Shape::Kind::optional:
        // An optional of an optional tells "set to nothing" (null) from "left alone" (absent), as merge patches need it.
        if (node.kind() != Node::Kind::null || shape.inner[0]->kind == Shape::Kind::optional)
          value(*shape.inner[0], node, shape.grow(p, 0));
        return;
      case Shape::Kind::list: list(shape, node, p); return;
      case Shape::Kind::object:
        if (!is(node, Node::Kind::object, "an object")) return;
        if (outside_ && outside_->members) known(shape, node);
        members(shape, node, p);
        return;
      case Shape::Kind::variant: variant(shape, node, p); return;
      case Shape::Kind::ask: ask(node, *static_cast<AnyValue*>(p)); return;
    }
  }
  void wrong(std::string detail) {
    if (result.errors.size() < max_errors) result.errors.push_back({path_, std::move(detail)});
  }
  // Whether each member is one of the shape's, and comes once.
  void known(const Shape& shape, Node node) {
    const bool top = path_.empty();
    std::set<std::string_view> seen;
    node.members([&](std::string_view name, Node) {
      const bool field = std::any_of(shape.fields.begin(), shape.fields.end(), [&](const Field& f) { return f.name == name; });
      const bool ours = top ? (field && !in(given_, name)) || in(outside_->also, name) : field;
      const bool again = !seen.insert(name).second;
      if (ours && !again) return;
      const auto was = path_.size();
      path_ += pointer_part(name);
      wrong(ours ? "comes twice" : "is not known here");
      path_.resize(was);
    });
  }
  void measure(const Shape& shape, const void* p) {
    const auto usual = bound_of(shape);
    if (!usual) return;
    const bool by_rule = field_ && (element_ ? field_->each.has_value() : field_->by == By::rule);
    if (by_rule) return;
    const auto bound = field_ && !element_ ? field_->bound : *usual;
    if (auto why = beyond(shape, p, bound); !why.empty()) wrong(std::move(why));
  }
  bool is(Node node, Node::Kind kind, const char* what) {
    if (node.kind() == kind) return true;
    wrong(std::string("must be ") + what);
    return false;
  }
  void uuid(Node node, Uuid& out) {
    if (!is(node, Node::Kind::text, "a UUID")) return;
    if (const auto id = parse_uuid(node.text())) out = *id;
    else wrong("must be a UUID");
  }
  void time(Node node, Time& out) {
    if (!is(node, Node::Kind::text, "a time (RFC 3339)")) return;
    if (const auto t = parse_rfc3339(node.text())) out = *t;
    else wrong("must be a time (RFC 3339, at most six fractional digits)");
  }
  void word(const Shape& shape, Node node, void* p) {
    if (!is(node, Node::Kind::text, "a string")) return;
    const auto found = std::find(shape.words.begin(), shape.words.end(), node.text());
    if (found != shape.words.end() && !found->empty()) {
      shape.assign(p, static_cast<std::size_t>(found - shape.words.begin()));
      return;
    }
    std::string all;
    for (const auto w : shape.words)
      if (!w.empty()) (all += all.empty() ? "" : ", ") += w;
    wrong("must be one of " + all);
  }
  void personal(Node node, Personal<std::string>& out) {
    if (outside_) {                                    // people write strings; sealed and erased text is the house's own
      if (!is(node, Node::Kind::text, "a string")) return;
      out.value = node.text();
      match(out);
    } else if (node.kind() == Node::Kind::object) {
      if (sealing_) sealed(node, out);
      else named(node, out);
    } else if (node.kind() == Node::Kind::null) {
      out.erased = true;                               // a row whose subject was erased
    } else if (is(node, Node::Kind::text, "a string")) {
      out.value = node.text();
      match(out);
    }
  }
  void match(Personal<std::string>& out) {
    if (sealing_ && compared_) out.match = match_of(sealing_->vault, out.value);
  }
  void named(Node node, Personal<std::string>& out) {
    const auto subject = node.find("subject_id"), text = node.find("text");
    if (!subject || subject->kind() != Node::Kind::text || !text) return wrong("must be a string");
    out.subject_id = parse_uuid(subject->text()).value_or(Uuid{});
    if (text->kind() == Node::Kind::text) out.value = text->text();
    else out.erased = true;
  }
  void sealed(Node node, Personal<std::string>& out) {
    const auto part = [&](const char* name) -> std::string_view {
      const auto found = node.find(name);
      return found && found->kind() == Node::Kind::text ? found->text() : std::string_view{};
    };
    const auto subject = parse_uuid(part("subject_id")), key = parse_uuid(part("key_id"));
    const auto bytes = base64url_decode(part("sealed"));
    if (!subject || !key || !bytes) return wrong("must be sealed text");
    out.subject_id = *subject;
    result.subject_keys.emplace_back(*subject, *key);
    const auto context = std::string(sealing_->stream.raw()) + std::string(sealing_->wire) + path_;
    auto opened = sealing_->vault.open(*key, sealing_->tenant, context, *bytes);
    switch (opened.how) {
      case Vault::Opening::opened:
        out.value = std::move(opened.text);
        match(out);
        return;
      case Vault::Opening::erased: out.erased = true; return;
      case Vault::Opening::unknown_key: result.missing_key = *key; return;
      case Vault::Opening::corrupt: return wrong("was sealed for another place, or is damaged");
    }
  }
  void list(const Shape& shape, Node node, void* p) {
    if (!is(node, Node::Kind::list, "a list")) return;
    std::size_t n = 0;
    const auto outer = std::exchange(element_, true);
    node.elements([&](Node child) {
      const auto was = path_.size();
      (path_ += '/') += std::to_string(n);
      value(*shape.inner[0], child, shape.grow(p, n));
      path_.resize(was);
      ++n;
    });
    element_ = outer;
  }
  void members(const Shape& shape, Node node, void* p) {
    for (const auto& f : shape.fields) {
      const auto was = path_.size();
      (path_ += '/') += f.name;
      const auto child = node.find(f.name);
      if (path_.size() == f.name.size() + 1 && in(given_, f.name)) {
        // decided by the path, not by the body
      } else if (child) {
        const auto field = std::exchange(field_, f.bounded);
        const auto element = std::exchange(element_, false);
        const auto compared = std::exchange(compared_, compared_ && f.compared);
        value(*f.shape, *child, value_at(p, f));
        field_ = field;
        element_ = element;
        compared_ = compared;
      } else if (f.shape->kind != Shape::Kind::optional) {
        wrong("is missing");
      }
      path_.resize(was);
    }
  }
  void ask(Node node, AnyValue& out) {
    if (!is(node, Node::Kind::object, "an ask")) return;
    const auto name = node.find("ask"), body = node.find("body");
    const bool whole = name && name->kind() == Node::Kind::text && body && body->kind() == Node::Kind::object;
    if (!whole) return wrong("must be an ask: its name and its body");
    const auto* type = Wires::house().any(name->text());
    if (!type) return void(out = as_it_came(name->text(), *body));
    auto made = type->shape->make();
    const auto errors = result.errors.size();
    value(*type->shape, *body, made.get());
    // In a row: an earlier release did not know the name, and has kept the ask with what was sealed in it.
    if (!sealing_ && result.errors.size() > errors) {
      result.errors.resize(errors);
      return void(out = as_it_came(name->text(), *body));
    }
    out = Wires::house().newest({type, std::move(made)});
  }
  // Names that nobody knows are not in the table of names, which no thread changes: the value brings its own.
  AnyValue as_it_came(std::string_view name, Node body) {
    struct Own { std::string name; WireType type; UnknownAsk value; };
    const auto own = std::make_shared<Own>();
    own->name = name;
    own->type = {own->name, &shape_of<UnknownAsk>()};
    own->value.body = body.json();
    if (const auto id = body.find("id"); id && id->kind() == Node::Kind::text) own->value.id = parse_uuid(id->text()).value_or(Uuid{});
    if (sealing_) note_keys(body);
    return {&own->type, std::shared_ptr<const void>(own, &own->value)};
  }
  // Whose text is sealed in it under which keys: those are the only ones, whoever writes about them next.
  void note_keys(Node node) {
    if (node.kind() == Node::Kind::list) return node.elements([&](Node element) { note_keys(element); });
    if (node.kind() != Node::Kind::object) return;
    const auto subject = node.find("subject_id"), key = node.find("key_id");
    if (subject && key && node.find("sealed") && subject->kind() == Node::Kind::text && key->kind() == Node::Kind::text)
      if (const auto s = parse_uuid(subject->text()), k = parse_uuid(key->text()); s && k) result.subject_keys.emplace_back(*s, *k);
    node.members([&](std::string_view, Node member) { note_keys(member); });
  }
  void variant(const Shape& shape, Node node, void* p) {
    if (!is(node, Node::Kind::object, "an object")) return;
    const auto name = node.find("is");
    for (std::size_t n = 0; name && name->kind() == Node::Kind::text && n < shape.inner.size(); ++n)
      if (shape.inner[n]->name == name->text()) return members(*shape.inner[n], node, shape.grow(p, n));
    wrong("must say what it is");
  }

  const Sealing* sealing_;
  const std::vector<std::string_view>& given_;
  const Outside* outside_;
  std::string path_;
  const Bounded* field_ = nullptr;               // the innermost field's own bound
  bool element_ = false;                         // of that field's list
  bool compared_ = true;                         // its personal text, by some lookup
};

}  // namespace

std::string pointer_part(std::string_view name) {
  std::string out = "/";
  for (const char c : name) {
    const bool whole = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (whole && out.size() > most_of_a_name) return out + "…";
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

Decoded decode(const Shape& shape, Node node, void* value, const Sealing* sealing,
               const std::vector<std::string_view>& given, const Outside* outside) {
  Decoder decoder{sealing, given, outside};
  decoder.value(shape, node, value);
  return std::move(decoder.result);
}

Uuid match_of(Vault& vault, std::string_view text) {
  auto compared = canonical_address(text);
  if (!compared) compared = in_lower_case(nfc(trimmed(text)));   // as rules keep names: what is kept matches what came in
  const auto secret = vault.secret("match");
  const auto mac = hmac_sha256(raw(secret), *compared);
  return uuid_of(raw(mac));
}

std::shared_ptr<const void> from_json(const Shape& shape, std::string_view json) {
  const Document document{json};
  if (document.fault() != Document::Fault::none) throw std::runtime_error("a stored row is no JSON: " + document.why());
  auto value = shape.make();
  const auto decoded = decode(shape, document.root(), value.get());
  if (!decoded.ok())
    throw std::runtime_error("a stored row does not fit its shape: " + decoded.errors[0].pointer + " " + decoded.errors[0].detail);
  return value;
}

}  // namespace millrace
