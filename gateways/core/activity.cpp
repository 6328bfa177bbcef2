#include "gateways/core/activity.hpp"

namespace millrace {

std::optional<Personal<std::string>> activity::beginning(std::optional<Personal<std::string>> text) {
  constexpr std::size_t most = 200;
  std::size_t characters = 0;
  for (std::size_t at = 0; text && at < text->value.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text->value[at]) & 0xC0) != 0x80;
    if (begins && ++characters > most) text->value.resize(at);
  }
  return text;
}

Activities& Activities::house() {
  static Activities all;
  return all;
}
void Activities::add(const std::vector<activity::Told>& more) {
  for (const auto& told : more) all_.try_emplace(told.fact, told);
}
const activity::Told* Activities::of(const WireType* fact) const {
  const auto found = all_.find(fact);
  return found == all_.end() ? nullptr : &found->second;
}

}  // namespace millrace
