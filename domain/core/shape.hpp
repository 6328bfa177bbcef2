// The only reflection: one run-time description of a value type, made from Boost.Describe. Its address is the type's identity.
// Codec, JSON Schema, table definition, SQL encoder, keys and the law tests' random values are plain loops over it.
#pragma once

#include <boost/describe.hpp>
#include <boost/pfr/tuple_size.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/core/bound.hpp"
#include "domain/core/id.hpp"
#include "domain/core/personal.hpp"

namespace millrace {

struct Shape;

struct Field {
  std::string_view name;
  const Shape* shape;
  std::size_t offset;        // of the member in its struct, bytes
  const Bounded* bounded = nullptr;          // null: as its kind is
};

struct Shape {
  enum class Kind { boolean, integer, text, uuid, time, enumeration, personal, optional, list, object, variant, ask };

  Kind kind;
  std::string_view name;                          // of an object: its snake_case type name
  std::string_view type = {};                     // of an object or an enumeration: as C++ has it, "millrace::ticket::Status"
  std::vector<Field> fields;                      // of an object
  std::vector<const Shape*> inner;                // of an optional and a list: one; of a variant: its alternatives
  std::vector<std::string_view> words;            // of an enumeration, by value

  std::shared_ptr<void> (*make)();                // a default value
  std::shared_ptr<void> (*copy)(const void*);
  // Optional: 0 or 1; list: its length; variant: the index; enumeration: its value.
  std::size_t (*count)(const void*) = nullptr;
  // Element n of an optional, list or variant (of the latter n is the index it holds).
  const void* (*at)(const void*, std::size_t) = nullptr;
  // Makes an optional hold something, a list longer by one, a variant hold alternative n; the new value.
  void* (*grow)(void*, std::size_t n) = nullptr;
  void (*assign)(void*, std::size_t n) = nullptr;  // of an enumeration
};

template <class T>
const Shape& shape_of();

// Appends all that the JSON of such a value depends on: two shapes of which this is the same are written the same. Of a shape that
// holds itself it goes a few levels deep.
void describe(const Shape&, std::string& out, int depth = 0);

// A fact or ask as it stands in the journal: its wire name, for ever, and its shape.
struct WireType {
  std::string_view wire;     // "conversation.assigned.v2"
  const Shape* shape;
};

// Any fact or any ask. A value: copies share what can no longer change. As a member of a fact it is an ask for later.
struct AnyValue {
  const WireType* type = nullptr;
  std::shared_ptr<const void> value;

  template <class T>
  static AnyValue of(T v);
  // The value if it is a T, else nothing.
  template <class T>
  const T* as() const;
  // Every fact and every ask begins with the id of its stream.
  const Uuid& stream() const { return *static_cast<const Uuid*>(value.get()); }
};

// "WentAvailable" → "went_available"; namespaces are dropped.
std::string snake_case(std::string_view type_name);

namespace detail {

template <class T>
constexpr std::string_view type_name() {
  constexpr std::string_view all = __PRETTY_FUNCTION__;   // … [with T = millrace::x::Y; std::string_view = …]
  constexpr auto begin = all.find("T = ") + 4;
  constexpr auto end = all.find_first_of(";]", begin);
  return all.substr(begin, end - begin);
}

template <class T> inline constexpr bool is_id = false;
template <class T> inline constexpr bool is_id<Id<T>> = true;
template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
template <class T> inline constexpr bool is_list = false;
template <class T> inline constexpr bool is_list<std::vector<T>> = true;
template <class T> inline constexpr bool is_variant = false;
template <class... T> inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
std::shared_ptr<void> make() { return std::make_shared<T>(); }
template <class T>
std::shared_ptr<void> copy(const void* from) { return std::make_shared<T>(*static_cast<const T*>(from)); }

template <class T>
Shape plain(Shape::Kind kind) {
  Shape s{};
  s.kind = kind;
  s.make = &make<T>;
  s.copy = &copy<T>;
  return s;
}

template <class T>
Shape optional_shape() {
  using V = typename T::value_type;
  Shape s = plain<T>(Shape::Kind::optional);
  s.inner = {&shape_of<V>()};
  s.count = [](const void* p) -> std::size_t { return static_cast<const T*>(p)->has_value(); };
  s.at = [](const void* p, std::size_t) -> const void* { return &**static_cast<const T*>(p); };
  s.grow = [](void* p, std::size_t) -> void* { return &static_cast<T*>(p)->emplace(); };
  return s;
}

template <class T>
Shape list_shape() {
  using V = typename T::value_type;
  Shape s = plain<T>(Shape::Kind::list);
  s.inner = {&shape_of<V>()};
  s.count = [](const void* p) -> std::size_t { return static_cast<const T*>(p)->size(); };
  s.at = [](const void* p, std::size_t n) -> const void* { return &(*static_cast<const T*>(p))[n]; };
  s.grow = [](void* p, std::size_t) -> void* { return &static_cast<T*>(p)->emplace_back(); };
  return s;
}

template <class... A>
Shape variant_shape(const std::variant<A...>*) {
  using T = std::variant<A...>;
  Shape s = plain<T>(Shape::Kind::variant);
  s.inner = {&shape_of<A>()...};
  s.count = [](const void* p) -> std::size_t { return static_cast<const T*>(p)->index(); };
  s.at = [](const void* p, std::size_t) -> const void* {
    return std::visit([](const auto& v) -> const void* { return &v; }, *static_cast<const T*>(p));
  };
  s.grow = [](void* p, std::size_t n) -> void* {
    void* made = nullptr;
    std::size_t i = 0;
    ((i++ == n ? (made = &static_cast<T*>(p)->template emplace<A>(), 0) : 0), ...);
    return made;
  };
  return s;
}

template <class T>
Shape enumeration_shape() {
  Shape s = plain<T>(Shape::Kind::enumeration);
  s.type = type_name<T>();
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
    if (static_cast<std::size_t>(d.value) >= s.words.size()) s.words.resize(static_cast<std::size_t>(d.value) + 1);
    s.words[static_cast<std::size_t>(d.value)] = d.name;
  });
  s.count = [](const void* p) -> std::size_t { return static_cast<std::size_t>(*static_cast<const T*>(p)); };
  s.assign = [](void* p, std::size_t n) { *static_cast<T*>(p) = static_cast<T>(n); };
  return s;
}

