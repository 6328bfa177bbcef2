// The only reflection: one run-time description of a value type, made from Boost.Describe. Its address is the type's identity.
// Codec, JSON Schema, table definition, SQL encoder, keys and the law tests' random values are plain loops over it.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
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
  bool compared = true;      // personal text of it may be looked for: its match is computed
};

struct Shape {
  enum class Kind { boolean, integer, text, uuid, time, enumeration, personal, optional, list, object, variant, ask };

  // The life of a value of that type: all that has to be compiled for each type. What is made is made in the room at `at`.
  struct Life {
    std::size_t size, alignment;
    void (*create)(void* at, void*);              // a default value
    void (*copy)(void* at, void* from);
    void (*destroy)(void*);
  };

  Shape(Kind, const Life&);
  ~Shape();
  Shape(const Shape&) = delete;

  Kind kind;
  std::string name;                               // of an object: its snake_case type name
  std::string_view type = {};                     // of an object or an enumeration: as C++ has it, "millrace::ticket::Status"
  std::vector<Field> fields;                      // of an object
  std::vector<const Shape*> inner;                // of an optional and a list: one; of a variant: its alternatives
  std::vector<std::string_view> words;            // of an enumeration, by value

  // A default value, and one like that.
  std::shared_ptr<void> make() const { return put(life.create, nullptr); }
  std::shared_ptr<void> copy(const void* from) const { return put(life.copy, const_cast<void*>(from)); }
  // One that has been made already, as a type that the caller knows.
  template <class T>
  std::shared_ptr<void> moved(T& from) const {
    return put([](void* at, void* value) { new (at) T(std::move(*static_cast<T*>(value))); }, &from);
  }

  // Optional: 0 or 1; list: its length; variant: the index; enumeration: its value.
  std::size_t (*count)(const void*) = nullptr;
  // Element n of an optional, list or variant (of the latter n is the index it holds).
  const void* (*at)(const void*, std::size_t) = nullptr;
  // Makes an optional hold something, a list longer by one, a variant hold alternative n; the new value.
  void* (*grow)(void*, std::size_t n) = nullptr;
  void (*assign)(void*, std::size_t n) = nullptr;  // of an enumeration

  const Life& life;

