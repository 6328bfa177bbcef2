// One process of the simulation: the server's own mill, reactors and SQL runner, above a simulated log, disk and clock. It crashes and comes
// back with what its disk has kept; it pauses and wakes up late.
#pragma once

#include "gateways/core/reactors.hpp"
#include "infra/mill/mill.hpp"
#include "tests/simulation/cellar.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/tables.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::simulation {

struct Town;

// What a person hears of a command.
struct Reply {
  enum class Kind { done, refused, key_reused, stale, not_now };
  Kind kind = Kind::not_now;
  std::string said = {};               // the reply's body, or the rule's code
  Offset offset = -1;                  // Journal-Position of a done one
  bool replayed = false;
  std::int64_t version = 0;            // of a stale one
  bool undecided = false;              // of a NotNow: it may yet be done
  Offset ended = -1;                   // where the partition ended when this was answered
  std::optional<Offset> behind = {};   // by an owner that was replaced and has read only as far: a refusal may be as old
};

// The keys that seal personal text: durable as soon as they are made, and sometimes late at the other processes.
class Keys final : public Vault {
 public:
  struct Shared {
    explicit Shared(std::uint64_t seed) : vault(seed) {}
    MemoryVault vault;
    struct Made { int by; Time elsewhere; };
    std::map<Uuid, Made> made;
  };
  Keys(Town& town, int process) : town_(town), process_(process) {}
  std::optional<Uuid> fresh_key() override;
  std::string seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) override;
  Opened open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) override;
  Digest secret(std::string_view purpose) override;

 private:
  Town& town_;
  int process_;
};

class Process final : FrameSink {
 public:
  Process(Town&, int no);
  ~Process() override;

  void start();
  void crash();
  void pause() { paused_ = true; }
  void wake();
  bool up() const { return life_ != nullptr; }
  bool takes_sockets() const { return up() && takes_sockets_; }   // not before it has caught up, as a server
  bool paused() const { return paused_; }
  int no() const { return no_; }
  Time clock() const;
  void jump(Duration d) { skew_ += d; }
  void set_right() { skew_ = {}; }

  // What the network brings. It runs when the process does, or never.
  void deliver(std::function<void()>);
  void submit(Command, Mill::Answered);
  void answer_person(Command, std::function<void(Reply)>);         // rendered, as the gateway would
  // A row as of a snapshot that has reached `min`, or nothing in time.
  struct Seen { Partition partition; Offset offset; std::string row; std::int64_t version; };
  void look(const Uuid& tenant, const Id<Jar>&, Offset min, std::function<void(std::optional<Seen>)>);
  void list(const Uuid& tenant, Offset min, std::function<void(std::optional<Seen>)>);
  void on_hub(std::function<void(Hub&)>);
  void landed(Partition);

  // For the judge.
  bool serves(Partition) const;
  bool in_doubt(Partition) const;                        // whether it still owns it
  std::string unsettled() const;                         // what is left to do; empty: nothing
  bool published(Partition) const;                       // and everybody outside can know
  const Disk& disk() const { return disk_; }
  LocalStore& store();

 private:
  struct Life;
  void send(ConnectionId, std::shared_ptr<const std::string>) override;
  std::size_t queued(ConnectionId) const override;
  void read_on(ConnectionId, std::size_t) override;
  void close(ConnectionId, int, std::string) override;
  void soon(Duration, std::function<void()>);
  void catch_up();
  void turn(const std::function<void(Mill&, Time)>&);
  void about_to_append(Partition, const std::string& bytes);
  void reported(Partition, std::optional<Offset>);
  void poll(Partition);
  void tick();
  void react();
  void carry_out(Reactors::Todo);
  void step_sql();
  void when_stored(Partition, Offset, std::function<void(std::shared_ptr<const Reader>)>);
  Reply rendered(const Command&, const Outcome&);

  Town& town_;
  int no_;
  int lives_ = 0;
  bool paused_ = false, takes_sockets_ = false;
  Duration skew_{};
  Time busy_until_{};                                    // the disk
  std::deque<std::function<void()>> backlog_;            // of a paused process
  Disk disk_;
  std::unique_ptr<Life> life_;
};

}  // namespace millrace::simulation
