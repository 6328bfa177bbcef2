// A WebSocket connection of the server (RFC 6455 by Beast). Private to server.cpp.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <optional>

#include "infra/http/loop.hpp"
#include "infra/http/server.hpp"

namespace millrace::http_server {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using UpgradeRequest = beast::http::request<beast::http::empty_body>;

class WebSocket final : public Socket, public Member {
 public:
  // `gone` is called once, when the connection has ended.
  WebSocket(TcpSocket socket, std::shared_ptr<Loop> loop, const SocketHandler& handler, int idle_s, std::function<void()> gone)
      : loop_(std::move(loop)), handler_(handler), idle_s_(idle_s), gone_(std::move(gone)), stream_(std::move(socket)) {}

  // On the loop's thread. The request has been judged; Beast answers 101, or 400 when it is no good upgrade.
  void start(const UpgradeRequest& request) {
    loop_->add(shared_from_this());
    within(10);
    stream_.read_message_max(64 * 1024);
    stream_.auto_fragment(false);
    stream_.text(true);
    stream_.control_callback([this](websocket::frame_type, beast::string_view) { alive(); });
    stream_.async_accept(request, [self = self()](Error error) {
      if (error || self->ended_) return self->finish();
      self->open_ = true;
      self->alive();
      self->handler_.on_open(self);
      self->read();
      self->on_wake();
    });
  }

  // --- Socket: any thread ---

  void send(std::shared_ptr<const std::string> frame) override {
    const std::lock_guard lock(mutex_);
    if (close_) return;
    if (frames_ > 0 && (frames_ + 1 > max_frames || bytes_ + frame->size() > max_bytes)) {
      // What is queued can be had again by recovery; what is being written must end before a close frame can follow.
      drop_queue();
      return begin_close(3008, "slow");
    }
    ++frames_;
    bytes_ += frame->size();
    queue_.push_back(std::move(frame));
    wake();
  }

  std::size_t queued() const override {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

  void close(int code, std::string reason) override {
    const std::lock_guard lock(mutex_);
    if (!close_) begin_close(code, std::move(reason));
  }

  // --- Member: the loop's thread ---

  void on_wake() override {
    {
      const std::lock_guard lock(mutex_);
      awake_ = false;
      if (close_ && !std::exchange(leaving_, true)) within(close_s);
    }
    if (!writing_) write();
  }
  void on_deadline() override { finish(); }
  void on_drain() override {}
  void on_stop() override {
    close(3001, "shutdown");
    on_wake();
    within(1);
  }

 private:
  static constexpr std::size_t max_frames = 256, max_bytes = 1024 * 1024, max_message_bytes = 64 * 1024;
  static constexpr int close_s = 5;      // for the peer to take the last bytes and say good-bye

  std::shared_ptr<WebSocket> self() { return std::static_pointer_cast<WebSocket>(shared_from_this()); }

  void alive() {
    if (!leaving_ && !ended_) within(idle_s_);
  }

  void wake() {                          // under the lock
    if (awake_) return;
    awake_ = true;
    loop_->wake(shared_from_this());
  }

  void begin_close(int code, std::string reason) {      // under the lock
    reason.resize(std::min<std::size_t>(reason.size(), 123));
    close_.emplace(static_cast<websocket::close_code>(code), reason);
    wake();
  }

  void drop_queue() {                    // under the lock
    for (const auto& frame : queue_) bytes_ -= frame->size();
    frames_ -= queue_.size();
    queue_.clear();
  }

  // Takes from the queue what makes one message: the protocol is newline-delimited JSON, so that frames that wait together travel as
  // one message, one system call and one wake-up of the peer. A single frame is written where it lies.
  bool take() {
    const std::lock_guard lock(mutex_);
    sent_.clear();
    joined_.clear();
    std::size_t bytes = 0;
    for (const auto& frame : queue_) {
      if (!sent_.empty() && bytes + frame->size() > max_message_bytes) break;
      bytes += frame->size() + 1;
      sent_.push_back(frame);
    }
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(sent_.size()));
    if (sent_.size() > 1) {
      joined_.reserve(bytes);
      for (const auto& frame : sent_) joined_.append(*frame).push_back('\n');
      joined_.pop_back();
    }
    return !sent_.empty();
  }

  void write() {
    if (!open_ || ended_ || closing_) return;
    if (!take()) return close_when_asked();
    writing_ = true;
    const auto& bytes = sent_.size() == 1 ? *sent_.front() : joined_;
    stream_.async_write(asio::buffer(bytes), [self = self()](Error error, std::size_t) { self->on_written(error); });
  }

  void on_written(Error error) {
    writing_ = false;
    if (error || ended_) return finish();
    bool drained = false;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& frame : sent_) bytes_ -= frame->size();
      frames_ -= sent_.size();
      drained = queue_.empty() && !close_;
    }
    sent_.clear();
    if (joined_.capacity() > max_message_bytes / 4) std::string().swap(joined_);
    write();
    if (drained && !writing_ && handler_.on_drained) handler_.on_drained(self());
  }

  void close_when_asked() {
    websocket::close_reason reason;
    {
      const std::lock_guard lock(mutex_);
      if (!close_) return;
      reason = *close_;
    }
    closing_ = true;
    stream_.async_close(reason, [self = self()](Error) { self->finish(); });
  }

  void read() {
    buffer_.emplace(text_);
    stream_.async_read(*buffer_, [self = self()](Error error, std::size_t) {
      if (error || self->ended_) return self->finish();
      self->on_message();
    });
  }

  void on_message() {
    std::string text;
    text.swap(text_);
    alive();
    if (!stream_.got_text()) close(1003, "text only");
    else if (!asked_to_close()) handler_.on_text(self(), std::move(text));
    if (!ended_) read();
  }

  bool asked_to_close() const {
    const std::lock_guard lock(mutex_);
    return close_.has_value();
  }

  void finish() {
    if (ended_) return;
    ended_ = true;
    deadline = Clock::time_point::max();
    {
      const std::lock_guard lock(mutex_);
      if (!close_) close_.emplace(websocket::close_code::normal);     // nothing more is taken
      drop_queue();
    }
    Error ignored;
    beast::get_lowest_layer(stream_).close(ignored);
    const auto keep = self();
    loop_->remove(keep);
    if (open_) handler_.on_close(keep);
    gone_();
  }

  const std::shared_ptr<Loop> loop_;
  const SocketHandler& handler_;
  const int idle_s_;
  const std::function<void()> gone_;
  websocket::stream<TcpSocket, false> stream_;
  std::string text_;
  std::optional<asio::dynamic_string_buffer<char, std::char_traits<char>, std::allocator<char>>> buffer_;
  bool open_ = false, writing_ = false, ended_ = false;
  bool leaving_ = false, closing_ = false;                   // a close is asked for; it is under way
  std::vector<std::shared_ptr<const std::string>> sent_;      // being written
  std::string joined_;

  mutable std::mutex mutex_;                                  // guards what follows
  std::vector<std::shared_ptr<const std::string>> queue_;
  std::size_t frames_ = 0, bytes_ = 0;                       // queued or being written
  std::optional<websocket::close_reason> close_;
  bool awake_ = false;                                        // the loop knows that there is something to do
};

}  // namespace millrace::http_server
