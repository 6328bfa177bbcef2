// One HTTP/1.1 connection: read, judge, parse, hand over, answer, again. At most one request is outstanding. Private to server.cpp.
#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <boost/asio/write.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <optional>

#include "gateways/core/entry.hpp"
#include "infra/http/gate.hpp"
#include "infra/http/parser.hpp"
#include "infra/http/shared.hpp"
#include "infra/http/websocket.hpp"

namespace millrace::http_server {

class Connection final : public Member {
 public:
  // With a certificate it speaks TLS.
  Connection(TcpSocket socket, std::string peer, std::shared_ptr<Loop> loop, Shared& shared, Transport::Certificate certificate)
      : loop_(std::move(loop)), shared_(shared), peer_(std::move(peer)), transport_(std::move(socket)), certificate_(std::move(certificate)),
        holding_(shared.held, peer_) {}

  // On the loop's thread.
  void start() {
    Error ignored;
    transport_.socket().set_option(Tcp::no_delay(true), ignored);
    transport_.socket().non_blocking(true, ignored);
    loop_->add(shared_from_this());
    bytes_ = std::make_unique_for_overwrite<char[]>(capacity());
    within(shared_.options.header_timeout_s);
    if (certificate_) meet();
    else read();
  }

  // The answer to the outstanding request. From any thread, once a request.
  void answer(Response response) {
    response_ = std::move(response);
    answered_.store(true, std::memory_order_release);
    if (!loop_->here()) loop_->wake(shared_from_this());
    else if (!handing_over_) respond();
  }

  void on_wake() override {
    if (phase_ == Phase::handling && answered_.load(std::memory_order_acquire)) respond();
    else if (phase_ == Phase::idle && begin_ != end_) process();
  }

  void on_deadline() override {
    if (phase_ == Phase::meeting || going_on_) finish();
    else if (phase_ == Phase::header) refuse({&rule::http_timeout, "The header did not arrive in time."});
    else if (phase_ == Phase::body) refuse({&rule::http_timeout, "The body did not arrive in time."});
    else if (std::exchange(resting_, false)) next_request();
    else finish();
  }
  void on_drain() override {
    if (phase_ != Phase::handling && phase_ != Phase::writing) finish();
  }
  void on_stop() override { finish(); }

 private:
  enum class Phase { meeting, idle, header, body, handling, writing, lingering, ended };

