#include "domain/core/shape.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace millrace {

Shape::Shape(Kind kind, const Life& life) : kind(kind), life(life) {}
Shape::~Shape() = default;

namespace {

// Stands before a value, in one piece of memory with it and with its counters.
struct Before {
  void (*destroy)(void*) = nullptr;
  void* value = nullptr;
  Before() = default;
  Before(const Before&) = delete;
  ~Before() {
    if (value) destroy(value);
  }
};

template <class T>
struct WithRoomBehind {
  using value_type = T;
  std::size_t room;
  explicit WithRoomBehind(std::size_t bytes) : room(bytes) {}
  template <class U>
  WithRoomBehind(const WithRoomBehind<U>& other) : room(other.room) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T) + room)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p); }
  bool operator==(const WithRoomBehind&) const = default;
};

}  // namespace

std::shared_ptr<void> Shape::put(void (*make)(void* at, void* from), void* from) const {
  auto room = life.size + life.alignment;
  auto before = std::allocate_shared<Before>(WithRoomBehind<Before>(room));
  void* at = before.get() + 1;
  std::align(life.alignment, life.size, at, room);
  make(at, from);
  before->destroy = life.destroy;
  before->value = at;
  return {std::move(before), at};
}

namespace detail {

namespace {

Shape& kept(Shape::Kind kind, const Shape::Life& life) { return *new Shape(kind, life); }

}  // namespace

const Shape& plain(Shape::Kind kind, const Shape::Life& life) { return kept(kind, life); }

const Shape& holding(Shape::Kind kind, const Shape::Life& life, const Holding& how, const ShapeOf* inner, std::size_t inners) {
  auto& s = kept(kind, life);
  for (const auto* one = inner; one != inner + inners; ++one) s.inner.push_back(&(*one)());
  s.count = how.count;
  s.at = how.at;
  s.grow = how.grow;
  return s;
}

const Shape& enumeration(const Shape::Life& life, std::string_view type, const NamedValue* words, std::size_t count,
                         std::size_t (*value)(const void*), void (*assign)(void*, std::size_t)) {
  auto& s = kept(Shape::Kind::enumeration, life);
  s.type = type;
  for (const auto* word = words; word != words + count; ++word) {
    if (word->value >= s.words.size()) s.words.resize(word->value + 1);
    s.words[word->value] = word->name;
  }
  s.count = value;
  s.assign = assign;
  return s;
}

const Shape& object(const Shape::Life& life, std::string_view type_name, const NamedMember* members, std::size_t count, const AboutMembers& about) {
  auto& s = kept(Shape::Kind::object, life);
  s.name = snake_case(type_name);
  s.type = type_name;
  s.fields.reserve(count);
  for (const auto* m = members; m != members + count; ++m) {
    std::ptrdiff_t offset = 0;
    std::memcpy(&offset, m->pointer, sizeof offset);
    s.fields.push_back({m->name, &m->shape(), static_cast<std::size_t>(offset)});
  }
  const auto field = [&](std::string_view name) -> Field& {
    for (auto& f : s.fields)
      if (f.name == name) return f;
    throw std::logic_error(s.name + " has no field " + std::string(name) + " to say anything of");
  };
  for (const auto* b = about.bounds; b != about.bounds + about.bounded; ++b) field(b->field).bounded = b;
  for (const auto* n = about.never_compared; n != about.never_compared + about.uncompared; ++n) field(*n).compared = false;
  return s;
}

}  // namespace detail

template const Shape& shape_of<bool>();
template const Shape& shape_of<std::int64_t>();
template const Shape& shape_of<std::string>();
template const Shape& shape_of<Uuid>();
template const Shape& shape_of<Time>();
template const Shape& shape_of<Personal<std::string>>();
template const Shape& shape_of<AnyValue>();
template const Shape& shape_of<std::optional<bool>>();
template const Shape& shape_of<std::optional<std::int64_t>>();
template const Shape& shape_of<std::optional<std::string>>();
template const Shape& shape_of<std::optional<Uuid>>();
template const Shape& shape_of<std::optional<Time>>();
template const Shape& shape_of<std::optional<Personal<std::string>>>();
template const Shape& shape_of<std::vector<std::string>>();

void describe(const Shape& shape, std::string& out, int depth) {
  if (depth > 12) return;
  out += std::to_string(static_cast<int>(shape.kind)) + '(';
  for (const auto word : shape.words) (out += word) += ',';
  for (const auto* inner : shape.inner) {
    if (shape.kind == Shape::Kind::variant) out += inner->name;
    describe(*inner, out, depth + 1);
  }
  for (const auto& field : shape.fields) {
    (out += field.name) += ':';
    describe(*field.shape, out, depth + 1);
  }
  out += ')';
}

std::string snake_case(std::string_view name) {
  if (const auto colon = name.rfind("::"); colon != std::string_view::npos) name.remove_prefix(colon + 2);
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c | 0x20) : c;
  }
  return out;
}

}  // namespace millrace
