// Requests that have been taken and not answered yet, by whose they are: nobody fills the mill alone. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "domain/core/actor.hpp"

namespace millrace {

class InFlight {
 public:
  struct Limits { std::size_t person = 256, business = 2048, all = 8192; };
  enum class Full { no, person, business, all };

  // As many of them as it has entered, until it is released or gone.
  class Place {
   public:
    Place(InFlight& in, const Principal& who, const Uuid& tenant) : in_(in), who_(who), business_{tenant, who.kind} {}
    Place(const Place&) = delete;
    ~Place() { release(); }
    void release() { in_.leave(*this); }

   private:
    friend class InFlight;
    InFlight& in_;
    const Principal who_;
    const std::pair<Uuid, PrincipalKind> business_;      // strangers, visitors and people of one business have a share each
    std::size_t taken_ = 0;                              // under the mutex
  };

  InFlight() : InFlight(Limits{}) {}
  explicit InFlight(Limits limits) : limits_(limits) {}

  // Strangers are nobody in particular, and the directory is no business. A place may enter with more later on.
  Full enter(Place& place, std::size_t n = 1) {
    const std::lock_guard lock{mutex_};
    auto* person = place.who_.kind == PrincipalKind::anybody ? nullptr : &persons_[place.who_.id];
    auto* business = place.business_.first.nil() ? nullptr : &businesses_[place.business_];
    const auto full = all_ + n > limits_.all                         ? Full::all
                      : person && *person + n > limits_.person       ? Full::person
                      : business && *business + n > limits_.business ? Full::business
                                                                     : Full::no;
    if (full == Full::no) {
      all_ += n;
      if (person) *person += n;
      if (business) *business += n;
      place.taken_ += n;
    } else {
      if (person && *person == 0) persons_.erase(place.who_.id);
      if (business && *business == 0) businesses_.erase(place.business_);
    }
    return full;
  }
  std::size_t all() const {
    const std::lock_guard lock{mutex_};
    return all_;
  }

 private:
  void leave(Place& place) {
    const std::lock_guard lock{mutex_};
    const auto n = std::exchange(place.taken_, 0);
    if (n == 0) return;
    all_ -= n;
    if (const auto p = persons_.find(place.who_.id); p != persons_.end() && (p->second -= n) == 0) persons_.erase(p);
    if (const auto b = businesses_.find(place.business_); b != businesses_.end() && (b->second -= n) == 0) businesses_.erase(b);
  }

  const Limits limits_;
  mutable std::mutex mutex_;                             // guards what follows
  std::size_t all_ = 0;
  std::map<Uuid, std::size_t> persons_;
  std::map<std::pair<Uuid, PrincipalKind>, std::size_t> businesses_;
};

}  // namespace millrace
