// Keeps the Merkle trees of all partitions up to the journal, and signs their heads: every so often, at the end, and when a proof is asked for of
// what no head has yet. Each head is on the disk, in a file that is only ever appended to, before anybody hears of it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "commands/core/journal.hpp"
#include "infra/heads/head.hpp"
#include "infra/heads/tree_file.hpp"

namespace millrace::heads {

struct Options {
  std::filesystem::path directory;                     // of the trees; made if it is not there
  std::filesystem::path published;                     // the file of heads: one as JSON on each line
  std::chrono::seconds every{3600};
  std::function<Time()> now;
  std::function<void(const std::string&)> log_error = {};
  // Tells others of them, too: from the keeper's thread, which may wait there; what it throws is logged, and they come again.
  std::function<void(const std::vector<SignedHead>&)> publish = {};
};

// Thread-safe. A thread of its own, of low priority.
class Keeper final : public Heads {
 public:
  // All outlive it. Throws std::system_error when the files cannot be written.
  Keeper(Options, const Journal&, const Digest& seed, segments::Files& = segments::disk());
  // From then on it signs by itself.
  void start();
  // Signs what is new, if it was started.
  ~Keeper() override;

  std::vector<SignedHead> newest(Partition) override;
  std::optional<Inclusion> inclusion(Partition, Offset) override;
  std::optional<std::vector<Digest>> consistency(Partition, std::int64_t from, std::int64_t to) override;
  // A head for every partition that has grown since its last one.
  void sign_all();

  struct Figures {
    Time signed_at{};                                  // the last one, by this process
    std::int64_t contradicted = 0;                     // partitions of which the journal does not hold what a head says
  };
  Figures figures() const;

 private:
  struct GivenUp {};                                   // the process ends, and a long history is still being read

  void read_published();
  void run(const std::stop_token&);
  void try_to_sign_all();
  void publish();
  TreeFile grown(Partition);
  void need_what_was_said(Partition, TreeFile&);
  void grow(Partition, TreeFile&) const;
  bool holds(const TreeFile&, const Stated&) const;
  SignedHead head_of(Partition, const TreeFile&) const;
  void say(const std::vector<SignedHead>&);

  const Options options_;
  const Journal& journal_;
  const SigningKey key_;
  segments::Files& files_;
  mutable std::mutex mutex_;                           // guards what follows, and the trees
  std::unique_ptr<segments::File> file_;
  std::map<Partition, std::deque<SignedHead>> newest_;
  std::array<bool, partitions> checked_{};             // against the newest head of an earlier process
  std::vector<SignedHead> unpublished_;
  bool ended_ = false;                                 // the thread
  std::atomic<Time> signed_at_{};
  std::atomic<std::int64_t> contradicted_ = 0;
  std::atomic<bool> giving_up_ = false;
  std::condition_variable_any wake_;
  std::jthread thread_;                                // last: it uses all the others
};

}  // namespace millrace::heads
