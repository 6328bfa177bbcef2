#include "infra/kafka/heartbeats.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "tests/support/kafka_mock.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

const Uuid a = *parse_uuid("01900000-0000-7000-8000-00000000000a"), b = *parse_uuid("01900000-0000-7000-8000-00000000000b");

bool soon(const std::function<bool()>& what) {
  for (int tries = 0; tries < 500; ++tries, std::this_thread::sleep_for(std::chrono::milliseconds{20}))
    if (what()) return true;
  return false;
}

}  // namespace

TEST_CASE("who goes on beating is not silent, who stops is, and who never began is after a while") {
  KafkaMock mock;
  mock.make_topic("millrace.ctl", 1);
  kafka::Heartbeats::Options options{.beat_ms = 50, .silent_beats = 5};
  options.client.settings["bootstrap.servers"] = mock.bootstrap();
  options.client.settings["message.timeout.ms"] = "3000";
  kafka::Heartbeats mine{options, a};
  CHECK_FALSE(mine.silent(b));
  CHECK(soon([&] { return mine.silent(b); }));
  std::optional<kafka::Heartbeats> other;
  other.emplace(options, b);
  CHECK(soon([&] { return !mine.silent(b); }));
  CHECK(soon([&] { return other->silent(*parse_uuid("01900000-0000-7000-8000-00000000000c")); }));
  CHECK_FALSE_MESSAGE(mine.silent(*parse_uuid("01900000-0000-7000-8000-00000000000d")), "who has just begun may not have been heard yet");
  CHECK_FALSE(mine.silent(b));
  CHECK_FALSE(other->silent(a));

  mock.set_down(1, true);   // nobody hears anybody: that says nothing about the others
  std::this_thread::sleep_for(std::chrono::milliseconds{700});
  CHECK_FALSE(mine.silent(b));
  mock.set_down(1, false);
  other.reset();
  CHECK(soon([&] { return mine.silent(b); }));
}

TEST_CASE("who says good-bye is silent at once, and not when so many beats have passed") {
  const auto unknown = *parse_uuid("01900000-0000-7000-8000-00000000000c"), nobody = *parse_uuid("01900000-0000-7000-8000-00000000000d");
  KafkaMock mock;
  mock.make_topic("millrace.ctl", 1);
  kafka::Heartbeats::Options options{.beat_ms = 50, .silent_beats = 60}, impatient{.beat_ms = 50, .silent_beats = 10};
  options.client.settings["bootstrap.servers"] = impatient.client.settings["bootstrap.servers"] = mock.bootstrap();
  kafka::Heartbeats mine{options, a};
  std::optional<kafka::Heartbeats> other;
  other.emplace(impatient, b);
  REQUIRE(soon([&] { return mine.silent(unknown); }));   // it hears its own beats
  REQUIRE_FALSE(mine.silent(nobody));
  REQUIRE(soon([&] { return other->silent(nobody); }));  // some beats later
  REQUIRE_FALSE(mine.silent(b));
  other.reset();
  CHECK(soon([&] { return mine.silent(b); }));
  CHECK_FALSE_MESSAGE(mine.silent(nobody), "who has not been heard since before is given up earlier than who has only stopped");
}
