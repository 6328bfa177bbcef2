// A fold: rows by key, each a pure function of the accepted facts that name it. State, lookup and projection are the same thing.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "domain/core/actor.hpp"
#include "domain/core/fact.hpp"

namespace millrace {

// Names one row of a fold inside its tenant: ids as 16 bytes, text as it is, a described struct as its members in turn.
struct Key {
  std::string bytes;
  Key() = default;
  explicit Key(std::string raw) : bytes(std::move(raw)) {}
  Key(const Uuid& id) : bytes(id.raw()) {}
  template <class T>
  Key(const Id<T>& id) : bytes(id.value.raw()) {}
  template <class T>
    requires boost::describe::has_describe_members<T>::value
  Key(const T& parts);
  auto operator<=>(const Key&) const = default;
};

// Appends a value of that shape to a key; text is followed by a zero byte, so that no two keys run into one another.
void append_key(std::string& key, const Shape&, const void* value);

template <class T>
  requires boost::describe::has_describe_members<T>::value
Key::Key(const T& parts) { append_key(bytes, shape_of<T>(), &parts); }

template <class T>
bool operator==(const Key& key, const std::optional<Id<T>>& id) { return id && key == Key(*id); }

using Keys = std::vector<Key>;

// Those that are there, each once.
template <class T>
Keys present(std::initializer_list<std::optional<Id<T>>> ids) {
  Keys keys;
  for (const auto& id : ids)
    if (id && std::find(keys.begin(), keys.end(), Key(*id)) == keys.end()) keys.emplace_back(*id);
  return keys;
}

// What a fold knows about a fact besides the fact.
struct Meta {
  Time at{};                 // when it happened
  Time recorded_at{};        // when the journal took it; monotone per partition
  Origin origin = Origin::live;
  Principal principal{};     // who brought it about
  Uuid member_id{};          // the same as a member of the tenant; nil when none
  Uuid tenant{};
  std::int64_t offset = 0;   // in the tenant's partition
  std::int64_t version = 0;  // of the fact's own stream, after it
  Key key{};                 // which of the rows that the fact touches this is
};

struct Absent {
  auto operator<=>(const Absent&) const = default;
};
BOOST_DESCRIBE_STRUCT(Absent, (), ())

// A fold without its types (schemas/fold/any_fold.hpp). An aggregate, lookup or projection that others name declares
// `static const AnyFold& erased();` and defines it in one .cpp of its own, so that its rules are compiled once.
struct AnyFold;

// using Facts = List<…>; using State = std::variant<Absent, …>; static State on(State, Fact);
// `version` is counted up when what a state or a row means, or which facts make it, changes: stores then fold it anew.
struct Aggregate {
  static constexpr int version = 1;
};

template <class K, class R>
struct Fold {
  static constexpr int version = 1;
  using Row = R;
  using Maybe = std::optional<R>;
  using Ignores = List<>;
};

}  // namespace millrace
