// The public topics and who writes to them: the real publisher, turned as infra/kafka's thread turns it. It reads what the local store has
// folded, sends, and begins again behind the newest event of each topic when the brokers have been away or a partition is taken over.
#pragma once

#include "infra/mill/mill.hpp"
#include "projections/core/publisher.hpp"
#include "tests/simulation/log.hpp"

namespace millrace::simulation {

struct Town;

// What the brokers hold of a partition, each topic in its order.
struct Topics {
  std::map<Partition, std::map<std::size_t, std::vector<EventId>>> held;   // by family
  Publisher::Newest newest(Partition) const;
};

// The record with facts of the house in place of the cellar's, so that it has something to say.
Committed as_told(const Committed&);

// A process's. It ends with the process; what it has sent still lands.
class PublicLine {
 public:
  using Owns = std::function<bool(Partition)>;
  using Soon = std::function<void(Duration, std::function<void()>)>;       // when the process lives and runs, or never
  PublicLine(Town&, Vault&, LocalStore&, const Mill&, Owns, Soon, std::function<Time()> clock);
  void round();
  // Everything that it is to say is in the topics.
  bool done(Partition) const;

 private:
  struct Line { Publisher publisher{20}; std::uint64_t turn = 0; bool resumed = false; };
  void resume(Partition);
  void say(Partition, Line&, Offset stored);
  void tell(Partition, Line&, Offset, const Committed*);
  void send(Partition, Line&, const Event&);
  void break_off();

  Town& town_;
  Vault& vault_;
  LocalStore& store_;
  const Mill& mill_;
  Owns owns_;
  Soon soon_;
  std::function<Time()> clock_;
  std::map<Partition, Line> lines_;
  std::uint64_t turns_ = 0;
  // To a topic's partition: what is sent lands in its order, up to some place and not beyond.
  struct Way { Time landing{}; bool cut = false; };
  std::map<std::pair<Partition, Family>, std::shared_ptr<Way>> ways_;
};

}  // namespace millrace::simulation