inline void bound(Shape& s, const Bounded& bounded) {
  for (auto& f : s.fields)
    if (f.name == bounded.field) return void(f.bounded = &bounded);
  throw std::logic_error(std::string(s.name) + " has no field " + std::string(bounded.field) + " to bound");
}

template <class T>
Shape object_shape() {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  static_assert(boost::mp11::mp_size<Members>::value == boost::pfr::tuple_size_v<T>,
                "every member of this struct must stand in its BOOST_DESCRIBE_STRUCT line");
  static const std::string name = snake_case(type_name<T>());
  static const T sample{};
  Shape s = plain<T>(Shape::Kind::object);
  s.name = name;
  s.type = type_name<T>();
  boost::mp11::mp_for_each<Members>([&](auto d) {
    using M = std::remove_cvref_t<decltype(sample.*d.pointer)>;
    const auto offset = reinterpret_cast<const char*>(&(sample.*d.pointer)) - reinterpret_cast<const char*>(&sample);
    s.fields.push_back({d.name, &shape_of<M>(), static_cast<std::size_t>(offset)});
  });
  if constexpr (requires { T::bounds; })
    for (const auto& bounded : T::bounds) bound(s, bounded);
  return s;
}

template <class T>
Shape shape_from() {
  using K = Shape::Kind;
  if constexpr (std::is_same_v<T, bool>) return plain<T>(K::boolean);
  else if constexpr (std::is_same_v<T, std::int64_t>) return plain<T>(K::integer);
  else if constexpr (std::is_same_v<T, std::string>) return plain<T>(K::text);
  else if constexpr (std::is_same_v<T, Uuid> || is_id<T>) return plain<T>(K::uuid);
  else if constexpr (std::is_same_v<T, Time>) return plain<T>(K::time);
  else if constexpr (std::is_same_v<T, Personal<std::string>>) return plain<T>(K::personal);
  else if constexpr (std::is_same_v<T, AnyValue>) return plain<T>(K::ask);
  else if constexpr (std::is_enum_v<T>) return enumeration_shape<T>();
  else if constexpr (is_optional<T>) return optional_shape<T>();
  else if constexpr (is_list<T>) return list_shape<T>();
  else if constexpr (is_variant<T>) return variant_shape(static_cast<const T*>(nullptr));
  else return object_shape<T>();
}

}  // namespace detail

template <class T>
const Shape& shape_of() {
  static const Shape shape = detail::shape_from<T>();
  return shape;
}

// Member f of the struct at `p`.
inline const void* value_at(const void* p, const Field& f) { return static_cast<const char*>(p) + f.offset; }
inline void* value_at(void* p, const Field& f) { return static_cast<char*>(p) + f.offset; }

}  // namespace millrace
