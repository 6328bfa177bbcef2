#include "schemas/text/time_zone.hpp"

#include <map>
#include <memory>
#include <stdexcept>
#include <unicode/strenum.h>
#include <unicode/timezone.h>

namespace millrace {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Of places, and UTC: "EST" and "Etc/GMT+5" say an offset, of which nobody knows whose winter it follows.
bool of_a_place(std::string_view name) { return name == "UTC" || (name.find('/') != name.npos && !name.starts_with("Etc/") && !name.starts_with("SystemV/")); }

std::map<std::string, std::string> names() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::StringEnumeration> zones{icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status)};
  if (U_FAILURE(status) || !zones) throw std::runtime_error("ICU has no time zones");
  std::map<std::string, std::string> all;
  while (const auto* zone = zones->snext(status)) {
    std::string name;
    zone->toUTF8String(name);
    if (of_a_place(name)) all.emplace(lower(name), name);
  }
  return all;
}

}  // namespace

std::optional<std::string> time_zone_as_kept(std::string_view name) {
  static const auto all = names();
  const auto found = all.find(lower(name));
  if (found == all.end()) return {};
  return found->second;
}

}  // namespace millrace
