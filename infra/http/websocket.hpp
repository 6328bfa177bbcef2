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
      : x_loop(std::move(loop)), x_handler(handler), x_idle_s(idle_s), x_gone(std::move(gone)), x_stream(std::move(socket)) {}

  // On the loop's thread. The request has been judged; Beast answers 101, or 400 when it is no good upgrade.
  void start(const UpgradeRequest& request) {
    x_loop->add(shared_from_this());
    within(10);
    x_stream.read_message_max(64 * 1024);
    x_stream.auto_fragment(false);
    x_stream.text(true);
    x_stream.control_callback([this](websocket::frame_type, beast::string_view) { alive(); });
    x_stream.async_accept(request, [self = self()](Error error) {
      if (error || self->x_ended) return self->finish();
      self->x_open = true;
      self->alive();
      self->x_handler.on_open(self);
      self->read();
      self->on_wake();
    });
  }

  // --- Socket: any thread ---

  void send(std::shared_ptr<const std::string> frame) override {
    const std::lock_guard lock(x_mutex);
    if (x_close) return;
    if (x_frames + 1 > max_frames || x_bytes + frame->size() > max_bytes) {
      // What is queued can be had again by recovery; what is being written must end before a close frame can follow.
      drop_queue();
      return begin_close(3008, "slow");
    }
    ++x_frames;
    x_bytes += frame->size();
    x_queue.push_back(std::move(frame));
    wake();
  }

  std::size_t queued() const override {
    const std::lock_guard lock(x_mutex);
    return x_bytes;
  }

  void close(int code, std::string reason) override {
    const std::lock_guard lock(x_mutex);
    if (!x_close) begin_close(code, std::move(reason));
  }

  // --- Member: the loop's thread ---

  void on_wake() override {
    {
      const std::lock_guard lock(x_mutex);
      x_awake = false;
      if (x_close && !std::exchange(x_leaving, true)) within(close_s);
    }
    if (!x_writing) write();
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
    if (!x_leaving && !x_ended) within(x_idle_s);
  }

  void wake() {                          // under the lock
    if (x_awake) return;
    x_awake = true;
    x_loop->wake(shared_from_this());
  }

  void begin_close(int code, std::string reason) {      // under the lock
    reason.resize(std::min<std::size_t>(reason.size(), 123));
    x_close.emplace(static_cast<websocket::close_code>(code), reason);
    wake();
  }

  void drop_queue() {                    // under the lock
    for (const auto& frame : x_queue) x_bytes -= frame->size();
    x_frames -= x_queue.size();
    x_queue.clear();
  }

  // Takes from the queue what makes one message: the protocol is newline-delimited JSON, so that frames that wait together travel as
  // one message, one system call and one wake-up of the peer. A single frame is written where it lies.
  bool take() {
    const std::lock_guard lock(x_mutex);
    x_sent.clear();
    x_joined.clear();
    std::size_t bytes = 0;
    for (const auto& frame : x_queue) {
      if (!x_sent.empty() && bytes + frame->size() > max_message_bytes) break;
      bytes += frame->size() + 1;
      x_sent.push_back(frame);
    }
    x_queue.erase(x_queue.begin(), x_queue.begin() + static_cast<std::ptrdiff_t>(x_sent.size()));
    if (x_sent.size() > 1) {
      x_joined.reserve(bytes);
      for (const auto& frame : x_sent) x_joined.append(*frame).push_back('\n');
      x_joined.pop_back();
    }
    return !x_sent.empty();
  }

  void write() {
    if (!x_open || x_ended || x_closing) return;
    if (!take()) return close_when_asked();
    x_writing = true;
    const auto& bytes = x_sent.size() == 1 ? *x_sent.front() : x_joined;
    x_stream.async_write(asio::buffer(bytes), [self = self()](Error error, std::size_t) { self->on_written(error); });
  }

  void on_written(Error error) {
    x_writing = false;
    if (error || x_ended) return finish();
    bool drained = false;
    {
      const std::lock_guard lock(x_mutex);
      for (const auto& frame : x_sent) x_bytes -= frame->size();
      x_frames -= x_sent.size();
      drained = x_queue.empty() && !x_close;
    }
    x_sent.clear();
    if (x_joined.capacity() > max_message_bytes / 4) std::string().swap(x_joined);
    write();
    if (drained && !x_writing && x_handler.on_drained) x_handler.on_drained(self());
  }

  void close_when_asked() {
    websocket::close_reason reason;
    {
      const std::lock_guard lock(x_mutex);
      if (!x_close) return;
      reason = *x_close;
    }
    x_closing = true;
    x_stream.async_close(reason, [self = self()](Error) { self->finish(); });
  }

  void read() {
    x_buffer.emplace(x_text);
    x_stream.async_read(*x_buffer, [self = self()](Error error, std::size_t) {
      if (error || self->x_ended) return self->finish();
      self->on_message();
    });
  }

  void on_message() {
    std::string text;
    text.swap(x_text);
    alive();
    if (!x_stream.got_text()) close(1003, "text only");
    else if (!asked_to_close()) x_handler.on_text(self(), std::move(text));
    if (!x_ended) read();
  }

  bool asked_to_close() const {
    const std::lock_guard lock(x_mutex);
    return x_close.has_value();
  }

  void finish() {
    if (x_ended) return;
    x_ended = true;
    deadline = Clock::time_point::max();
    {
      const std::lock_guard lock(x_mutex);
      if (!x_close) x_close.emplace(websocket::close_code::normal);     // nothing more is taken
      drop_queue();
    }
    Error ignored;
    beast::get_lowest_layer(x_stream).close(ignored);
    const auto keep = self();
    x_loop->remove(keep);
    if (x_open) x_handler.on_close(keep);
    x_gone();
  }

  const std::shared_ptr<Loop> x_loop;
  const SocketHandler& x_handler;
  const int x_idle_s;
  const std::function<void()> x_gone;
  websocket::stream<TcpSocket, false> x_stream;
  std::string x_text;
  std::optional<asio::dynamic_string_buffer<char, std::char_traits<char>, std::allocator<char>>> x_buffer;
  bool x_open = false, x_writing = false, x_ended = false;
  bool x_leaving = false, x_closing = false;                   // a close is asked for; it is under way
  std::vector<std::shared_ptr<const std::string>> x_sent;      // being written
  std::string x_joined;

  mutable std::mutex x_mutex;                                  // guards what follows
  std::vector<std::shared_ptr<const std::string>> x_queue;
  std::size_t x_frames = 0, x_bytes = 0;                       // queued or being written
  std::optional<websocket::close_reason> x_close;
  bool x_awake = false;                                        // the loop knows that there is something to do
};

}  // namespace millrace::http_server
