#include "projections/core/quarter.hpp"

#include <fmt/format.h>

namespace millrace {

using namespace std::chrono;

Quarter quarter_of(Time at) {
  const year_month_day date{floor<days>(at)};
  return (static_cast<int>(date.year()) - 1970) * 4 + (static_cast<int>(static_cast<unsigned>(date.month())) - 1) / 3;
}

Time begin_of(Quarter q) {
  const auto year_of = q >= 0 ? q / 4 : (q - 3) / 4;
  return sys_days{year{1970 + year_of} / month{static_cast<unsigned>(q - 4 * year_of) * 3 + 1} / day{1}};
}

std::string quarter_name(Quarter q) {
  const year_month_day date{floor<days>(begin_of(q))};
  return fmt::format("{:04}q{}", static_cast<int>(date.year()), (static_cast<unsigned>(date.month()) - 1) / 3 + 1);
}

std::optional<Quarter> quarter_of(const Key& key) {
  if (key.bytes.size() != 16 || (static_cast<unsigned char>(key.bytes[6]) >> 4) != 7) return {};
  std::int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | static_cast<unsigned char>(key.bytes[static_cast<std::size_t>(i)]);
  constexpr auto farthest = micros(latest) / 1000;        // 48 bits reach the year 10889
  if (ms > farthest) return {};
  return quarter_of(at_micros(ms * 1000));
}

std::string first_key_of(Quarter q) {
  return std::string(uuid7(begin_of(q), 0, 0).raw().substr(0, 6));
}

}  // namespace millrace
