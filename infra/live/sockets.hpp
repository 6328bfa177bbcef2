// WebSocket connections as the hub's wire: the I/O threads post to the strand, the strand sends.
#pragma once

#include <unordered_map>

#include "infra/http/server.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

class Sockets final : public FrameSink {
 public:
  // What the HTTP server calls. `mill` is asked for when the first connection comes; it must be there by then.
  SocketHandler handler(std::function<RunningMill*()> mill, std::function<Time()> now);

  // On the strand.
  void send(ConnectionId, std::shared_ptr<const std::string> frame) override;
  std::size_t queued(ConnectionId) const override;
  void read_on(ConnectionId, std::size_t most_bytes) override;
  void known(ConnectionId) override;
  void close(ConnectionId, int code, std::string reason) override;

 private:
  std::unordered_map<ConnectionId, std::shared_ptr<Socket>> sockets_;   // the strand's own
};

}  // namespace millrace
