// One thread of I/O: an io_context, the connections that live on it, their deadlines, and the inbox by which other threads wake
// them. A connection belongs to one loop for life, so nothing on it needs a lock or a strand. Private to server.cpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "infra/http/wire.hpp"

namespace millrace::http_server {

namespace asio = boost::asio;
using Error = boost::system::error_code;
using Tcp = asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using TcpSocket = asio::basic_stream_socket<Tcp, Executor>;
using Clock = std::chrono::steady_clock;

// What lives on a loop. All but the constructor runs on its thread.
class Member : public std::enable_shared_from_this<Member> {
 public:
  virtual ~Member() = default;
  virtual void on_wake() = 0;
  virtual void on_deadline() = 0;    // the deadline has passed; it is at max() again
  virtual void on_drain() = 0;       // end when idle
  virtual void on_stop() = 0;        // end now
  Clock::time_point deadline = Clock::time_point::max();

  void within(int seconds) { deadline = Clock::now() + std::chrono::seconds(seconds); }
};

class Loop : public std::enable_shared_from_this<Loop> {
 public:
  asio::io_context context{1};

  // The calling thread's own; null on any other.
  static std::shared_ptr<Loop> current() { return current_ ? current_->shared_from_this() : nullptr; }

  void run() {
    current_ = this;
    refresh_date();
    tick();
    context.run();
  }
  bool here() { return context.get_executor().running_in_this_thread(); }
  const std::string& date() const { return date_; }

  void add(std::shared_ptr<Member> member) { members_.insert(std::move(member)); }
  void remove(const std::shared_ptr<Member>& member) {
    members_.erase(member);
    if (stopping_ && members_.empty()) timer_.cancel();
  }

  // Has `on_wake` of that member called soon. From any thread; one post serves all that wake before it runs.
  void wake(std::shared_ptr<Member> member) {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_) return;
      inbox_.push_back(std::move(member));
      if (inbox_.size() + jobs_.size() > 1) return;
    }
    asio::post(context, [this] { read_inbox(); });
  }

  // Has that done soon, before whoever has been woken. From any thread; once it has stopped, `what` is let go undone. It must not throw.
  void soon(std::function<void()> what) {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_) return;
      jobs_.push_back(std::move(what));
      if (inbox_.size() + jobs_.size() > 1) return;
    }
    asio::post(context, [this] { read_inbox(); });
  }

  void drain() {
    for (const auto& member : copy_of_members()) member->on_drain();
  }
  // Ends every member; `run` returns when the last one is gone, which their deadlines bound.
  void stop() {
    stopping_ = true;
    for (const auto& member : copy_of_members()) member->on_stop();
    timer_.cancel();
  }

 private:
  std::vector<std::shared_ptr<Member>> copy_of_members() const { return {members_.begin(), members_.end()}; }

  void read_inbox() {
    {
      const std::lock_guard lock(mutex_);
      inbox_.swap(awake_);
      jobs_.swap(at_hand_);
    }
    for (const auto& job : at_hand_) job();
    at_hand_.clear();
    for (const auto& member : awake_) member->on_wake();
    awake_.clear();
  }

  // Deadlines are looked at four times a second: a timer for each connection would cost two system calls a request.
  void tick() {
    if (stopping_ && members_.empty()) {
      std::vector<std::function<void()>> undone;             // ends outside the lock: what it holds may want to wake somebody
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      inbox_.clear();
      jobs_.swap(undone);
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(250));
    timer_.async_wait([this](Error) {
      refresh_date();
      sweep();
      tick();
    });
  }

  void sweep() {
    const auto now = Clock::now();
    std::vector<std::shared_ptr<Member>> late;
    for (const auto& member : members_)
      if (member->deadline <= now) late.push_back(member);
    for (const auto& member : late) {
      member->deadline = Clock::time_point::max();
      member->on_deadline();
    }
  }

  void refresh_date() {
    const auto now = std::time(nullptr);
    if (now == date_at_) return;
    date_at_ = now;
    date_ = http_date(now);
  }

  asio::steady_timer timer_{context};
  std::unordered_set<std::shared_ptr<Member>> members_;
  bool stopping_ = false;
  std::time_t date_at_ = 0;
  std::string date_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Member>> inbox_, awake_;
  std::vector<std::function<void()>> jobs_, at_hand_;
  bool stopped_ = false;     // guarded by mutex_: nobody reads the inbox any more
  static inline thread_local Loop* current_ = nullptr;
};

}  // namespace millrace::http_server
