// Threads whose work goes round over those who asked for it. Thread-safe.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <mutex>

#include "domain/core/time.hpp"
#include "gateways/core/turns.hpp"

namespace millrace {

class FairPool {
 public:
  using Work = std::function<void()>;
  using Bounds = Turns<Work>::Bounds;
  using Room = Turns<Work>::Room;

  FairPool(std::size_t threads, Bounds bounds) : turns_(bounds), pool_(threads) {}

  // Counts one more of those, until it leaves; whoever posts without is bounded elsewhere.
  Room enter(const Asker& who) {
    const std::lock_guard lock{mutex_};
    return turns_.enter(who);
  }
  void leave(const Asker& who) {
    const std::lock_guard lock{mutex_};
    turns_.leave(who);
  }
  int entered() const {
    const std::lock_guard lock{mutex_};
    return turns_.entered();
  }
  void post(const Asker& who, Work work) {
    {
      const std::lock_guard lock{mutex_};
      turns_.push(who, [this, who, work = std::move(work)] {
        work();
        const std::lock_guard done{mutex_};
        turns_.rest(who);
      });
    }
    boost::asio::post(pool_, [this] { next()(); });
  }
  // The same after a while, for which no thread waits.
  void post_after(Duration wait, const Asker& who, Work work) {
    const auto timer = std::make_shared<boost::asio::steady_timer>(pool_, wait);
    timer->async_wait([this, timer, who, work = std::move(work)](boost::system::error_code) mutable { post(who, std::move(work)); });
  }
  // Ends when all has been done; what is posted later is done by the next join().
  void join() {
    pool_.join();
    for (;;) {
      Work left;
      {
        const std::lock_guard lock{mutex_};
        if (!turns_.waiting()) return;
        left = *turns_.pop();
      }
      left();
    }
  }

 private:
  Work next() {
    const std::lock_guard lock{mutex_};
    return *turns_.pop();                    // there is one for each that was posted
  }

  mutable std::mutex mutex_;
  Turns<Work> turns_;
  boost::asio::thread_pool pool_;
};

}  // namespace millrace
