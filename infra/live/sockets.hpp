// WebSocket connections as the hub's wire: the I/O threads post to the strand, the strand sends.
#pragma once

#include <unordered_map>

#include "infra/http/server.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

// What a turn of the strand sends to a connection goes as one message, and is joined once for all connections that are sent the same.
class Sockets final : public FrameSink {
 public:
  // What the HTTP server calls. `mill` is asked for when the first connection comes; it must be there by then.
  SocketHandler handler(std::function<RunningMill*()> mill, std::function<Time()> now);

  // On the strand, like all that follows: a connection that is there from now on, under that id; and one that has gone.
  ConnectionId add(std::shared_ptr<Socket>);
  void remove(ConnectionId);
  void send(ConnectionId, std::shared_ptr<const std::string> frame) override;
  std::size_t queued(ConnectionId) const override;
  void read_on(ConnectionId, std::size_t most_bytes) override;
  void known(ConnectionId) override;
  void close(ConnectionId, int code, std::string reason) override;
  void flush() override;

 private:
  using Frames = std::vector<std::shared_ptr<const std::string>>;
  struct Connected {
    std::shared_ptr<Socket> socket;
    Frames frames = {};                                      // sent in this turn
    std::size_t bytes = 0;                                   // of these
  };
  void flush(Connected&);

  std::unordered_map<ConnectionId, Connected> sockets_;      // the strand's own, like all below
  std::vector<Connected*> sent_to_;                          // in this turn
  Frames frames_, joined_;                                   // of the connection before, and as they went
};

}  // namespace millrace
