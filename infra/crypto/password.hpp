// Passwords: argon2id (RFC 9106) as PHC strings, and the pool that keeps hashing from eating the machine.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "infra/crypto/random.hpp"

namespace millrace {

// OWASP's recommendation (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about 20 ms. They are
// written into each PHC string, so raising them leaves old hashes valid.
inline constexpr std::uint32_t argon2_memory_kib = 19 * 1024, argon2_passes = 2, argon2_lanes = 1;
inline constexpr std::size_t argon2_salt_bytes = 16, argon2_hash_bytes = 32;

// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". Takes 19 MiB and a while; throws std::runtime_error without memory.
std::string hash_password(std::string_view password, Random&);
// Takes as long. An empty `phc` (there is no such account) takes the same time as a real one and is false, so
// that the answer's delay tells nobody who has an account. What is no PHC string of argon2id is false.
bool verify_password(std::string_view phc, std::string_view password);

// Runs both on its own threads, behind a bounded queue: a wave of log-ins costs a bounded amount of memory and
// processor. What was accepted is answered, at the latest in the destructor; callbacks run on a thread of the
// pool and must not throw.
class PasswordPool {
 public:
  struct Options {
    std::size_t threads = 1;
    std::size_t waiting = 64;  // beyond the ones at work
  };
  // `random` must be thread-safe and outlive the pool.
  PasswordPool(Options, Random& random);
  ~PasswordPool();
  PasswordPool(const PasswordPool&) = delete;

  // False: too many wait already, answer 503; the callback is not called. "" is given when the hash could not
  // be made.
  [[nodiscard]] bool hash(std::string password, std::function<void(std::string phc)>);
  [[nodiscard]] bool verify(std::string phc, std::string password, std::function<void(bool)>);

 private:
  bool enqueue(std::function<void()>);
  void work();

  Options options_;
  Random& random_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace millrace
