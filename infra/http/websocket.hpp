// A WebSocket connection of the server (RFC 6455 by Beast). Private to server.cpp.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <optional>

#include <netinet/tcp.h>

#include "infra/http/held.hpp"
#include "infra/http/transport.hpp"

namespace millrace::http_server {

namespace websocket = boost::beast::websocket;
using UpgradeRequest = beast::http::request<beast::http::empty_body>;

class WebSocket final : public Socket, public Member {
 public:
  // `let_in` is called once, when the peer is known or the connection ends; `gone` once, when it has ended. Both on the loop's thread.
  WebSocket(Transport transport, std::shared_ptr<Loop> loop, const SocketHandler& handler, const HttpOptions& options, Held& held,
            std::string peer, std::function<void()> let_in, std::function<void()> gone)
      : loop_(std::move(loop)), handler_(handler), options_(options), let_in_(std::move(let_in)), gone_(std::move(gone)), stream_(std::move(transport)),
        holding_(held, std::move(peer)) {}

  // On the loop's thread. The request has been judged; Beast answers 101, or 400 when it is no good upgrade.
  void start(const UpgradeRequest& request) {
    loop_->add(shared_from_this());
    within(10);
    // What waits, waits where it is counted: the kernel takes little more than is on its way.
    Error ignored;
    stream_.next_layer().socket().set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>(64 * 1024), ignored);
    stream_.auto_fragment(false);
    stream_.text(true);
    stream_.control_callback([this](websocket::frame_type, beast::string_view) { on_control(); });
    ++options_.figures->websockets;
    stream_.async_accept(request, [self = self()](Error error) {
      if (error || self->ended_) return self->finish();
      self->open_ = true;
      self->alive();
      self->handler_.on_open(self);
      self->on_wake();
    });
  }

  // --- Socket: any thread ---

  void send(std::shared_ptr<const std::string> frame) override {
    const std::lock_guard lock(mutex_);
    if (close_) return;
    if (frames_ > 0 && !room_for(frame->size())) {
      // What is queued can be had again by recovery; what is being written must end before a close frame can follow.
      drop_queue();
      slow_ = true;
      return begin_close(3008, "slow");
    }
    ++frames_;
    count(frame->size());
    queue_.push_back(std::move(frame));
    wake();
  }

  std::size_t queued() const override {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    return bytes_;
  }

  void read_on(std::size_t most_bytes) override {
    const std::lock_guard lock(mutex_);
    wanted_ = most_bytes;
    wake();
  }

  void known() override {
    const std::lock_guard lock(mutex_);
    known_ = true;
    wake();
  }

  void close(int code, std::string reason) override {
    const std::lock_guard lock(mutex_);
    if (!close_) begin_close(code, std::move(reason));
  }

  // --- Member: the loop's thread ---

  void on_wake() override {
    std::size_t wanted = 0;
    bool known = false;
    {
      const std::lock_guard lock(mutex_);
      awake_ = false;
      known = known_;
      if (close_ && !std::exchange(leaving_, true)) within(slow_ ? options_.websocket_slow_s : options_.websocket_close_s);
      if (!close_ && open_) wanted = std::exchange(wanted_, 0);
    }
    if (known) let_in();
    if (!writing_) write();
    if (wanted > 0 && !ended_) begin_read(wanted);
  }
  void on_deadline() override {
    bool slow = false;
    {
      const std::lock_guard lock(mutex_);
      slow = slow_;
    }
    // What it has not taken by now the kernel would go on offering.
    Error ignored;
    if (slow || (leaving_ && writing_)) stream_.next_layer().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    finish();
  }
  void on_drain() override {}
  void on_stop() override {
    close(3001, "shutdown");
    on_wake();
    within(1);
  }

 private:
  static constexpr std::size_t max_frames = 256, max_bytes = 1024 * 1024, max_message_bytes = 64 * 1024;
  static constexpr int most_controls = 100;            // pings and pongs of the peer in ten seconds

  std::shared_ptr<WebSocket> self() { return std::static_pointer_cast<WebSocket>(shared_from_this()); }

  void alive() {
    if (!leaving_ && !ended_ && !in_text_) within(options_.websocket_idle_s);
  }

