// One HTTP/1.1 connection: read, judge, parse, hand over, answer, again. At most one request is outstanding. Private to server.cpp.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/write.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <condition_variable>
#include <optional>
#include <unordered_map>

#include "gateways/core/problem.hpp"
#include "infra/http/gate.hpp"
#include "infra/http/websocket.hpp"

namespace millrace::http_server {

// What all connections of a server share.
struct Shared {
  HttpOptions options;
  HttpServer::Handler handler;
  SocketHandler sockets;
  std::atomic<bool> draining = false;
  std::atomic<int> connections = 0;
  std::mutex mutex;
  std::condition_variable settled;
  int in_flight = 0;                                       // under the mutex
  std::unordered_map<std::string, int> per_address;        // under the mutex

  // Whether one more connection from there is welcome; it then counts until `leave`.
  bool enter(const std::string& peer) {
    ++connections;
    if (!options.connections_per_address) return true;
    const std::lock_guard lock(mutex);
    return ++per_address[peer] <= options.connections_per_address;
  }
  void leave(const std::string& peer) {
    --connections;
    if (!options.connections_per_address) return;
    const std::lock_guard lock(mutex);
    if (const auto it = per_address.find(peer); it != per_address.end() && --it->second == 0) per_address.erase(it);
  }
  void begin() {
    const std::lock_guard lock(mutex);
    ++in_flight;
  }
  void end() {
    const std::lock_guard lock(mutex);
    if (--in_flight == 0) settled.notify_all();
  }
};

// Beast's parser, straight into our Request. The gate has judged the header block; here trailers and chunk extensions are refused.
class Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(Request& request) : x_request(request) { body_limit(boost::none); }

 private:
  using View = beast::string_view;
  using Code = beast::error_code;
  void on_request_impl(beast::http::verb, View method, View, int, Code&) override {
    x_request.method.assign(method.data(), method.size());
  }
  void on_response_impl(int, View, int, Code&) override {}
  void on_field_impl(beast::http::field, View name, View value, Code& error) override {
    if (is_header_done()) {
      error = beast::http::error::bad_field;
      return;
    }
    auto& [key, text] = x_request.headers.emplace_back();
    key.resize(name.size());
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    std::transform(name.begin(), name.end(), key.begin(), lower);
    text.assign(value.data(), value.size());
  }
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(View bytes, Code&) override {
    x_request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, View extensions, Code& error) override {
    if (!extensions.empty()) error = beast::http::error::bad_chunk_extension;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Code&) override {
    x_request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(Code&) override {}

  Request& x_request;
};

class Connection final : public Member {
 public:
  Connection(TcpSocket socket, std::string peer, std::shared_ptr<Loop> loop, Shared& shared)
      : x_loop(std::move(loop)), x_shared(shared), x_peer(std::move(peer)), x_socket(std::move(socket)) {}

  // On the loop's thread.
  void start() {
    Error ignored;
    x_socket.set_option(Tcp::no_delay(true), ignored);
    x_socket.non_blocking(true, ignored);
    x_loop->add(shared_from_this());
    x_bytes = std::make_unique<char[]>(capacity());
    within(x_shared.options.header_timeout_s);
    read();
  }

  // The answer to the outstanding request. From any thread, once a request.
  void answer(Response response) {
    x_response = std::move(response);
    x_answered.store(true, std::memory_order_release);
    if (!x_loop->here()) x_loop->wake(shared_from_this());
    else if (!x_handing_over) respond();
  }

  void on_wake() override {
    if (x_phase == Phase::handling && x_answered.load(std::memory_order_acquire)) respond();
    else if (x_phase == Phase::idle && x_begin != x_end) process();
  }

  void on_deadline() override {
    if (x_phase == Phase::header) refuse({408, "http.timeout", "The header did not arrive in time."});
    else if (x_phase == Phase::body) refuse({408, "http.timeout", "The body did not arrive in time."});
    else finish();
  }
  void on_drain() override {
    if (x_phase != Phase::handling && x_phase != Phase::writing) finish();
  }
  void on_stop() override { finish(); }

 private:
  enum class Phase { idle, header, body, handling, writing, lingering, ended };

  // Also the bound of a chunk's head: what does not fit is refused, so that nothing grows unseen.
  std::size_t capacity() const { return std::max<std::size_t>(16 * 1024, x_shared.options.header_bytes + 1); }
  std::string_view unread() const { return {x_bytes.get() + x_begin, x_end - x_begin}; }
  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }

  void consume(std::size_t n) {
    x_begin += n;
    if (x_begin == x_end) x_begin = x_end = 0;
  }

  void read() {
    if (x_begin > 0 && x_end == capacity()) {
      std::copy(x_bytes.get() + x_begin, x_bytes.get() + x_end, x_bytes.get());
      x_end -= x_begin;
      x_begin = 0;
    }
    x_reading = true;
    x_socket.async_read_some(asio::buffer(x_bytes.get() + x_end, capacity() - x_end),
                             [self = self()](Error error, std::size_t n) { self->on_read(error, n); });
  }

