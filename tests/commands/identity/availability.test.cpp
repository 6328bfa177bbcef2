// Who is available is written down when it has lasted a minute, and at most once a minute.
#include <doctest/doctest.h>

#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/later/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using member::NoteAvailability;
using member::WentAvailable;
using member::WentAway;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::member()}), {}, &authorise};
  return house;
}
const auto ann = named<Member>("ann"), bob = named<Member>("bob");
Id<Account> account(const Id<Member>& who) { return {spec::account_of(who.value)}; }
member::Joined joined(const Id<Member>& who) { return {who, account(who), about(who, "Somebody"), name_of(Role::agent), {}, {}}; }

}  // namespace

TEST_CASE("a member is available when it has been online for a minute, and not any more when it has been away for one") {
  auto story = house().given(joined(ann));
  const auto since = story.now() - 1min;
  story.as(system()).when(NoteAvailability{ann, true, since}).then(WentAvailable{ann, since});
  story.later(10min);
  const auto left = story.now() - 90s;
  story.when(NoteAvailability{ann, false, left}).then(WentAway{ann, left});
}

TEST_CASE("what has not lasted a minute by the journal's clock is no fact, and what is so already is none again") {
  auto story = house().given(joined(ann));
  story.as(system()).when(NoteAvailability{ann, false, story.now() - 5min}).then();
  story.when(NoteAvailability{ann, true, story.now() - 59s}).then();
  story.when(NoteAvailability{ann, true, story.now() + 1h}).then();
  story.when(NoteAvailability{ann, true, story.now() - 5min}).accepted();
  story.when(NoteAvailability{ann, true, story.now() - 2min}).then();
}

TEST_CASE("a state begins no sooner than the one before it, so that a minute lies between two facts whatever is asked") {
  const WentAvailable then{ann, start + 1h - 30s};
  auto story = house().given(joined(ann), then);
  story.as(system()).when(NoteAvailability{ann, false, start}).then();
  story.later(30s);
  story.when(NoteAvailability{ann, false, start}).then(WentAway{ann, then.since});
}

TEST_CASE("availability is of members who are there, and the house alone notes it") {
  auto story = house().given(joined(ann));
  const NoteAvailability noted{ann, true, story.now() - 5min};
  story.as(user(account(ann))).when(noted).then();
  story.as(system()).when(NoteAvailability{bob, true, noted.since}).then();
  auto gone = house().given(joined(ann), member::Removed{ann, account(ann)});
  gone.as(system()).when(noted).then();
}
