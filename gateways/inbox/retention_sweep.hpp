// Finds the customers that their business keeps no longer (privacy::RetentionSet), in the order in which they fell silent. Sans-I/O: whoever has
// a snapshot of the local store asks it now and then, and puts what it gives; what is decided is decided by the rules alone.
#pragma once

#include <functional>
#include <map>

#include "commands/core/command.hpp"
#include "projections/inbox/privacy.hpp"

namespace millrace {

class RetentionSweep {
 public:
  // What is to be put now, at most so many, of the partitions that are ours. Each customer once a day at most.
  std::vector<Command> due(const Reader&, Time now, const std::function<bool(Partition)>& ours, std::size_t most);
  // One of that business could not be put: all of them are looked at again.
  void missed(const Uuid& tenant) { walks_.erase(tenant); }

 private:
  // Through the customers of one business that are due today by these terms.
  struct Walk {
    Time terms_begin{}, today{};
    std::string after = {};                            // as far as it has come
    bool through = false;
  };
  void go_on(const Reader&, const Uuid& tenant, const privacy::RetentionRow&, Time now, std::size_t most, std::vector<Command>&);

  std::map<Uuid, Walk> walks_;
  Time rests_until_{};                                 // there was nothing left to do
};

}  // namespace millrace
