// What a connection's bytes go through: a socket, or TLS over one (OpenSSL by Asio). Both are one type, so that HTTP and WebSocket are written once.
// For the thread of its loop. Private to server.cpp.
#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <memory>
#include <utility>

#include "infra/http/loop.hpp"

namespace millrace::http_server {

namespace beast = boost::beast;

class Transport {
 public:
  using executor_type = Executor;
  using Certificate = std::shared_ptr<asio::ssl::context>;

  explicit Transport(TcpSocket socket) : plain_(std::move(socket)) {}

  executor_type get_executor() { return socket().get_executor(); }
  TcpSocket& socket() { return secured_ ? secured_->stream.next_layer() : plain_; }
  bool secure() const { return secured_ != nullptr; }

  // Once, before anything is read: from now on it is TLS with that certificate, which the connection keeps.
  template <class Done>
  void secure(Certificate with, Done done) {
    secured_ = std::make_unique<Secured>(std::move(plain_), std::move(with));
    secured_->stream.async_handshake(asio::ssl::stream_base::server, std::move(done));
  }

  template <class Buffers, class Done>
  void async_read_some(const Buffers& buffers, Done&& done) {
    if (secured_) secured_->stream.async_read_some(buffers, std::forward<Done>(done));
    else plain_.async_read_some(buffers, std::forward<Done>(done));
  }
  template <class Buffers, class Done>
  void async_write_some(const Buffers& buffers, Done&& done) {
    if (secured_) secured_->stream.async_write_some(buffers, std::forward<Done>(done));
    else plain_.async_write_some(buffers, std::forward<Done>(done));
  }
  // What can go without waiting. With TLS that is nothing: a record is written whole, and what of it would have to wait nobody may interrupt.
  template <class Buffers>
  std::size_t write_now(const Buffers& buffers, Error& error) {
    return secured_ ? 0 : plain_.write_some(buffers, error);
  }
  // Says to the peer that nothing more comes; with TLS, that nothing has been cut off, and waits for it to say the same.
  template <class Done>
  void async_say_end(Done done) {
    secured_->stream.async_shutdown(std::move(done));
  }

  // What Beast's WebSocket does at its end.
  friend void teardown(beast::role_type role, Transport& of, Error& error) { beast::websocket::teardown(role, of.socket(), error); }
  template <class Done>
  friend void async_teardown(beast::role_type role, Transport& of, Done&& done) {
    using beast::websocket::async_teardown;                  // and what Beast has for TLS, beside it
    if (of.secured_) async_teardown(role, of.secured_->stream, std::forward<Done>(done));
    else async_teardown(role, of.plain_, std::forward<Done>(done));
  }
  friend void beast_close_socket(Transport& of) {
    Error ignored;
    of.socket().close(ignored);
  }

 private:
  struct Secured {
    Secured(TcpSocket socket, Certificate with) : certificate(std::move(with)), stream(std::move(socket), *certificate) {}
    const Certificate certificate;
    asio::ssl::stream<TcpSocket> stream;
  };

  TcpSocket plain_;                          // moved from once it is secured
  std::unique_ptr<Secured> secured_;
};

}  // namespace millrace::http_server
