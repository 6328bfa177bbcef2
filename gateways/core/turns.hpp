// Who waits for something scarce (a password check, a connection to PostgreSQL), in turn: first over the groups (an address, a
// business), then over the people of a group; so whoever asks a thousand times waits for himself and for nobody else. A template
// over what waits; the caller locks.
#pragma once

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace millrace {

struct Asker {
  std::string group, person;
  bool known = false;                        // has been here before and was in the right; every second turn is for those
  std::string person_of_group() const { return group + '\0' + person; }
};

template <class Job>
class Turns {
 public:
  struct Bounds {
    int in_all, of_group, of_person;         // that have entered; the last quarter of the first two is for those who are known
    int running_of_group = std::numeric_limits<int>::max();
  };
  enum class Room { yes, none_of_its_own, none };

  explicit Turns(Bounds bounds) : bounds_(bounds) {}

  // Counts it until it leaves, when there is room.
  Room enter(const Asker& who) {
    const auto most = [&](int bound) { return who.known ? bound : bound - bound / 4; };
    if (held(by_person_, who.person_of_group()) >= bounds_.of_person || held(by_group_, who.group) >= most(bounds_.of_group))
      return Room::none_of_its_own;
    if (entered_ >= most(bounds_.in_all)) return Room::none;
    ++entered_, ++by_group_[who.group], ++by_person_[who.person_of_group()];
    return Room::yes;
  }
  void leave(const Asker& who) {
    --entered_;
    release(by_group_, who.group);
    release(by_person_, who.person_of_group());
  }

  // What has entered is ready for its turn.
  void push(const Asker& who, Job job) {
    auto& lane = lanes_[who.known];
    auto& group = lane.of[who.group];
    if (group.order.empty()) lane.order.push_back(who.group);
    auto& jobs = group.of[who.person];
    if (jobs.empty()) group.order.push_back(who.person);
    jobs.push_back(std::move(job));
  }
  // The next that may run; its group counts one more that runs, until `rest`.
  std::optional<Job> pop() {
    known_next_ = !known_next_;
    auto job = next(lanes_[known_next_]);
    return job ? std::move(job) : next(lanes_[!known_next_]);
  }
  void rest(const Asker& who) { release(running_, who.group); }

  int entered() const { return entered_; }
  bool waiting() const { return !lanes_[0].order.empty() || !lanes_[1].order.empty(); }
  // All that are ready, whether they may run or not.
  std::deque<Job> take_all() {
    std::deque<Job> all;
    for (auto& lane : lanes_) {
      for (auto& [_, group] : lane.of)
        for (auto& [_, jobs] : group.of)
          for (auto& job : jobs) all.push_back(std::move(job));
      lane = {};
    }
    return all;
  }

 private:
  using Counts = std::unordered_map<std::string, int>;
  struct Group {
    std::deque<std::string> order;           // people who have something ready
    std::unordered_map<std::string, std::deque<Job>> of;
  };
  struct Lane {
    std::deque<std::string> order;           // groups that have
    std::unordered_map<std::string, Group> of;
  };

  static int held(const Counts& counts, const std::string& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  }
  static void release(Counts& counts, const std::string& key) {
    if (const auto found = counts.find(key); found != counts.end() && --found->second == 0) counts.erase(found);
  }

  std::optional<Job> next(Lane& lane) {
    for (auto left = lane.order.size(); left > 0; --left) {
      auto name = std::move(lane.order.front());
      lane.order.pop_front();
      if (held(running_, name) >= bounds_.running_of_group) {
        lane.order.push_back(std::move(name));
        continue;
      }
      auto& group = lane.of[name];
      auto job = next(group);
      ++running_[name];
      if (group.order.empty()) lane.of.erase(name);
      else lane.order.push_back(std::move(name));
      return job;
    }
    return {};
  }
  static Job next(Group& group) {
    auto person = std::move(group.order.front());
    group.order.pop_front();
    auto& jobs = group.of[person];
    auto job = std::move(jobs.front());
    jobs.pop_front();
    if (jobs.empty()) group.of.erase(person);
    else group.order.push_back(std::move(person));
    return job;
  }

  const Bounds bounds_;
  int entered_ = 0;
  Counts by_group_, by_person_, running_;
  Lane lanes_[2];                            // of the others, of those who are known
  bool known_next_ = false;
};

}  // namespace millrace
