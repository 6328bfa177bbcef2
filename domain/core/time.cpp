#include "domain/core/time.hpp"

#include <algorithm>

namespace millrace {

using namespace std::chrono;

std::string to_rfc3339(Time t) {
  std::string out;
  append_rfc3339(out, t);
  return out;
}

void append_rfc3339(std::string& out, Time t) {
  const auto day = floor<days>(t);
  const year_month_day date{day};
  const hh_mm_ss clock{t - day};
  const auto begin = out.size();
  out += "0000-00-00T00:00:00.000000Z";                // rows are full of times: no printf
  const auto put = [&](std::size_t last, auto n) {
    for (; n > 0; n /= 10) out[begin + last--] = static_cast<char>('0' + n % 10);
  };
  put(3, std::clamp(int(date.year()), 0, 9999));
  put(6, unsigned(date.month()));
  put(9, unsigned(date.day()));
  put(12, clock.hours().count());
  put(15, clock.minutes().count());
  put(18, clock.seconds().count());
  put(25, clock.subseconds().count());
}

namespace {
// Reads exactly `digits` digits at `at` and moves on; -1 when they are not there.
int number(std::string_view text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int n = 0;
  for (const auto end = at + digits; at < end; ++at) {
    if (text[at] < '0' || text[at] > '9') return -1;
    n = n * 10 + (text[at] - '0');
  }
  return n;
}
bool sign(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || (text[at] | 0x20) != (c | 0x20)) return false;
  ++at;
  return true;
}
}  // namespace

std::optional<Time> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const int y = number(text, at, 4);
  if (y < 0 || !sign(text, at, '-')) return {};
  const int mo = number(text, at, 2);
  if (!sign(text, at, '-')) return {};
  const int d = number(text, at, 2);
  if (!sign(text, at, 'T')) return {};
  const int h = number(text, at, 2);
  if (!sign(text, at, ':')) return {};
  const int mi = number(text, at, 2);
  if (!sign(text, at, ':')) return {};
  const int s = number(text, at, 2);
  int us = 0;
  if (at < text.size() && text[at] == '.') {
    const auto first = ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      if (at - first == 6) return {};
      us = us * 10 + (text[at++] - '0');
    }
    if (at == first) return {};
    for (auto n = at - first; n < 6; ++n) us *= 10;
  }
  minutes offset{0};
  if (!sign(text, at, 'Z')) {
    const bool minus = at < text.size() && text[at] == '-';
    if (at >= text.size() || (text[at] != '+' && !minus)) return {};
    ++at;
    const int oh = number(text, at, 2);
    if (!sign(text, at, ':')) return {};
    const int om = number(text, at, 2);
    if (oh < 0 || om < 0 || oh > 23 || om > 59) return {};
    offset = minutes{(oh * 60 + om) * (minus ? -1 : 1)};
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (at != text.size() || mo < 0 || d < 0 || h < 0 || mi < 0 || s < 0 || !date.ok() || h > 23 || mi > 59 || s > 59)
    return {};
  return sys_days{date} + hours{h} + minutes{mi} + seconds{s} + microseconds{us} - offset;
}

}  // namespace millrace
