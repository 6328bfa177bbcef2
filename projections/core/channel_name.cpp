#include "projections/core/channel_name.hpp"

namespace millrace {

namespace {

std::string_view before_colon(std::string_view text) { return text.substr(0, text.find(':')); }
bool stands_for_id(std::string_view part) { return part.starts_with('<'); }

}  // namespace

std::string ChannelPattern::name(std::initializer_list<Uuid> given) const {
  if (given.size() != ids()) throw std::logic_error("a channel needs all its ids");
  std::string name;
  auto id = given.begin();
  for (auto rest = text_;;) {
    const auto part = before_colon(rest);
    if (stands_for_id(part)) name += to_string(*id++);
    else name += part;
    if (part.size() == rest.size()) return name;
    name += ':';
    rest.remove_prefix(part.size() + 1);
  }
}

std::optional<ChannelIds> ChannelPattern::read(std::string_view name) const {
  ChannelIds ids;
  for (auto pattern = text_;;) {
    const auto part = before_colon(pattern), said = before_colon(name);
    if (stands_for_id(part)) {
      const auto id = parse_uuid(said);
      if (!id || to_string(*id) != said) return {};
      ids.push_back(*id);
    } else if (part != said) {
      return {};
    }
    const bool last = part.size() == pattern.size();
    if (last != (said.size() == name.size())) return {};
    if (last) return ids;
    pattern.remove_prefix(part.size() + 1);
    name.remove_prefix(said.size() + 1);
  }
}

}  // namespace millrace