  void on_control() {
    alive();
    const auto now = Clock::now();
    if (now - controls_since_ > std::chrono::seconds(10)) controls_since_ = now, controls_ = 0;
    if (++controls_ > most_controls) close(3013, "too many requests");
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

  bool room_for(std::size_t bytes) const {              // under the lock
    if (frames_ + 1 > max_frames || bytes_ + bytes > max_bytes) return false;
    return bytes_ + bytes <= max_message_bytes || options_.figures->queued_bytes <= static_cast<std::int64_t>(options_.websocket_queued_bytes);
  }
  void count(std::size_t bytes) {                       // under the lock
    bytes_ += bytes;
    options_.figures->queued_bytes.fetch_add(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
  }
  void uncount(std::size_t bytes) {                     // under the lock
    bytes_ -= bytes;
    options_.figures->queued_bytes.fetch_sub(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
  }

  void drop_queue() {                    // under the lock
    for (const auto& frame : queue_) uncount(frame->size());
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
    {
      const std::lock_guard lock(mutex_);
      for (const auto& frame : sent_) uncount(frame->size());
      frames_ -= sent_.size();
    }
    sent_.clear();
    if (joined_.capacity() > max_message_bytes / 4) std::string().swap(joined_);
    write();
    if (!writing_ && handler_.on_drained && drained()) handler_.on_drained(self());
  }

  // And somebody wants to know.
  bool drained() {
    const std::lock_guard lock(mutex_);
    return queue_.empty() && !close_ && std::exchange(asked_, false);
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

  void begin_read(std::size_t most_bytes) {
    holding_.hold(0);                                         // the one before has been heard
    stream_.read_message_max(most_bytes);
    buffer_.emplace(text_);
    read();
  }

  // In pieces, so that what has come of a long one is counted, and none is on its way for ever.
  void read() {
    stream_.async_read_some(*buffer_, max_message_bytes, [self = self()](Error error, std::size_t) {
      if (error || self->ended_) return self->finish();
      self->on_piece();
    });
  }

  void on_piece() {
    if (!holding_.hold(text_.size())) return close(1013, "try again later");
    if (stream_.is_message_done()) return on_message();
    if (!std::exchange(in_text_, true) && !leaving_) within(options_.websocket_text_s);
    read();
  }

  void on_message() {
    in_text_ = false;
    std::string text;
    text.swap(text_);
    alive();
    if (!stream_.got_text()) close(1003, "text only");
    else if (!asked_to_close()) handler_.on_text(self(), std::move(text));
  }

  bool asked_to_close() const {
    const std::lock_guard lock(mutex_);
    return close_.has_value();
  }

  void let_in() {
    if (!std::exchange(in_, true)) let_in_();
  }

  void finish() {
    if (ended_) return;
    ended_ = true;
    let_in();
    deadline = Clock::time_point::max();
    {
      const std::lock_guard lock(mutex_);
      if (!close_) close_.emplace(websocket::close_code::normal);     // nothing more is taken
      drop_queue();
      uncount(bytes_);                                                // what was being written
    }
    --options_.figures->websockets;
    holding_.hold(0);
    Error ignored;
    stream_.next_layer().socket().close(ignored);
    const auto keep = self();
    loop_->remove(keep);
    if (open_) handler_.on_close(keep);
    gone_();
  }

  const std::shared_ptr<Loop> loop_;
  const SocketHandler& handler_;
  const HttpOptions& options_;
  const std::function<void()> let_in_, gone_;
  websocket::stream<Transport, false> stream_;
  Holding holding_;
  std::string text_;
  std::optional<asio::dynamic_string_buffer<char, std::char_traits<char>, std::allocator<char>>> buffer_;
  bool open_ = false, writing_ = false, ended_ = false, in_ = false;
  bool in_text_ = false;                                      // a text has begun to arrive
  int controls_ = 0;
  Clock::time_point controls_since_{};
  bool leaving_ = false, closing_ = false;                   // a close is asked for; it is under way
  std::vector<std::shared_ptr<const std::string>> sent_;      // being written
  std::string joined_;

  mutable std::mutex mutex_;                                  // guards what follows
  std::vector<std::shared_ptr<const std::string>> queue_;
  std::size_t frames_ = 0, bytes_ = 0;                       // queued or being written
  mutable bool asked_ = false;                                // how much is queued, and has not been told that nothing is
  std::size_t wanted_ = 0;                                    // one text of at most so many bytes
  bool known_ = false;                                        // who the peer is
  bool slow_ = false;                                         // that is why it is closed
  std::optional<websocket::close_reason> close_;
  bool awake_ = false;                                        // the loop knows that there is something to do
};

}  // namespace millrace::http_server
