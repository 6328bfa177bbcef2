// Text about a person. It is sealed under its subject's key wherever it is kept for ever, and reads `erased` once the key is gone.
#pragma once

#include <string>

#include "domain/core/id.hpp"

namespace millrace {

template <class T>
struct Personal;

template <>
struct Personal<std::string> {
  Uuid subject_id{};
  std::string value;
  bool erased = false;
  auto operator<=>(const Personal&) const = default;
};

// about(customer_id, "hello"): what is said here belongs to that person.
template <class T>
Personal<std::string> about(const Id<T>& subject, std::string text) {
  return {subject.value, std::move(text), false};
}

}  // namespace millrace
