// Text about a person. It is sealed under its subject's key wherever it is kept for ever, and reads `erased` once the key is gone.
#pragma once

#include <optional>
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
  // A keyed digest of the text as it is compared (match_of), for lookups that compare without holding personal text. Computed
  // whenever the text is opened or comes in, kept nowhere; and not at all of a member that its struct names among those that no lookup
  // compares: `static constexpr std::string_view never_compared[] = {"text"};`
  Uuid match{};
  bool operator==(const Personal& other) const {
    return subject_id == other.subject_id && value == other.value && erased == other.erased;
  }
};

using MaybePersonal = std::optional<Personal<std::string>>;

// about(customer_id, "hello"): what is said here belongs to that person.
template <class T>
Personal<std::string> about(const Id<T>& subject, std::string text) {
  return {subject.value, std::move(text), false, {}};
}
template <class T>
Personal<std::string> about(const Id<T>& subject, Personal<std::string> text) {
  text.subject_id = subject.value;
  return text;
}

}  // namespace millrace
