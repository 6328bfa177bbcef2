// The HTTP/1.1 and WebSocket server. Boost.Beast lives in server.cpp and its private headers alone. The strict gate of
// RFC 9112 (no smuggling shapes, no trailers, one Host, bounded everything) stands before anything reaches a handler.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateways/core/http.hpp"

namespace millrace {

// One WebSocket connection, as the live hub sees it. Thread-safe; outlives neither the server nor its peer.
class Socket {
 public:
  virtual ~Socket() = default;
  // Queues a text frame. The bytes are shared between all receivers. Beyond the bound of the queue (256 frames or 1 MiB) the
  // connection is closed with 3008 "slow"; into an empty queue goes a frame of any size. Frames that wait together become one message, joined by line feeds: the protocol
  // is newline-delimited JSON, so a frame holds no line feed of its own that matters.
  virtual void send(std::shared_ptr<const std::string> frame) = 0;
  // Bytes that are queued and not yet written. Whoever asks is told once, by `on_drained`, when everything has been.
  virtual std::size_t queued() const = 0;
  // One more text may come, of at most so many bytes. None comes before the first call, nor after a text before the next: what is not
  // wanted stays with its sender.
  virtual void read_on(std::size_t most_bytes) = 0;
  // The peer has said who it is: it is no longer one of the strangers of its address.
  virtual void known() = 0;
  virtual void close(int code, std::string reason) = 0;
};

// What a WebSocket endpoint does with a connection. Called on the I/O thread of that connection.
struct SocketHandler {
  std::function<void(std::shared_ptr<Socket>)> on_open;
  std::function<void(const std::shared_ptr<Socket>&, std::string text)> on_text;
  std::function<void(const std::shared_ptr<Socket>&)> on_close;
  std::function<void(const std::shared_ptr<Socket>&)> on_drained;   // everything queued has been written, since `queued` was asked
};

// What a server holds at this moment. It may outlive the server.
struct HttpFigures {
  std::atomic<std::int64_t> connections = 0, websockets = 0;
  std::atomic<std::int64_t> requests = 0;         // handed over and not answered
  std::atomic<std::int64_t> held_bytes = 0;       // of large bodies, texts and answers
  std::atomic<std::int64_t> queued_bytes = 0;     // for WebSockets
  std::atomic<std::int64_t> certificate_until = 0;     // seconds since 1970; 0: no TLS
  std::atomic<std::int64_t> certificate_refused = 0;   // 1: what is in its files now is no good, and the one before is shown on
};

// A certificate chain and its private key, PEM, without a passphrase. Files that change are read again within a second; what is no good then is said to
// `log`, from the acceptor's thread, and the certificate before stays.
struct TlsOptions {
  std::string certificate, key;
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

struct HttpOptions {
  std::string address = "127.0.0.1";
  unsigned short port = 8080;                     // 0: any free one
  std::optional<TlsOptions> tls;                  // none: in the clear
  int threads = 1;
  std::size_t header_bytes = 8 * 1024;
  std::size_t body_bytes = 64 * 1024;             // unless `body_limit` says otherwise
  std::function<std::size_t(const Request&)> body_limit;          // by method and path, before the body is read
  // Each from its beginning, however bytes trickle in. A reply has no deadline here: the pipeline bounds its own waits.
  int header_timeout_s = 10, body_timeout_s = 30, idle_timeout_s = 15;
  // Of bodies and texts that come in or are worked on, and answers that go out; what is beyond is told to come again. Requests and
  // answers of up to 8 KiB are not counted: there is one for each connection.
  std::size_t held_bytes = 256 << 20, held_bytes_per_address = 128 << 20;
  int connections = 16 * 1024;                    // beyond these none is accepted until one ends
  int connections_per_address = 0;                // beyond these a new one is told 429 and closed; 0: as many as it likes
  int strangers_per_address = 256;                // WebSockets that are not `known`; one more is told 429 instead of an upgrade
  // Whose X-Forwarded-For is believed: reverse proxies of ours, which hold connections for many. Addresses as they are written.
  std::vector<std::string> trusted_proxies;
  std::string websocket_path = "/connection/websocket";
  int websocket_idle_s = 60;                      // without any frame from the peer; the protocol's own pings keep it alive
  int websocket_text_s = 10;                      // for a text to arrive, from its first byte
  int websocket_close_s = 5, websocket_slow_s = 30;   // for the peer to take the last bytes and say good-bye; for one that was too slow
  std::size_t websocket_queued_bytes = 256 << 20; // in all; beyond these whoever has 64 KiB waiting is too slow
  std::shared_ptr<HttpFigures> figures = std::make_shared<HttpFigures>();
  // Origins that may open a WebSocket from a browser; none given: only requests whose Origin is their own Host.
  std::vector<std::string> origins;
};

class HttpServer {
 public:
  // Once, from any thread, also after the server has gone. If its last copy dies uncalled, the answer is 500.
  using Reply = std::function<void(Response)>;
  // On the I/O thread of the connection: it must not block. After a 429 the connection is not read for a moment. HEAD arrives as GET; the server leaves the body out.
  using Handler = std::function<void(std::shared_ptr<const Request>, Reply)>;

  // The calling thread, when it is one of a server's, as a place where others may have something done soon: what is done for a connection is
  // best done where it is answered. What is given once the server has gone is let go undone. Empty on any other thread.
  using Thread = std::function<void(std::function<void()>)>;
  static Thread this_thread();

  // Binds and listens; throws std::runtime_error that names the address and what to do when it is in use, or the file that is no certificate or key.
  HttpServer(HttpOptions, Handler, SocketHandler);
  ~HttpServer();                                  // stops, closes every connection (WebSockets with 3001), joins
  unsigned short port() const;
  // Lets requests in flight finish, takes no new ones; returns when done or after `seconds`.
  void drain(int seconds);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace
