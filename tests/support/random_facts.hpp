// Random, also nonsensical, values of any shape, from a seed. Ids come from a small pool, so that rows collide.
#pragma once

#include <random>

#include "schemas/json/wires.hpp"

namespace millrace {

class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return n ? engine_() % n : 0; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  // One of sixteen.
  Uuid id() { return made(1 + below(16)); }
  // One of its own.
  Uuid fresh() { return made(1000 + ++made_); }

  AnyValue value(const WireType& type) {
    auto made = type.shape->make();
    fill(*type.shape, made.get());
    return {&type, std::move(made)};
  }

  // `p` is a default value of that shape.
  void fill(const Shape& shape, void* p) {
    switch (shape.kind) {
      case Shape::Kind::boolean: *static_cast<bool*>(p) = chance(2); return;
      case Shape::Kind::integer: *static_cast<std::int64_t*>(p) = integer(); return;
      case Shape::Kind::text: *static_cast<std::string*>(p) = text(); return;
      case Shape::Kind::uuid: *static_cast<Uuid*>(p) = id(); return;
      case Shape::Kind::time: *static_cast<Time*>(p) = time(); return;
      case Shape::Kind::enumeration: word(shape, p); return;
      case Shape::Kind::personal: personal(*static_cast<Personal<std::string>*>(p)); return;
      case Shape::Kind::optional:
        if (!chance(3)) fill(*shape.inner[0], shape.grow(p, 0));
        return;
      case Shape::Kind::list:
        for (auto n = below(4), at = std::size_t{0}; at < n; ++at) fill(*shape.inner[0], shape.grow(p, at));
        return;
      case Shape::Kind::object:
        for (const auto& field : shape.fields) fill(*field.shape, value_at(p, field));
        return;
      case Shape::Kind::variant: {
        const auto n = below(shape.inner.size());
        fill(*shape.inner[n], shape.grow(p, n));
        return;
      }
      case Shape::Kind::ask: ask(*static_cast<AnyValue*>(p)); return;
    }
  }

  std::int64_t integer() { return chance(8) ? static_cast<std::int64_t>(engine_() >> 12) : static_cast<std::int64_t>(below(7)) - 2; }
  Time time() { return at_micros(1'700'000'000'000'000 + static_cast<std::int64_t>(below(1'000'000'000'000))); }
  std::string text() {
    static const std::string_view pieces[] = {"", "a", "Ö", "\"", "\\", "\n", "𝄞", "hello ", "{", "zoe@example.com"};
    std::string out;
    for (auto n = below(4); n; --n) out += pieces[below(std::size(pieces))];
    return out;
  }

 private:
  static Uuid made(std::uint64_t n) {
    Uuid id;
    id.bytes[6] = 0x70;
    id.bytes[8] = 0x80;
    for (int i = 0; i < 8; ++i) id.bytes[static_cast<std::size_t>(15 - i)] |= static_cast<std::uint8_t>(n >> 8 * i);
    return id;
  }
  void word(const Shape& shape, void* p) {
    auto n = below(shape.words.size());
    while (shape.words[n].empty()) n = (n + 1) % shape.words.size();
    shape.assign(p, n);
  }
  void personal(Personal<std::string>& out) {
    out.subject_id = id();
    if (chance(8)) out.erased = true;
    else out.value = text(), out.match = id();
  }
  void ask(AnyValue& out) {
    std::vector<const WireType*> flat;               // those without an ask inside
    for (const auto* type : Wires::house().all())
      if (Wires::house().current(type->wire) && !holds_ask(*type->shape)) flat.push_back(type);
    if (flat.empty()) throw std::logic_error("no ask is known here: register the house's wire types first");
    out = value(*flat[below(flat.size())]);
  }
  static bool holds_ask(const Shape& shape) {
    if (shape.kind == Shape::Kind::ask) return true;
    for (const auto* inner : shape.inner)
      if (holds_ask(*inner)) return true;
    for (const auto& field : shape.fields)
      if (holds_ask(*field.shape)) return true;
    return false;
  }

  std::mt19937_64 engine_;
  std::uint64_t made_ = 0;
};

}  // namespace millrace
