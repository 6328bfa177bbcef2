// Finds the customers, and the texts of conversations, that their business keeps no longer (privacy::RetentionSet): those that fell silent or were over
// first come first. Sans-I/O: whoever has
// a snapshot of the local store asks it now and then, and puts what it gives; what is decided is decided by the rules alone.
#pragma once

#include <functional>
#include <map>

#include "commands/core/command.hpp"
#include "projections/inbox/privacy.hpp"

namespace millrace {

class RetentionSweep {
 public:
  // What is to be put now, at most so many, of the partitions that are ours. Each customer and each conversation once a day at most.
  std::vector<Command> due(const Reader&, Time now, const std::function<bool(Partition)>& ours, std::size_t most);
  // One of that business could not be put: all of them are looked at again.
  void missed(const Uuid& tenant) { walks_.erase(tenant); }

 private:
  // As far as it has come, and whether that is to the end.
  struct Way {
    std::string after = {};
    bool through = false;
  };
  // Through the customers of one business, then its conversations, that are due today by these terms.
  struct Walk {
    Time terms_begin{}, today{};
    Way customers = {}, conversations = {};
    std::string within = {};                           // a conversation whose texts are more than were put at once
    std::int64_t next_no = 1;                          // … from which number on they are put next
  };
  void expire_customers(const Reader&, const Uuid& tenant, const privacy::RetentionRow&, Walk&, std::size_t most, std::vector<Command>&);
  void expire_conversations(const Reader&, const Uuid& tenant, const privacy::RetentionRow&, Walk&, std::size_t most, std::vector<Command>&);
  void go_on(const Reader&, const Uuid& tenant, const privacy::RetentionRow&, Time now, std::size_t most, std::vector<Command>&);

  std::map<Uuid, Walk> walks_;
  Time rests_until_{};                                 // there was nothing left to do
};

}  // namespace millrace
