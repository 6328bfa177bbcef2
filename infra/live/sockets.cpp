#include "infra/live/sockets.hpp"

namespace millrace {

namespace {
// A connection is named by its address: it is held until the strand has heard that it is gone, so no two share one.
ConnectionId id_of(const Socket& socket) { return reinterpret_cast<ConnectionId>(&socket); }

constexpr std::size_t joined_bytes = 64 * 1024;

using Frames = std::vector<std::shared_ptr<const std::string>>;

// As few messages as there need be, the frames of each joined by line feeds.
Frames joined(const Frames& frames) {
  if (frames.size() == 1) return frames;
  Frames out;
  for (std::size_t i = 0, end; i < frames.size(); i = end) {
    std::size_t bytes = frames[i]->size();
    for (end = i + 1; end < frames.size() && bytes + 1 + frames[end]->size() <= joined_bytes; ++end) bytes += 1 + frames[end]->size();
    if (end == i + 1) {
      out.push_back(frames[i]);
      continue;
    }
    auto message = std::make_shared<std::string>();
    message->reserve(bytes);
    for (auto n = i; n < end; ++n) message->append(n > i ? "\n" : "").append(*frames[n]);
    out.push_back(std::move(message));
  }
  return out;
}
}  // namespace

SocketHandler Sockets::handler(std::function<RunningMill*()> mill, std::function<Time()> now) {
  SocketHandler handler;
  handler.on_open = [this, mill, now](std::shared_ptr<Socket> socket) {
    mill()->on_hub([this, socket = std::move(socket), now](Hub& hub) { hub.on_open(add(socket), now()); });
  };
  handler.on_text = [mill](const std::shared_ptr<Socket>& socket, std::string text) {
    mill()->on_hub([socket, text = std::move(text)](Hub& hub) mutable { hub.on_text(id_of(*socket), std::move(text)); });
  };
  handler.on_close = [this, mill](const std::shared_ptr<Socket>& socket) {
    mill()->on_hub([this, socket](Hub& hub) {
      hub.on_close(id_of(*socket));
      remove(id_of(*socket));
    });
  };
  handler.on_drained = [mill](const std::shared_ptr<Socket>& socket) {
    mill()->on_hub([socket](Hub& hub) { hub.on_drained(id_of(*socket)); });
  };
  return handler;
}

ConnectionId Sockets::add(std::shared_ptr<Socket> socket) {
  const auto id = id_of(*socket);
  sockets_[id] = {std::move(socket)};
  return id;
}

void Sockets::remove(ConnectionId id) {
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return;
  std::erase(sent_to_, &found->second);
  sockets_.erase(found);
}

void Sockets::send(ConnectionId id, std::shared_ptr<const std::string> frame) {
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return;
  auto& frames = found->second.frames;
  if (frames.empty()) sent_to_.push_back(&found->second);
  found->second.bytes += frame->size();
  frames.push_back(std::move(frame));
}
std::size_t Sockets::queued(ConnectionId id) const {
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return 0;
  return found->second.socket->queued() + found->second.bytes;
}
void Sockets::read_on(ConnectionId id, std::size_t most_bytes) {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second.socket->read_on(most_bytes);
}
void Sockets::known(ConnectionId id) {
  if (const auto found = sockets_.find(id); found != sockets_.end()) found->second.socket->known();
}
void Sockets::close(ConnectionId id, int code, std::string reason) {
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return;
  flush(found->second);                                      // what was said before goes before
  found->second.socket->close(code, std::move(reason));
}

void Sockets::flush() {
  for (auto* to : sent_to_) flush(*to);
  sent_to_.clear();
  frames_.clear();
  joined_.clear();
}

void Sockets::flush(Connected& to) {
  if (to.frames.empty()) return;
  if (to.frames != frames_) {
    joined_ = joined(to.frames);
    frames_.swap(to.frames);
  }
  to.frames.clear();
  to.bytes = 0;
  for (const auto& message : joined_) to.socket->send(message);
}

}  // namespace millrace
