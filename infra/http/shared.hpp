// What connections have in common. Private to server.cpp.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "infra/http/addresses.hpp"
#include "infra/http/held.hpp"

namespace millrace::http_server {

// What all connections of a server share.
struct Shared {
  explicit Shared(HttpOptions given) : options(std::move(given)) {}

  const HttpOptions options;
  HttpServer::Handler handler;
  SocketHandler sockets;
  Addresses addresses;
  Held held{options};
  std::atomic<bool> draining = false;
  std::atomic<int> connections = 0;
  std::mutex mutex;
  std::condition_variable settled;
  int in_flight = 0;                                       // under the mutex

  // Whether one more connection from there is welcome; it then counts until `leave`.
  bool enter(const std::string& peer) {
    ++connections;
    ++options.figures->connections;
    return addresses.enter(peer);
  }
  void leave(const std::string& peer) {
    --connections;
    --options.figures->connections;
    addresses.leave(peer);
  }
  void begin() {
    ++options.figures->requests;
    const std::lock_guard lock(mutex);
    ++in_flight;
  }
  void end() {
    --options.figures->requests;
    const std::lock_guard lock(mutex);
    if (--in_flight == 0) settled.notify_all();
  }
};

}  // namespace millrace::http_server