  void on_read(Error error, std::size_t n) {
    x_reading = false;
    if (x_phase == Phase::ended) return;
    if (x_phase == Phase::lingering && !error) return read();     // thrown away: the end of the buffer has not moved
    if (x_phase == Phase::writing) return;                        // a refusal overtook this read
    if (error) return finish();
    x_end += n;
    process();
  }

  void process() {
    if (x_phase == Phase::body) return take_body();
    if (x_phase == Phase::idle) {
      x_phase = Phase::header;
      x_seen = 0;
      within(x_shared.options.header_timeout_s);
    }
    const auto bytes = unread();
    const auto end = header_end(bytes, x_seen);
    const auto limit = x_shared.options.header_bytes;
    if (end == std::string_view::npos) return refuse({400, "http.malformed", "A line does not end with CRLF."});
    if (end > limit || (end == 0 && bytes.size() >= limit))
      return refuse({431, "http.headers_too_large", "The header is larger than this server takes."});
    x_seen = bytes.size();
    if (end == 0) return read();
    take_header(bytes.substr(0, end));
  }

  void take_header(std::string_view block) {
    auto judged = judge(block);
    if (judged.refusal) return refuse(judged.refusal);
    x_request = std::make_shared<Request>();
    x_request->path = std::move(judged.path);
    x_request->query = std::move(judged.query);
    x_request->peer = x_peer;
    x_parser.emplace(*x_request);
    x_parser->header_limit(static_cast<std::uint32_t>(block.size()));
    beast::error_code error;
    const auto n = x_parser->put(asio::buffer(block), error);
    if (error || n != block.size()) return refuse({400, "http.malformed", "The header cannot be read."});
    consume(n);
    x_keep_alive = x_parser->keep_alive();
    if (x_request->path == x_shared.options.websocket_path) return upgrade();
    x_head = x_request->method == "HEAD";
    if (x_head) x_request->method = "GET";
    const auto limit = x_shared.options.body_limit ? x_shared.options.body_limit(*x_request) : x_shared.options.body_bytes;
    if (x_parser->content_length().value_or(0) > limit) return refuse(too_large());
    if (x_parser->is_done()) return hand_over();
    x_parser->body_limit(limit);
    x_parser->eager(true);
    x_phase = Phase::body;
    within(x_shared.options.body_timeout_s);
    if (x_begin == x_end && beast::iequals(x_request->header("expect"), "100-continue")) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      Error ignored;                       // a peer whose window has no room for 25 bytes waits no longer than it likes
      x_socket.write_some(asio::buffer(go_on), ignored);
    }
    take_body();
  }

  static Refusal too_large() { return {413, "http.body_too_large", "The body is larger than this route takes."}; }

  void take_body() {
    while (x_begin != x_end && !x_parser->is_done()) {
      beast::error_code error;
      const auto n = x_parser->put(asio::buffer(unread()), error);
      consume(n);
      if (error == beast::http::error::need_more) {
        if (x_end - x_begin == capacity()) return refuse({400, "http.malformed", "The head of a chunk is too long."});
        break;
      }
      if (error == beast::http::error::body_limit) return refuse(too_large());
      if (error)
        return refuse({400, "http.malformed", "The body is not framed as announced, or has trailers or extensions."});
    }
    if (!x_parser->is_done()) return read();
    hand_over();
  }

  // Answers when the last copy of the Reply goes without having been called: a request is never left hanging.
  struct Answer {
    std::shared_ptr<Connection> to;
    std::atomic<bool> given = false;
    void give(Response response) {
      if (!given.exchange(true)) to->answer(std::move(response));
    }
    ~Answer() { give(problem(500, "http.no_answer", "Something went wrong inside.")); }
  };

  void hand_over() {
    x_phase = Phase::handling;
    deadline = Clock::time_point::max();
    x_answered.store(false, std::memory_order_relaxed);
    x_shared.begin();
    x_parser.reset();
    auto pending = std::make_shared<Answer>();
    pending->to = self();
    x_handing_over = true;
    try {
      x_shared.handler(std::move(x_request), [pending](Response response) { pending->give(std::move(response)); });
    } catch (...) {
      pending->give(problem(500, "http.failed", "Something went wrong inside."));
    }
    pending.reset();
    x_handing_over = false;
    if (x_phase == Phase::handling && x_answered.load(std::memory_order_acquire)) respond();
  }

  void respond() {
    if (x_phase != Phase::handling) return;
    if (x_shared.draining) x_keep_alive = false;
    send(std::move(x_response), x_head);
  }

  void refuse(const Refusal& refusal) {
    x_keep_alive = false;
    send(problem(refusal.status, refusal.code, refusal.detail), false);
  }

  void send(Response response, bool head) {
    const bool counted = x_phase == Phase::handling;
    x_phase = Phase::writing;
    x_counted = counted;
    x_out.clear();
    x_body.clear();
    const Framing framing{!x_keep_alive, head};
    append_head(x_out, response, x_loop->date(), framing);
    if (has_body(response, framing)) {
      if (response.body.size() <= 8 * 1024) x_out += response.body;
      else x_body = std::move(response.body);
    }
    // Most answers fit into the socket's buffer: then there is no trip through the scheduler.
    Error error;
    const std::array<asio::const_buffer, 2> all{asio::buffer(x_out), asio::buffer(x_body)};
    auto n = x_socket.write_some(all, error);
    if (error && error != asio::error::would_block) return finish();
    if (n == x_out.size() + x_body.size()) return on_written();
    within(x_shared.options.body_timeout_s);
    const auto of_head = std::min(n, x_out.size());
    const std::array<asio::const_buffer, 2> rest{asio::buffer(x_out) + of_head, asio::buffer(x_body) + (n - of_head)};
    asio::async_write(x_socket, rest, [self = self()](Error failed, std::size_t) {
      if (self->x_phase != Phase::writing) return;
      if (failed) return self->finish();
      self->on_written();
    });
  }

  void on_written() {
    settle();
    if (!x_keep_alive) return linger();
    x_phase = Phase::idle;
    within(x_shared.options.idle_timeout_s);
    if (x_begin == x_end) return read();
    x_loop->wake(shared_from_this());      // the next request is here already; called from here, each would grow the stack
  }

  // Says the end and reads on for a moment: closing over unread bytes would reset the connection and could take the answer with it.
  void linger() {
    x_phase = Phase::lingering;
    within(2);
    x_begin = x_end = 0;
    Error error;
    x_socket.shutdown(Tcp::socket::shutdown_send, error);
    if (error) return finish();
    if (!x_reading) read();
  }

  bool origin_is_welcome() const {
    const auto origin = x_request->header("origin");
    if (origin.empty()) return true;           // not a browser
    const auto& known = x_shared.options.origins;
    if (!known.empty()) return std::find(known.begin(), known.end(), origin) != known.end();
    const auto host = x_request->header("host");
    return (origin.starts_with("http://") && origin.substr(7) == host) || (origin.starts_with("https://") && origin.substr(8) == host);
  }

  void upgrade() {
    const auto header = [this](std::string_view name) { return x_request->header(name); };
    const auto has = [&](std::string_view name, const char* token) {
      const auto value = header(name);
      return beast::http::token_list{beast::string_view(value.data(), value.size())}.exists(token);
    };
    if (x_request->method != "GET" || !has("connection", "upgrade") || !has("upgrade", "websocket") ||
        header("sec-websocket-version") != "13" || header("sec-websocket-key").empty()) {
      x_keep_alive = false;
      auto response = problem(426, "http.websocket_only", "This address speaks WebSocket, version 13.");
      response.headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
      return send(std::move(response), false);
    }
    if (!origin_is_welcome()) return refuse({403, "http.origin", "WebSockets from this Origin are not taken."});
    if (!x_parser->is_done() || x_begin != x_end) return refuse({400, "http.malformed", "There is data behind the upgrade."});
    if (x_shared.draining) return refuse({503, "http.draining", "This server is about to stop."});
    UpgradeRequest request{beast::http::verb::get, x_shared.options.websocket_path, 11};
    for (const auto& [name, value] : x_request->headers) request.insert(name, value);
    const auto gone = [&shared = x_shared, peer = x_peer] { shared.leave(peer); };
    const auto socket = std::make_shared<WebSocket>(std::move(x_socket), x_loop, x_shared.sockets,
                                                    x_shared.options.websocket_idle_s, gone);
    x_phase = Phase::ended;
    x_loop->remove(shared_from_this());
    socket->start(request);
  }

  void settle() {
    if (std::exchange(x_counted, false)) x_shared.end();
  }

  void finish() {
    if (x_phase == Phase::ended) return;
    if (x_phase == Phase::handling) x_counted = true;
    x_phase = Phase::ended;
    settle();
    Error ignored;
    x_socket.close(ignored);
    x_shared.leave(x_peer);
    x_loop->remove(shared_from_this());
  }

  const std::shared_ptr<Loop> x_loop;
  Shared& x_shared;
  const std::string x_peer;
  TcpSocket x_socket;
  Phase x_phase = Phase::header;
  bool x_reading = false, x_handing_over = false, x_keep_alive = false, x_head = false;
  bool x_counted = false;                      // as in flight
  std::unique_ptr<char[]> x_bytes;
  std::size_t x_begin = 0, x_end = 0, x_seen = 0;
  std::shared_ptr<Request> x_request;
  std::optional<Parser> x_parser;
  std::string x_out, x_body;
  Response x_response;
  std::atomic<bool> x_answered = false;        // publishes x_response to the loop's thread
};

}  // namespace millrace::http_server
