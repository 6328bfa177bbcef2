// The thread that brings erasures to their end: what SubjectErased has taken out of the rows goes from the disks, the subject's key is destroyed,
// and a signed statement says so. It works from the rows of the local store, so one that was cut short is done again by the next process. When
// nobody is being erased, those begin to be whom their business keeps no longer.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "gateways/inbox/retention_sweep.hpp"
#include "infra/crypto/signing_key.hpp"
#include "infra/runtime/running_mill.hpp"
#include "projections/inbox/privacy.hpp"

namespace millrace {

class Eraser {
 public:
  struct Parts {
    RunningMill& mill;
    const Services& services;
    Uuid incarnation;
    // Any of these may throw: the erasure is tried again. All may be repeated.
    std::function<std::optional<Uuid>(const Uuid& tenant, const Uuid& subject)> subject_key;   // none: nothing was ever sealed for it
    std::function<void(const Uuid& key)> destroy;
    std::function<std::int64_t(const Uuid& tenant, const Uuid& subject)> left_in_store;         // texts of the subject that can still be read
    std::function<std::uint64_t()> mark;                         // names what the store has been written so far
    std::function<bool(std::uint64_t mark)> compact;             // false: an earlier state than that is still being read
    std::function<void(const Uuid& tenant)> forget_files;         // captured mails and exports of that business
    // Texts that are left in PostgreSQL once it has come to that record; nothing: not yet. Without PostgreSQL there is no such function.
    std::function<std::optional<std::int64_t>(const Uuid& tenant, const Uuid& subject, Offset)> left_in_sql;
    bool public_topics = false;
    std::function<void(const std::string&)> log;
  };
  explicit Eraser(Parts);
  ~Eraser();                                                     // when the one in hand has come to something

  // What a statement is signed with; also what others verify it with.
  static constexpr std::string_view label = "erasures";
  static constexpr auto topics_kept = std::chrono::days{30}, key_backups_kept = std::chrono::days{30};

 private:
  void run();
  struct Job {
    Uuid tenant;
    privacy::ErasureRow row;
    std::optional<Uuid> key = {};
  };
  struct Begun {
    std::uint64_t mark;                                          // the store was without that text by then
    std::optional<std::int64_t> left_in_sql = {};                // once it has been looked at
  };
  std::vector<Job> running();
  void expire();
  bool begin(Job&);
  void finish(const Job&);
  // What providers have delivered on a day that is over for long: under a key of its own, and in no row, so that goes and all is done.
  void forget_days();
  bool recorded(const Uuid& tenant, const Uuid& id, AnyAsk);
  AnyAsk statement(const Job&) const;

  Parts parts_;
  SigningKey key_;
  RetentionSweep sweep_;
  std::map<Uuid, Begun> begun_;                                  // by erasure
  std::set<Uuid> told_;                                          // the journal has their ends
  std::string said_;                                             // as the log has heard it
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace millrace