 private:
  std::shared_ptr<void> put(void (*make)(void* at, void* from), void* from) const;
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
  static AnyValue of(T v) { return taken(v); }
  template <class T>
  static AnyValue taken(T& from);
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
struct LifeOf {
  static void create(void* at, void*) { new (at) T(); }
  static void copy(void* at, void* from) { new (at) T(*static_cast<const T*>(from)); }
  static void destroy(void* value) { static_cast<T*>(value)->~T(); }
  static constexpr Shape::Life life{sizeof(T), alignof(T), &create, &copy, &destroy};
};

// Shapes are made in shape.cpp, each once, and kept for ever: what is compiled for each type is a table of what it is made of.
using ShapeOf = const Shape& (*)();
struct Holding {
  std::size_t (*count)(const void*);
  const void* (*at)(const void*, std::size_t);
  void* (*grow)(void*, std::size_t);
};
const Shape& plain(Shape::Kind, const Shape::Life&);
const Shape& holding(Shape::Kind, const Shape::Life&, const Holding&, const ShapeOf* inner, std::size_t inners);

template <class T>
struct OptionalShape {
  static std::size_t count(const void* p) { return static_cast<const T*>(p)->has_value(); }
  static const void* at(const void* p, std::size_t) { return &**static_cast<const T*>(p); }
  static void* grow(void* p, std::size_t) { return &static_cast<T*>(p)->emplace(); }
};
template <class T>
struct ListShape {
  static std::size_t count(const void* p) { return static_cast<const T*>(p)->size(); }
  static const void* at(const void* p, std::size_t n) { return &(*static_cast<const T*>(p))[n]; }
  static void* grow(void* p, std::size_t) { return &static_cast<T*>(p)->emplace_back(); }
};
template <class How, class T>
const Shape& holding_one(Shape::Kind kind) {
  static constexpr Holding how{&How::count, &How::at, &How::grow};
  static constexpr ShapeOf inner = &shape_of<typename T::value_type>;
  return holding(kind, LifeOf<T>::life, how, &inner, 1);
}

template <class T>
struct VariantShape;
template <class... A>
struct VariantShape<std::variant<A...>> {
  using T = std::variant<A...>;
  static std::size_t count(const void* p) { return static_cast<const T*>(p)->index(); }
  static const void* at(const void* p, std::size_t) {
    const void* held = nullptr;
    ((held = held ? held : std::get_if<A>(static_cast<const T*>(p))), ...);
    return held;
  }
  static void* grow(void* p, std::size_t n) {
    void* made = nullptr;
    std::size_t i = 0;
    ((i++ == n ? (made = &static_cast<T*>(p)->template emplace<A>(), 0) : 0), ...);
    return made;
  }
  static const Shape& shape() {
    static constexpr Holding how{&count, &at, &grow};
    static constexpr ShapeOf inner[] = {&shape_of<A>...};
    return holding(Shape::Kind::variant, LifeOf<T>::life, how, inner, sizeof...(A));
  }
};

struct NamedValue {
  std::string_view name;
  std::size_t value;
};
const Shape& enumeration(const Shape::Life&, std::string_view type, const NamedValue*, std::size_t words, std::size_t (*count)(const void*),
                         void (*assign)(void*, std::size_t));

template <class T, template <class...> class L, class... D>
const Shape& enumeration_shape(L<D...>) {
  static constexpr NamedValue words[] = {{D::name, static_cast<std::size_t>(D::value)}...};
  return enumeration(LifeOf<T>::life, type_name<T>(), words, sizeof...(D),
                     [](const void* p) -> std::size_t { return static_cast<std::size_t>(*static_cast<const T*>(p)); },
                     [](void* p, std::size_t n) { *static_cast<T*>(p) = static_cast<T>(n); });
}

// `pointer` is at a pointer to the member: its offset, says the Itanium C++ ABI (§2.3.1), by which all our compilers go. So the table is a
// constant, and no code.
struct NamedMember {
  std::string_view name;
  ShapeOf shape;
  const void* pointer;
};
static_assert(sizeof(&Field::shape) == sizeof(std::ptrdiff_t));
template <auto Pointer>
inline constexpr auto pointer_to = Pointer;
// What a struct says of its members beside their types.
struct AboutMembers {
  const Bounded* bounds = nullptr;
  std::size_t bounded = 0;
  const std::string_view* never_compared = nullptr;
  std::size_t uncompared = 0;
};
template <class T>
constexpr AboutMembers about_members() {
  AboutMembers about;
  if constexpr (requires { T::bounds; }) about.bounds = std::data(T::bounds), about.bounded = std::size(T::bounds);
  if constexpr (requires { T::never_compared; }) about.never_compared = std::data(T::never_compared), about.uncompared = std::size(T::never_compared);
  return about;
}
// Throws std::logic_error when something is said of no member.
const Shape& object(const Shape::Life&, std::string_view type_name, const NamedMember*, std::size_t members, const AboutMembers&);

// Stands for whatever a member is, where one asks how many values a struct takes.
struct AnyMember {
  template <class T>
  operator T&() const;
};
template <class T, class... Member>
concept TakesMore = requires { T{Member{}..., AnyMember{}}; };
template <class T, class... Member>
concept Takes = requires { T{Member{}...}; };
template <class>
using AsMember = AnyMember;

template <class T, template <class...> class L, class... D>
const Shape& object_shape(L<D...>) {
  static_assert(Takes<T, AsMember<D>...> && !TakesMore<T, AsMember<D>...>, "every member of this struct must stand in its BOOST_DESCRIBE_STRUCT line");
  static constexpr NamedMember members[sizeof...(D) + 1] = {
      {D::name, &shape_of<std::remove_cvref_t<decltype(std::declval<const T&>().*D::pointer)>>, &pointer_to<D::pointer>}...};
  static constexpr AboutMembers about = about_members<T>();
  static constexpr std::string_view name = type_name<T>();
  return object(LifeOf<T>::life, name, members, sizeof...(D), about);
}

template <class T>
const Shape& shape_from() {
  using K = Shape::Kind;
  if constexpr (std::is_same_v<T, bool>) return plain(K::boolean, LifeOf<T>::life);
  else if constexpr (std::is_same_v<T, std::int64_t>) return plain(K::integer, LifeOf<T>::life);
  else if constexpr (std::is_same_v<T, std::string>) return plain(K::text, LifeOf<T>::life);
  else if constexpr (std::is_same_v<T, Uuid>) return plain(K::uuid, LifeOf<T>::life);
  else if constexpr (std::is_same_v<T, Time>) return plain(K::time, LifeOf<T>::life);
  else if constexpr (std::is_same_v<T, Personal<std::string>>) return plain(K::personal, LifeOf<T>::life);
  else if constexpr (std::is_same_v<T, AnyValue>) return plain(K::ask, LifeOf<T>::life);
  else if constexpr (std::is_enum_v<T>) return enumeration_shape<T>(boost::describe::describe_enumerators<T>{});
  else if constexpr (is_optional<T>) return holding_one<OptionalShape<T>, T>(K::optional);
  else if constexpr (is_list<T>) return holding_one<ListShape<T>, T>(K::list);
  else if constexpr (is_variant<T>) return VariantShape<T>::shape();
  else return object_shape<T>(boost::describe::describe_members<T, boost::describe::mod_public>{});
}

}  // namespace detail

template <class T>
const Shape& shape_of() {
  if constexpr (detail::is_id<T>) {
    return shape_of<Uuid>();
  } else {
    static const Shape& shape = detail::shape_from<T>();
    return shape;
  }
}
// What nearly every struct has: made in shape.cpp, once.
extern template const Shape& shape_of<bool>();
extern template const Shape& shape_of<std::int64_t>();
extern template const Shape& shape_of<std::string>();
extern template const Shape& shape_of<Uuid>();
extern template const Shape& shape_of<Time>();
extern template const Shape& shape_of<Personal<std::string>>();
extern template const Shape& shape_of<AnyValue>();
extern template const Shape& shape_of<std::optional<bool>>();
extern template const Shape& shape_of<std::optional<std::int64_t>>();
extern template const Shape& shape_of<std::optional<std::string>>();
extern template const Shape& shape_of<std::optional<Uuid>>();
extern template const Shape& shape_of<std::optional<Time>>();
extern template const Shape& shape_of<std::optional<Personal<std::string>>>();
extern template const Shape& shape_of<std::vector<std::string>>();

// Member f of the struct at `p`.
inline const void* value_at(const void* p, const Field& f) { return static_cast<const char*>(p) + f.offset; }
inline void* value_at(void* p, const Field& f) { return static_cast<char*>(p) + f.offset; }

}  // namespace millrace
