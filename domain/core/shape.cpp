#include "domain/core/shape.hpp"

#include <memory>
#include <stdexcept>

namespace millrace {

Shape::Shape(Kind kind, const Life& life) : kind(kind), life(life) {}
Shape::~Shape() = default;
Shape::Shape(Shape&&) noexcept = default;

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

Shape enumeration(const Shape::Life& life, const NamedValue* words, std::size_t count) {
  Shape s(Shape::Kind::enumeration, life);
  for (const auto* word = words; word != words + count; ++word) {
    if (word->value >= s.words.size()) s.words.resize(word->value + 1);
    s.words[word->value] = word->name;
  }
  return s;
}

Shape object(const Shape::Life& life, std::string_view type_name, const NamedMember* members, std::size_t count) {
  Shape s(Shape::Kind::object, life);
  s.name = snake_case(type_name);
  s.type = type_name;
  s.fields.reserve(count);
  for (const auto* m = members; m != members + count; ++m) s.fields.push_back({m->name, &m->shape(), m->offset});
  return s;
}

void bound(Shape& s, const Bounded& bounded) {
  for (auto& f : s.fields)
    if (f.name == bounded.field) return void(f.bounded = &bounded);
  throw std::logic_error(s.name + " has no field " + std::string(bounded.field) + " to bound");
}

void not_compared(Shape& s, std::string_view field) {
  for (auto& f : s.fields)
    if (f.name == field) return void(f.compared = false);
  throw std::logic_error(s.name + " has no field " + std::string(field) + " that is never compared");
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
