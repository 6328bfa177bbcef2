// The live hub, sans-I/O: connections, subscriptions, recovery out of the feed, then the stream. Speaks the Centrifugo client
// protocol (JSON, newline-delimited; github.com/centrifugal/protocol). One strand calls it, the one that folds records, so a
// subscriber joins between two records. It must not outlive what it is made with.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "gateways/core/entry.hpp"
#include "projections/core/local_store.hpp"

namespace millrace {

using ConnectionId = std::uint64_t;

// Where frames go: lines of JSON. Encoded once; the bytes are shared by all receivers.
struct Wire {
  virtual ~Wire() = default;
  virtual void send(ConnectionId, std::shared_ptr<const std::string> frame) = 0;
  // Bytes that are not on their way yet; while there are any, `on_drained` is still to come.
  virtual std::size_t queued(ConnectionId) const = 0;
  virtual void close(ConnectionId, int code, std::string reason) = 0;
};

class Hub {
 public:
  struct World {
    const std::vector<ChannelFamily>& families;
    const Services& services;
    Authorise authorise;
    bool (*session_live)(const Rows&, const Uuid& session);
    const Rows& rows;                          // as folded, on the strand
    std::function<std::shared_ptr<const Reader>()> snapshot;   // of what is committed
    Wire& wire;
  };
  explicit Hub(World world) : world_(std::move(world)) {}

  void on_open(ConnectionId);
  void on_text(ConnectionId, std::string_view frames, Time now);
  void on_close(ConnectionId);
  // Everything queued for that connection is on its way: more of what it missed may follow.
  void on_drained(ConnectionId);
  // In the order of each partition, after the feed holds it.
  void publish(const Publication&);
  // Something of that partition is not published any more: its subscribers come again, and hear that they cannot recover.
  void passed_over(Partition);
  // Memberships, assignments or sessions of that tenant have changed: whoever lost a right loses the channel.
  void recheck(const Uuid& tenant);
  void on_tick(Time now);

  std::size_t connections() const { return connections_.size(); }

 private:
  struct Subscription {
    Partition partition;
    Uuid tenant;
    const ChannelFamily* family;
    std::vector<std::string> parts;
    Offset sent = -1;                          // newest offset that this subscriber has been sent, or need not be
    bool live = false;                         // has caught up with the feed
  };
  struct Connection {
    bool connected = false;
    Caller caller;
    std::map<std::string, Subscription, std::less<>> subscriptions;
    Time last_ping{};
  };
  struct Ahead {                               // waits for this node to reach where the client has been
    ConnectionId connection;
    std::uint32_t id;
    std::string frame;
    Time until;
  };

  void command(ConnectionId, Connection&, std::string_view line, Time now);
  void connect(ConnectionId, Connection&, std::uint32_t id, Node request);
  bool subscribe(ConnectionId, Connection&, std::uint32_t id, Node request, bool may_wait);
  void subscribed(ConnectionId, std::uint32_t id, const std::string& channel, Subscription, std::optional<Node> since);
  void unsubscribe(ConnectionId, Connection&, std::uint32_t id, Node request);
  void say(ConnectionId, Connection&, std::uint32_t id, Node request, Time now);
  std::vector<Reader::Published> missed(ConnectionId, const Reader&, const std::string& channel, Subscription&);
  bool catch_up(ConnectionId, const std::string& channel, Subscription&);
  void broadcast(const std::string& channel, const std::shared_ptr<const std::string>& frame);
  void forget(ConnectionId, const std::string& channel);
  void send_away(ConnectionId, const std::string& channel, int code, std::string_view reason);
  std::optional<Subscription> resolve(const Caller&, std::string_view channel) const;
  bool may_hear(const Caller&, const Subscription&) const;
  void reply(ConnectionId, std::uint32_t id, std::string_view member);
  void error(ConnectionId, std::uint32_t id, int code, std::string_view message, bool temporary = false);

  World world_;
  std::map<ConnectionId, Connection> connections_;
  std::map<std::string, std::set<ConnectionId>, std::less<>> hearers_;
  std::deque<Ahead> ahead_;
};

}  // namespace millrace
