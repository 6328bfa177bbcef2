#include "projections/core/row_bytes.hpp"

#include <stdexcept>

#include "schemas/json/codec.hpp"

namespace millrace {

namespace {

using Kind = Shape::Kind;

[[noreturn]] void broken(const char* why) { throw std::runtime_error(std::string("a value of the local store ") + why); }

void append_ask(std::string& out, const Shape& shape, const void* p) {
  std::string json;
  JsonWriter writer{json};
  encode(shape, p, writer, nullptr, Personals::named);
  append_text(out, json);
}

void read(const Shape& shape, ByteReader& in, void* p) {
  switch (shape.kind) {
    case Kind::boolean: *static_cast<bool*>(p) = in.number() != 0; return;
    case Kind::integer: *static_cast<std::int64_t*>(p) = in.signed_number(); return;
    case Kind::text: *static_cast<std::string*>(p) = in.text(); return;
    case Kind::uuid: *static_cast<Uuid*>(p) = uuid_of(in.take(16)); return;
    case Kind::time: *static_cast<Time*>(p) = at_micros(in.signed_number()); return;
    case Kind::enumeration: {
      const auto n = in.number();
      if (n >= shape.words.size()) broken("has a word that is not known");
      shape.assign(p, n);
      return;
    }
    case Kind::personal: {
      auto& text = *static_cast<Personal<std::string>*>(p);
      text.subject_id = uuid_of(in.take(16));
      text.erased = in.number() != 0;
      if (!text.erased) text.value = in.text();
      return;
    }
    case Kind::optional:
      if (in.number() != 0) read(*shape.inner[0], in, shape.grow(p, 0));
      return;
    case Kind::list:
      for (auto n = in.number(); n; --n) read(*shape.inner[0], in, shape.grow(p, 0));
      return;
    case Kind::object:
      for (const auto& f : shape.fields) read(*f.shape, in, value_at(p, f));
      return;
    case Kind::variant: {
      const auto n = in.number();
      if (n >= shape.inner.size()) broken("has a state that is not known");
      read(*shape.inner[n], in, shape.grow(p, n));
      return;
    }
    case Kind::ask: *static_cast<AnyValue*>(p) = *static_cast<const AnyValue*>(from_json(shape, in.text()).get()); return;
  }
}

}  // namespace

void append_number(std::string& out, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
  out += static_cast<char>(n);
}

void append_signed(std::string& out, std::int64_t n) {
  append_number(out, static_cast<std::uint64_t>(n) << 1 ^ static_cast<std::uint64_t>(n >> 63));
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out += text;
}

std::uint64_t ByteReader::number() {
  std::uint64_t n = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(1)[0]);
    n |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return n;
  }
  broken("has a number that does not end");
}

std::int64_t ByteReader::signed_number() {
  const auto n = number();
  return static_cast<std::int64_t>(n >> 1 ^ (~(n & 1) + 1));
}

std::string_view ByteReader::take(std::uint64_t bytes) {
  if (bytes > left_.size()) broken("is too short");
  const auto taken = left_.substr(0, bytes);
  left_.remove_prefix(bytes);
  return taken;
}

void append_row(std::string& out, const Shape& shape, const void* p) {
  switch (shape.kind) {
    case Kind::boolean: append_number(out, *static_cast<const bool*>(p)); return;
    case Kind::integer: append_signed(out, *static_cast<const std::int64_t*>(p)); return;
    case Kind::text: append_text(out, *static_cast<const std::string*>(p)); return;
    case Kind::uuid: out += static_cast<const Uuid*>(p)->raw(); return;
    case Kind::time: append_signed(out, micros(*static_cast<const Time*>(p))); return;
    case Kind::enumeration: append_number(out, shape.count(p)); return;
    case Kind::personal: {
      const auto& text = *static_cast<const Personal<std::string>*>(p);
      out += text.subject_id.raw();
      append_number(out, text.erased);
      if (!text.erased) append_text(out, text.value);
      return;
    }
    case Kind::optional: {
      const auto n = shape.count(p);
      append_number(out, n);
      if (n) append_row(out, *shape.inner[0], shape.at(p, 0));
      return;
    }
    case Kind::list: {
      const auto n = shape.count(p);
      append_number(out, n);
      for (std::size_t i = 0; i < n; ++i) append_row(out, *shape.inner[0], shape.at(p, i));
      return;
    }
    case Kind::object:
      for (const auto& f : shape.fields) append_row(out, *f.shape, value_at(p, f));
      return;
    case Kind::variant: {
      const auto n = shape.count(p);
      append_number(out, n);
      append_row(out, *shape.inner[n], shape.at(p, n));
      return;
    }
    case Kind::ask: append_ask(out, shape, p); return;
  }
}

RowPtr row_from(const Shape& shape, ByteReader& in) {
  auto row = shape.make();
  read(shape, in, row.get());
  return row;
}

}  // namespace millrace
