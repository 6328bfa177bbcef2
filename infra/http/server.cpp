#include "infra/http/server.hpp"

#include <future>
#include <stdexcept>
#include <thread>

#include "infra/http/certificate.hpp"
#include "infra/http/connection.hpp"

namespace millrace {

using namespace http_server;

namespace {

using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

std::string where(const HttpOptions& options) { return options.address + ":" + std::to_string(options.port); }

void listen(Acceptor& acceptor, const HttpOptions& options) {
  Error error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error("cannot listen on " + where(options) + ": \"" + options.address + "\" is not an IP address");
  const Tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(4096, error);
  if (error == asio::error::address_in_use)
    throw std::runtime_error("cannot listen on " + where(options) + ": the port is in use; stop the process that has it (`ss -ltnp 'sport = :" +
                             std::to_string(options.port) + "'` names it) or choose another port");
  if (error == asio::error::access_denied)
    throw std::runtime_error("cannot listen on " + where(options) + ": not permitted; choose a port of 1024 or above");
  if (error) throw std::runtime_error("cannot listen on " + where(options) + ": " + error.message());
}

}  // namespace

struct HttpServer::Impl {
  explicit Impl(HttpOptions options) : shared(std::move(options)) {}

  Shared shared;
  std::vector<std::shared_ptr<Loop>> loops;
  std::optional<CertificateFiles> certificate;
  std::optional<Acceptor> acceptor;          // on the first loop; connections go to the loops in turn
  std::optional<asio::steady_timer> pause;   // after an error that more connections would not cure, such as no free descriptor
  std::size_t next = 0;
  unsigned short port = 0;
  std::vector<std::thread> threads;

  void accept() {
    const auto loop = loops[next++ % loops.size()];
    acceptor->async_accept(loop->context, [this, loop](Error error, TcpSocket socket) {
      if (!acceptor->is_open()) return;
      if (error || shared.connections >= shared.options.connections) return wait();
      const auto endpoint = socket.remote_endpoint(error);
      if (!error) welcome(std::move(socket), site_of(endpoint.address()), loop);
      accept();
    });
  }

  void welcome(TcpSocket socket, std::string peer, const std::shared_ptr<Loop>& loop) {
    if (!shared.enter(peer)) {
      if (!certificate) turn_away(socket);   // with TLS it would first have to be met, which is what one too many may not cost
      return shared.leave(peer);
    }
    const auto connection = std::make_shared<Connection>(std::move(socket), std::move(peer), loop, shared,
                                                         certificate ? certificate->now() : nullptr);
    if (loop == loops.front()) connection->start();
    else asio::post(loop->context, [connection] { connection->start(); });
  }

  // As far as it goes: nobody waits here for who is too many.
  void turn_away(TcpSocket& socket) {
    Error ignored;
    socket.non_blocking(true, ignored);
    std::string out;
    const auto response = too_many_connections();
    append_head(out, response, loops.front()->date(), {.close = true});
    socket.write_some(asio::buffer(out += response.body), ignored);
  }

  void wait() {
    pause->expires_after(std::chrono::milliseconds(50));
    pause->async_wait([this](Error) {
      if (acceptor->is_open()) accept();
    });
  }

  // Runs it on that loop and waits for its end.
  template <class Do>
  void on(const std::shared_ptr<Loop>& loop, Do what) {
    std::promise<void> done;
    asio::post(loop->context, [&] {
      what();
      done.set_value();
    });
    done.get_future().wait();
  }

  // First, so that no connection is on its way to a loop that has been stopped.
  void stop_listening() {
    on(loops.front(), [this] {
      Error ignored;
      acceptor->close(ignored);
      pause->cancel();
    });
  }
};

HttpServer::HttpServer(HttpOptions options, Handler handler, SocketHandler sockets) : impl_(std::make_unique<Impl>(std::move(options))) {
  auto& in = *impl_;
  in.shared.handler = std::move(handler);
  in.shared.sockets = std::move(sockets);
  in.shared.addresses.set(in.shared.options);
  for (int i = 0; i < std::max(1, in.shared.options.threads); ++i) in.loops.push_back(std::make_shared<Loop>());
  if (const auto& tls = in.shared.options.tls) in.certificate.emplace(*tls, in.shared.options.figures);
  in.acceptor.emplace(in.loops.front()->context);
  in.pause.emplace(in.loops.front()->context);
  listen(*in.acceptor, in.shared.options);
  in.port = in.acceptor->local_endpoint().port();
  in.accept();
  for (const auto& loop : in.loops) in.threads.emplace_back([loop] { loop->run(); });
}

HttpServer::~HttpServer() {
  impl_->stop_listening();
  for (const auto& loop : impl_->loops) asio::post(loop->context, [loop = loop.get()] { loop->stop(); });
  for (auto& thread : impl_->threads) thread.join();
  impl_->pause.reset();
  impl_->acceptor.reset();
}

HttpServer::Thread HttpServer::this_thread() {
  auto loop = Loop::current();
  if (!loop) return {};
  return [loop = std::move(loop)](std::function<void()> what) { loop->soon(std::move(what)); };
}

unsigned short HttpServer::port() const { return impl_->port; }

void HttpServer::drain(int seconds) {
  auto& in = *impl_;
  in.shared.draining = true;
  in.stop_listening();
  for (const auto& loop : in.loops) in.on(loop, [&] { loop->drain(); });
  std::unique_lock lock(in.shared.mutex);
  in.shared.settled.wait_for(lock, std::chrono::seconds(seconds), [&] { return in.shared.in_flight == 0; });
}

}  // namespace millrace
