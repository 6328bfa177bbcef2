// What adapters read of a provider's JSON: what is there and of the right kind; anything else is as if it were not there.
#pragma once

#include <charconv>
#include <optional>
#include <string>

#include "gateways/core/effect_kind.hpp"
#include "schemas/json/node.hpp"

namespace millrace::channel {

inline std::optional<Node> member_of(const Node& object, std::string_view name, Node::Kind kind) {
  const auto member = object.kind() == Node::Kind::object ? object.find(name) : std::nullopt;
  return member && member->kind() == kind ? member : std::nullopt;
}
inline std::string text_of(const Node& object, std::string_view name) {
  const auto member = member_of(object, name, Node::Kind::text);
  return member ? std::string(member->text()) : std::string{};
}
inline std::optional<std::int64_t> number_of(const Node& object, std::string_view name) {
  const auto member = member_of(object, name, Node::Kind::integer);
  return member ? std::optional{member->integer()} : std::nullopt;
}
inline std::optional<Node> object_of(const Node& object, std::string_view name) { return member_of(object, name, Node::Kind::object); }
// Each object of a list.
template <class Each>
void each_of(const Node& object, std::string_view name, const Each& each) {
  const auto list = member_of(object, name, Node::Kind::list);
  if (list) list->elements([&](const Node& one) { if (one.kind() == Node::Kind::object) each(one); });
}

// What it means that there is no answer, where a repeat would be a second one.
inline Meaning unanswered(const std::string& platform, const Came& came) {
  if (came.why == "refused_address") return {.why = platform + ".refused_address", .for_good = true};
  if (came.sent) return {.how = Meaning::How::unknown, .why = platform + "." + came.why, .ailing = true};
  return {.why = platform + "." + came.why, .ailing = true};
}

// What an answer means that does not say yes, by its status alone.
inline Meaning not_taken(const std::string& platform, const Came& came) {
  if (came.status == 429) return {.why = platform + ".not_now"};
  if (came.status >= 500) return {.how = Meaning::How::unknown, .why = platform + ".server_error", .ailing = true};
  if (came.status) return {.why = platform + ".refused", .for_good = true};
  return unanswered(platform, came);
}

}  // namespace millrace::channel
