#include "tests/support/kafka_proxy.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

namespace millrace::testing {

namespace {

constexpr int tick_ms = 20, delay_ms = 150;

sockaddr_in loopback(int port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

}  // namespace

KafkaProxy::KafkaProxy() : thread_([this] { run(); }) {}

KafkaProxy::~KafkaProxy() {
  done_ = true;
  thread_.join();
  for (const auto& [port, socket] : listeners_) ::close(socket);
  for (const auto& [client, pair] : pairs_) {
    ::close(pair.client);
    ::close(pair.broker);
  }
}

int KafkaProxy::route(int broker_port) {
  const std::lock_guard lock{mutex_};
  if (const auto known = ports_.find(broker_port); known != ports_.end()) return known->second;
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto at = loopback(0);
  socklen_t length = sizeof at;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&at), sizeof at) || ::listen(socket, 64) ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &length))
    throw std::runtime_error("the proxy cannot listen");
  listeners_[broker_port] = socket;
  return ports_[broker_port] = ntohs(at.sin_port);
}

void KafkaProxy::run() {
  while (!done_) {
    std::vector<pollfd> all;
    std::vector<int> broker_ports;
    {
      const std::lock_guard lock{mutex_};
      for (const auto& [port, socket] : listeners_) {
        all.push_back({socket, POLLIN, 0});
        broker_ports.push_back(port);
      }
    }
    std::vector<Pair> pairs;
    for (const auto& [client, pair] : pairs_) {
      pairs.push_back(pair);
      all.push_back({pair.client, POLLIN, 0});
      all.push_back({pair.broker, POLLIN, 0});
    }
    if (::poll(all.data(), all.size(), tick_ms) <= 0) continue;
    for (std::size_t n = 0; n < broker_ports.size(); ++n)
      if (all[n].revents) accept(all[n].fd, broker_ports[n]);
    for (std::size_t n = 0; n < pairs.size(); ++n) {
      const auto at = broker_ports.size() + 2 * n;
      const bool alive = (!all[at].revents || pump(pairs[n], false)) && (!all[at + 1].revents || pump(pairs[n], true));
      if (alive) continue;
      ::close(pairs[n].client);
      ::close(pairs[n].broker);
      pairs_.erase(pairs[n].client);
    }
  }
}

void KafkaProxy::accept(int listener, int broker_port) {
  const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int broker = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto at = loopback(broker_port);
  if (::connect(broker, reinterpret_cast<const sockaddr*>(&at), sizeof at)) {
    ::close(client);
    ::close(broker);
    return;
  }
  pairs_[client] = {client, broker};
}

// False: the connection has ended.
bool KafkaProxy::pump(Pair pair, bool reply) {
  char bytes[1 << 16];
  const auto got = ::recv(reply ? pair.broker : pair.client, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  const auto mood = mood_.load();
  if (mood == Mood::cut || (mood == Mood::swallow && reply)) {
    ++disturbed_;
    return false;
  }
  if (mood == Mood::delay && reply) {
    ++disturbed_;
    std::this_thread::sleep_for(std::chrono::milliseconds{delay_ms});
  }
  for (ssize_t sent = 0; sent < got;) {
    const auto n = ::send(reply ? pair.client : pair.broker, bytes + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += n;
  }
  return true;
}

}  // namespace millrace::testing
