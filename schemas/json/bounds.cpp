#include "schemas/json/bounds.hpp"

#include <fmt/format.h>

#include "domain/core/text.hpp"

namespace millrace {

namespace {

using K = Shape::Kind;

std::int64_t size_of(const Shape& shape, const void* value) {
  switch (shape.kind) {
    case K::integer: return *static_cast<const std::int64_t*>(value);
    case K::text: return static_cast<std::int64_t>(characters(*static_cast<const std::string*>(value)));
    case K::personal: return static_cast<std::int64_t>(characters(static_cast<const Personal<std::string>*>(value)->value));
    case K::time: return micros(*static_cast<const Time*>(value));
    case K::list: return static_cast<std::int64_t>(shape.count(value));
    default: return 0;
  }
}

}  // namespace

std::optional<Bound> bound_of(const Shape& shape) {
  switch (shape.kind) {
    case K::integer: return Bound{-most_integer, most_integer};
    case K::text: return Bound{0, 1'000};                  // names, labels, keys
    case K::personal: return Bound{0, 20'000};             // what people write
    case K::time: return Bound{micros(earliest), micros(latest)};
    case K::list: return Bound{0, 100};
    default: return {};
  }
}

std::string beyond(const Shape& shape, const void* value, const Bound& bound) {
  const auto size = size_of(shape, value);
  if (size >= bound.least && size <= bound.most) return {};
  switch (shape.kind) {
    case K::integer: return fmt::format("must be from {} to {}", bound.least, bound.most);
    case K::time: return fmt::format("must be from {} to {}", to_rfc3339(at_micros(bound.least)), to_rfc3339(at_micros(bound.most)));
    case K::list: return fmt::format("has {} to {} elements", bound.least, bound.most);
    default: return fmt::format("has {} to {} characters", bound.least, bound.most);
  }
}

std::vector<std::pair<std::string_view, std::string>> bound_keywords(const Shape& shape, const Bound& bound) {
  const auto least = std::to_string(bound.least), most = std::to_string(bound.most);
  const auto quoted = [](std::int64_t at) { return "\"" + to_rfc3339(at_micros(at)) + "\""; };
  switch (shape.kind) {
    case K::integer: return {{"minimum", least}, {"maximum", most}};
    case K::text:
    case K::personal: return {{"minLength", least}, {"maxLength", most}};
    case K::list: return {{"minItems", least}, {"maxItems", most}};
    case K::time: return {{"formatMinimum", quoted(bound.least)}, {"formatMaximum", quoted(bound.most)}};
    default: return {};
  }
}

}  // namespace millrace
