#include "infra/live/sockets.hpp"

namespace millrace {

namespace {
// A connection is named by its address: it is held until the strand has heard that it is gone, so no two share one.
ConnectionId id_of(const Socket& socket) { return reinterpret_cast<ConnectionId>(&socket); }
}  // namespace

SocketHandler Sockets::handler(std::function<RunningMill*()> mill, std::function<Time()> now) {
  SocketHandler handler;
  handler.on_open = [this, mill, now](std::shared_ptr<Socket> socket) {
    mill()->on_hub([this, socket = std::move(socket), now](Hub& hub) {
      sockets_[id_of(*socket)] = socket;
      hub.on_open(id_of(*socket), now());
    });
  };
  handler.on_text = [mill](const std::shared_ptr<Socket>& socket, std::string text) {
    mill()->on_hub([socket, text = std::move(text)](Hub& hub) mutable { hub.on_text(id_of(*socket), std::move(text)); });
  };
  handler.on_close = [this, mill](const std::shared_ptr<Socket>& socket) {
    mill()->on_hub([this, socket](Hub& hub) {
      hub.on_close(id_of(*socket));
      sockets_.erase(id_of(*socket));
    });
  };
  handler.on_drained = [mill](const std::shared_ptr<Socket>& socket) {
    mill()->on_hub([socket](Hub& hub) { hub.on_drained(id_of(*socket)); });
  };
  return handler;
}

void Sockets::send(ConnectionId id, std::shared_ptr<const std::string> frame) {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second->send(std::move(frame));
}
std::size_t Sockets::queued(ConnectionId id) const {
  const auto found = sockets_.find(id);
  return found != sockets_.end() ? found->second->queued() : 0;
}
void Sockets::read_on(ConnectionId id, std::size_t most_bytes) {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second->read_on(most_bytes);
}
void Sockets::known(ConnectionId id) {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second->known();
}
void Sockets::close(ConnectionId id, int code, std::string reason) {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second->close(code, std::move(reason));
}

}  // namespace millrace
