// Where passwords are hashed and checked, slow on purpose: who may wait for it, whose turn it is, and who has guessed too often.
// Thread-safe.
#pragma once

#include <variant>

#include "gateways/core/limits.hpp"
#include "infra/runtime/fair_pool.hpp"

namespace millrace {

class Passwords {
 public:
  // What is done in turn; says whether a password was right, when it has checked one.
  using Work = std::function<std::optional<bool>()>;
  using Refuse = std::function<void(Response)>;

  explicit Passwords(std::function<Time()> now) : now_(std::move(now)) {}

  // A new one is only hashed: that is no guess, and no wrong ones hold it up.
  enum class What { tried, made };
  // Room for one more of that account from that address, which take_turn() gives back; else what to answer.
  std::variant<Asker, Response> enter(const std::string& address, const std::string& account, What);
  // Does it in its turn, or refuses it when those before it have guessed wrong.
  void take_turn(const Asker&, What, Work, Refuse);
  int waiting() const { return pool_.entered(); }
  void join() { pool_.join(); }

 private:
  std::optional<Response> too_many_wrong(const Asker&, What);
  void heard(const Asker&, bool right);

  const std::function<Time()> now_;
  std::mutex mutex_;                         // guards the next
  Guesses guesses_;
  FairPool pool_{1, {.in_all = 256, .of_group = 32, .of_person = 4}};
};

}  // namespace millrace
