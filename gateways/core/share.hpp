// How much of something one may use: so much a second, and so much at once. What is used beyond is a debt that time pays. Pure.
#pragma once

#include <algorithm>

#include "domain/core/time.hpp"

namespace millrace {

struct Share {
  Duration each;             // pays for one unit
  int at_once;
};
constexpr Share a_second(int units, int at_once) { return {Duration{1'000'000 / units}, at_once}; }

class Spent {
 public:
  void add(int units, const Share& share, Time now) { paid_at_ = std::max(paid_at_, now) + units * share.each; }
  // When more may be used: in the past while less is owed than may be used at once.
  Time free_at(const Share& share) const { return paid_at_ - share.at_once * share.each; }
  bool paid(Time now) const { return paid_at_ <= now; }

 private:
  Time paid_at_{};
};

}  // namespace millrace