  // Also the bound of a chunk's head: what does not fit is refused, so that nothing grows unseen.
  std::size_t capacity() const { return std::max<std::size_t>(16 * 1024, shared_.options.header_bytes + 1); }
  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }
  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }

  // What begins like a request is no greeting of TLS: it is answered as it came, so that whoever took the wrong scheme is told.
  void meet() {
    phase_ = Phase::meeting;
    transport_.socket().async_wait(TcpSocket::wait_read, [self = self()](Error error) {
      if (self->phase_ == Phase::ended) return;
      char first = 0;
      if (error || ::recv(self->transport_.socket().native_handle(), &first, 1, MSG_PEEK) != 1) return self->finish();
      if (first >= 'A' && first <= 'Z') return self->met();
      self->transport_.secure(self->certificate_, [self](Error failed) {
        if (self->phase_ == Phase::ended) return;
        if (failed) self->finish();
        else self->met();
      });
    });
  }
  void met() {
    phase_ = Phase::header;
    read();
  }

  void consume(std::size_t n) {
    begin_ += n;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  void read() {
    if (begin_ > 0 && end_ == capacity()) {
      std::copy(bytes_.get() + begin_, bytes_.get() + end_, bytes_.get());
      end_ -= begin_;
      begin_ = 0;
    }
    reading_ = true;
    transport_.async_read_some(asio::buffer(bytes_.get() + end_, capacity() - end_),
                               [self = self()](Error error, std::size_t n) { self->on_read(error, n); });
  }

  void on_read(Error error, std::size_t n) {
    reading_ = false;
    if (phase_ == Phase::ended) return;
    if (phase_ == Phase::lingering && !error) return transport_.secure() ? void() : read();     // thrown away: the end of the buffer has not moved
    if (phase_ == Phase::writing) return;                        // a refusal overtook this read
    if (error) return finish();
    end_ += n;
    process();
  }

  void process() {
    if (phase_ == Phase::body) return take_body();
    if (phase_ == Phase::idle) {
      phase_ = Phase::header;
      seen_ = 0;
      within(shared_.options.header_timeout_s);
    }
    const auto bytes = unread();
    const auto end = header_end(bytes, seen_);
    const auto limit = shared_.options.header_bytes;
    if (end == std::string_view::npos) return refuse({&rule::http_malformed, "A line does not end with CRLF."});
    if (end > limit || (end == 0 && bytes.size() >= limit))
      return refuse({&rule::http_headers_too_large});
    seen_ = bytes.size();
    if (end == 0) return read();
    take_header(bytes.substr(0, end));
  }

  void take_header(std::string_view block) {
    if (certificate_ && !transport_.secure()) return refuse({&rule::http_in_the_clear});
    auto judged = judge(block);
    if (judged.refusal) return refuse(judged.refusal);
    request_ = std::make_shared<Request>();
    request_->headers.reserve(16);
    request_->path = std::move(judged.path);
    request_->query = std::move(judged.query);
    parser_.emplace(*request_);
    parser_->header_limit(static_cast<std::uint32_t>(block.size()));
    beast::error_code error;
    const auto n = parser_->put(asio::buffer(block), error);
    if (error || n != block.size()) return refuse({&rule::http_malformed, "The header cannot be read."});
    request_->peer = shared_.addresses.of(peer_, *request_);
    holding_.belongs_to(request_->peer);
    for_another_ = request_->peer != peer_;
    consume(n);
    keep_alive_ = parser_->keep_alive();
    if (request_->path == shared_.options.websocket_path) return upgrade();
    head_ = request_->method == "HEAD";
    reads_ = head_ || request_->method == "GET";
    if (head_) request_->method = "GET";
    if (parser_->is_done()) return hand_over();
    body_limit_ = shared_.options.body_limit ? shared_.options.body_limit(*request_) : shared_.options.body_bytes;
    if (parser_->content_length().value_or(0) > body_limit_) return too_large();
    parser_->body_limit(body_limit_);
    parser_->eager(true);
    phase_ = Phase::body;
    within(shared_.options.body_timeout_s);
    if (begin_ == end_ && beast::iequals(request_->header("expect"), "100-continue")) return go_on();
    take_body();
  }

  void go_on() {
    static constexpr std::string_view say = "HTTP/1.1 100 Continue\r\n\r\n";
    going_on_ = true;
    asio::async_write(transport_, asio::buffer(say), [self = self()](Error error, std::size_t) {
      self->going_on_ = false;
      if (self->phase_ == Phase::ended) return;
      if (error) self->finish();
      else self->take_body();
    });
  }

  void too_large() {
    keep_alive_ = false;
    const auto most = std::to_string(body_limit_ / 1024) + " KiB";
    send(problem(rule::http_body_too_large, "It takes " + most + "; send less at a time."), false);
  }

  static Response busy_response() {
    return unavailable(rule::http_busy);
  }
  void busy() {
    keep_alive_ = false;
    send(busy_response(), false);
  }

  void take_body() {
    while (begin_ != end_ && !parser_->is_done()) {
      beast::error_code error;
      const auto n = parser_->put(asio::buffer(unread()), error);
      consume(n);
      if (error == beast::http::error::need_more) {
        if (end_ - begin_ == capacity()) return refuse({&rule::http_malformed, "The head of a chunk is too long."});
        break;
      }
      if (error == beast::http::error::body_limit) return too_large();
      if (!holding_.hold(request_->body.size())) return busy();
      if (error)
        return refuse({&rule::http_malformed, "The body is not framed as announced, or has trailers or extensions."});
    }
    if (!parser_->is_done()) return read();
    hand_over();
  }

  // Answers when the last copy of the Reply goes without having been called: a request is never left hanging.
  struct Answer {
    std::shared_ptr<Connection> to;
    std::atomic<bool> given = false;
    void give(Response response) {
      if (!given.exchange(true)) to->answer(std::move(response));
    }
    ~Answer() { give(problem(rule::http_no_answer)); }
  };

  void hand_over() {
    phase_ = Phase::handling;
    deadline = Clock::time_point::max();
    answered_.store(false, std::memory_order_relaxed);
    shared_.begin();
    parser_.reset();
    auto pending = std::make_shared<Answer>();
    pending->to = self();
    handing_over_ = true;
    try {
      shared_.handler(std::move(request_), [pending](Response response) { pending->give(std::move(response)); });
    } catch (...) {
      pending->give(problem(rule::http_failed));
    }
    pending.reset();
    handing_over_ = false;
    if (phase_ == Phase::handling && answered_.load(std::memory_order_acquire)) respond();
  }

  void respond() {
    if (phase_ != Phase::handling) return;
    if (shared_.draining) keep_alive_ = false;
    // What has been done is told in any case; what was only read can be read again.
    if (!holding_.hold(response_.body.size(), !reads_)) response_ = busy_response();
    send(std::move(response_), head_);
  }

  void refuse(const Refusal& refusal) {
    keep_alive_ = false;
    auto response = problem(*refusal.rule, refusal.detail);
    if (refusal.status() == 405) response.headers.emplace_back("Allow", known_methods);
    send(std::move(response), false);
  }

  void send(Response response, bool head) {
    const bool counted = phase_ == Phase::handling;
    rests_ = response.status == 429 && !for_another_;   // what comes next from a proxy is somebody else's
    phase_ = Phase::writing;
    counted_ = counted;
    out_.clear();
    body_.clear();
    const Framing framing{!keep_alive_, head, transport_.secure()};
    append_head(out_, response, loop_->date(), framing);
    if (has_body(response, framing)) {
      if (response.body.size() <= 8 * 1024) out_ += response.body;
      else body_ = std::move(response.body);
    }
    // Most answers fit into the socket's buffer: then there is no trip through the scheduler.
    Error error;
    const std::array<asio::const_buffer, 2> all{asio::buffer(out_), asio::buffer(body_)};
    auto n = transport_.write_now(all, error);
    if (error && error != asio::error::would_block) return finish();
    if (n == out_.size() + body_.size()) return on_written();
    within(shared_.options.body_timeout_s);
    const auto of_head = std::min(n, out_.size());
    const std::array<asio::const_buffer, 2> rest{asio::buffer(out_) + of_head, asio::buffer(body_) + (n - of_head)};
    asio::async_write(transport_, rest, [self = self()](Error failed, std::size_t) {
      if (self->phase_ != Phase::writing) return;
      if (failed) return self->finish();
      self->on_written();
    });
  }

  void on_written() {
    settle();
    if (!keep_alive_) return linger();
    phase_ = Phase::idle;
    // Whoever is told to wait does so: here, where it costs nobody anything. Until the next sweep.
    if ((resting_ = rests_)) return within(0);
    next_request();
  }

  void next_request() {
    within(shared_.options.idle_timeout_s);
    if (begin_ == end_) return read();
    loop_->wake(shared_from_this());      // it is here already; called from here, each would grow the stack
  }

  // Says the end and reads on for a moment: closing over unread bytes would reset the connection and could take the answer with it.
  void linger() {
    phase_ = Phase::lingering;
    within(2);
    begin_ = end_ = 0;
    if (transport_.secure()) return transport_.async_say_end([self = self()](Error) { self->finish(); });
    Error error;
    transport_.socket().shutdown(Tcp::socket::shutdown_send, error);
    if (error) return finish();
    if (!reading_) read();
  }

  bool origin_is_welcome() const {
    const auto origin = request_->header("origin");
    if (origin.empty()) return true;           // not a browser
    const auto& known = shared_.options.origins;
    if (!known.empty()) return std::find(known.begin(), known.end(), origin) != known.end();
    const auto host = request_->header("host");
    return (origin.starts_with("http://") && origin.substr(7) == host) || (origin.starts_with("https://") && origin.substr(8) == host);
  }

  void upgrade() {
    const auto header = [this](std::string_view name) { return request_->header(name); };
    const auto has = [&](std::string_view name, const char* token) {
      const auto value = header(name);
      return beast::http::token_list{beast::string_view(value.data(), value.size())}.exists(token);
    };
    if (request_->method != "GET") {
      keep_alive_ = false;
      return send(other_method(request_->method, "GET"), false);
    }
    if (!has("connection", "upgrade") || !has("upgrade", "websocket") ||
        header("sec-websocket-version") != "13" || header("sec-websocket-key").empty()) {
      keep_alive_ = false;
      auto response = problem(rule::websocket_only);
      response.headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
      return send(std::move(response), false);
    }
    if (!origin_is_welcome()) return refuse({&rule::websocket_origin});
    if (!parser_->is_done() || begin_ != end_) return refuse({&rule::http_malformed, "There is data behind the upgrade."});
    if (shared_.draining) return refuse({&rule::http_draining});
    UpgradeRequest request{beast::http::verb::get, shared_.options.websocket_path, 11};
    for (const auto& [name, value] : request_->headers) request.insert(name, value);
    const auto site = request_->peer;
    if (site != peer_ && !shared_.addresses.enter(site)) {
      shared_.addresses.leave(site);
      keep_alive_ = false;
      return send(too_many_connections(), false);
    }
    if (!shared_.addresses.knock(site)) {      // on a connection that stays: nobody gains by beginning another one
      if (site != peer_) shared_.addresses.leave(site);
      return send(too_many_connections(), false);
    }
    const auto gone = [&shared = shared_, peer = peer_, site] {
      if (site != peer) shared.addresses.leave(site);
      shared.leave(peer);
    };
    const auto socket = std::make_shared<WebSocket>(std::move(transport_), loop_, shared_.sockets, shared_.options, shared_.held, site,
                                                    [&shared = shared_, site] { shared.addresses.known(site); }, gone);
    phase_ = Phase::ended;
    loop_->remove(shared_from_this());
    socket->start(request);
  }

  void settle() {
    holding_.hold(0);
    if (std::exchange(counted_, false)) shared_.end();
  }

  void finish() {
    if (phase_ == Phase::ended) return;
    if (phase_ == Phase::handling) counted_ = true;
    phase_ = Phase::ended;
    settle();
    Error ignored;
    transport_.socket().close(ignored);
    shared_.leave(peer_);
    loop_->remove(shared_from_this());
  }

  const std::shared_ptr<Loop> loop_;
  Shared& shared_;
  const std::string peer_;
  Transport transport_;
  const Transport::Certificate certificate_;  // none: in the clear
  Holding holding_;
  Phase phase_ = Phase::header;
  bool for_another_ = false;                  // a proxy's, for its caller
  bool rests_ = false, resting_ = false;      // after this answer; now
  bool going_on_ = false;                     // 100 Continue is on its way
  bool reading_ = false, handing_over_ = false, keep_alive_ = false, head_ = false, reads_ = false;
  std::size_t body_limit_ = 0;                           // of this request's route
  bool counted_ = false;                      // as in flight
  std::unique_ptr<char[]> bytes_;
  std::size_t begin_ = 0, end_ = 0, seen_ = 0;
  std::shared_ptr<Request> request_;
  std::optional<Parser> parser_;
  std::string out_, body_;
  Response response_;
  std::atomic<bool> answered_ = false;        // publishes response_ to the loop's thread
};

}  // namespace millrace::http_server
