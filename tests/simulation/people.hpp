// Those outside: people who ask with a key and ask again, who look with a position token, and who listen and come back with `since`.
#pragma once

#include "schemas/json/node.hpp"
#include "tests/simulation/town.hpp"

namespace millrace::simulation {

// Asks one thing after another, of whichever process answers.
class Writer {
 public:
  Writer(Town& town, int commands) : town_(town), left_(commands) {}
  void next();
  bool done() const { return left_ == 0; }

 private:
  Command made_up();
  AnyAsk made_up_ask(const Uuid& tenant);
  void ask(Command);
  void attempt(std::size_t asked, int tries);
  void heard(std::size_t asked, std::size_t attempt, int tries, std::optional<Reply>);
  void look(const Uuid& tenant, const Uuid& stream, Offset wanted);
  Uuid fresh();

  Town& town_;
  int left_;
  std::set<Uuid> used_again_;                            // keys under which something else has been asked, too
  std::map<Uuid, std::int64_t> versions_;                // as far as this one knows
};

// How far a process had settled and folded each partition when it sent something.
using Reached = std::map<Partition, std::pair<Offset, Offset>>;

// Listens to one channel.
class Listener {
 public:
  Listener(Town& town, int no);
  void come();
  void frame(const std::string&, const Reached& settled);
  void leave(Duration away = {});
  ConnectionId connection() const { return connection_; }
  bool listens() const { return session_ != nullptr; }
  const Heard* session() const { return session_; }
  bool wants_to_listen() const;

 private:
  void again(Duration);
  void subscribe();
  void publication(Node, const Reached& settled);

  Town& town_;
  Uuid guest_, tenant_;
  Partition partition_;
  std::string channel_;
  ConnectionId connection_ = 0;
  std::string epoch_, asked_epoch_;
  std::optional<Offset> since_;
  Offset asked_since_ = -1;
  Heard* session_ = nullptr;
  std::uint64_t visit_ = 0;
};

struct People {
  explicit People(Town&);
  void begin();
  bool done() const;                                     // have asked everything and hear everything
  // From the processes: frames on their way, and connections that are gone.
  void frame(ConnectionId, std::shared_ptr<const std::string>, Reached settled);
  std::size_t queued(ConnectionId) const;
  void closed(ConnectionId);
  void lost(int process);

  struct Link { int process; Listener* listener; Time last{}; std::size_t under_way = 0; };   // bytes
  ConnectionId open(int process, Listener&);
  void say(ConnectionId, std::string);

  Town& town;
  std::vector<Uuid> guests;
  std::map<Uuid, std::vector<Id<Jar>>> jars;             // that somebody has heard of, by tenant
  std::deque<Writer> writers;
  std::deque<Listener> listeners;
  std::map<ConnectionId, Link> links;
  ConnectionId next_connection = 1;
  std::uint64_t next_id = 1;

 private:
  void look_at_tables();
};

// A JSON value as one text, whoever wrote it.
std::string text_of(Node);

}  // namespace millrace::simulation
