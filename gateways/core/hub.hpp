// The live hub, sans-I/O: connections, subscriptions, recovery out of the feed, then the stream. Speaks the Centrifugo client
// protocol (JSON, newline-delimited; github.com/centrifugal/protocol). One strand calls it, the one that folds records, so a
// subscriber joins between two records. What connections say is heard in turns, one line of each, and everything has its price:
// who asks for much waits, and nobody else does. It must not outlive what it is made with.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "gateways/core/api_keys.hpp"
#include "gateways/core/channel_family.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/presence.hpp"
#include "projections/core/local_store.hpp"

namespace millrace {

using ConnectionId = std::uint64_t;

// Where frames go: lines of JSON. Encoded once; the bytes are shared by all receivers.
struct FrameSink {
  virtual ~FrameSink() = default;
  virtual void send(ConnectionId, std::shared_ptr<const std::string> frame) = 0;
  // Bytes that are not on their way yet. Once it has been asked, `on_drained` comes when everything is, what is sent afterwards included.
  virtual std::size_t queued(ConnectionId) const = 0;
  // What it has sent has been heard: one more text may come, of at most so many bytes. Until then it is not read from.
  virtual void read_on(ConnectionId, std::size_t most_bytes) = 0;
  // It has brought a good token.
  virtual void known(ConnectionId) {}
  virtual void close(ConnectionId, int code, std::string reason) = 0;
  // The strand's turn is over: what was sent in it need not wait for more.
  virtual void flush() {}
};

// The bounds of what connections may ask of the hub. A unit is about five microseconds of the strand: a line costs one, to subscribe
// five, each publication that was missed one.
struct HubLimits {
  std::size_t text_bytes = 64 * 1024, first_text_bytes = 8 * 1024;   // of one text; before a connection has a token
  int units_a_turn = 100;
  Share connection = a_second(2'000, 8'000), person = a_second(4'000, 16'000), business = a_second(20'000, 80'000);
  std::size_t connections_of_person = 64, visitors_of_business = 4096;
  std::size_t subscriptions = 512;                           // of a connection, those that wait among them
  std::size_t waiting = 4096, waiting_of_person = 256;       // subscriptions that wait for this node to get somewhere
  std::size_t without_token = 1024;                          // connections in all; the oldest goes for a new one
  std::chrono::seconds connect_within{10};
  int wrong_tokens = 3;
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
    FrameSink& wire;
    HubLimits limits = {};
    // How what was published on a channel of that tenant is told to who missed it; as it was, when there is none.
    std::function<std::string(const Uuid& tenant, std::string data)> told_again = {};
    const PresenceRules* presence = nullptr;                 // none: nobody is told who is there
    const ApiKeyRules* api_keys = nullptr;                   // none: nobody comes with one
    // Whether that session is one in which somebody is nobody there; none: it does not matter how anybody has signed in.
    bool (*signed_in_otherwise)(const Principal&, const Uuid& session, const Uuid& tenant, const Rows&) = nullptr;
  };
  explicit Hub(World world) : world_(std::move(world)), presence_(world_.presence, world_.rows) {}
  static constexpr auto ping_every = std::chrono::seconds{25};

  void on_open(ConnectionId, Time now);
  // To be heard in turns; the connection says nothing more until `read_on`.
  void on_text(ConnectionId, std::string lines);
  void on_close(ConnectionId);
  // Everything queued for that connection is on its way: more of what it missed may follow.
  void on_drained(ConnectionId);
  // In the order of each partition, after the feed holds it.
  void publish(const Publication&);
  // Something of that partition is not published any more: its subscribers come again, and hear that they cannot recover.
  // Of channels of these families alone, when they are given.
  void passed_over(Partition, const std::set<std::string>* families = nullptr);
  // What they may hear in that tenant may have changed: whoever lost a right loses the channel, whoever's session is over all of them.
  void recheck(const Uuid& tenant, const Affected&);
  void on_tick(Time now);
  // Hears a bounded piece of what has been said; true when more may be heard now. Between two turns the strand is for others.
  bool turn(Time now);
  bool has_turn() const { return !line_.empty(); }
  // Members who were available when the last process ended.
  void expect(const Settled& member, Time now) { presence_.expect(member, now); }
  // What is to be put to the owners of its partitions: who has become available, and who is not any more.
  std::vector<Command> take_asks() { return presence_.take_asks(); }

  struct Figures {
    std::size_t connections = 0, without_token = 0;
    std::size_t unheard_bytes = 0;                           // of texts that have been handed over
    std::size_t paced = 0;                                   // connections that have used up their share, or that of their person or business
    std::size_t waiting = 0;                                 // subscriptions
    std::uint64_t rechecked = 0;                             // subscriptions whose right has been looked at again, of all time
  };
  Figures figures() const;

 private:
  struct Subscription {
    Partition partition;
    Uuid tenant;
    const ChannelFamily* family;
    ChannelIds ids;
    Offset sent = -1;                          // newest offset that this subscriber has been sent, or need not be
    bool live = false;                         // has caught up with the feed
  };
  using Business = std::pair<Uuid, PrincipalKind>;   // its members and its visitors have a share each
  struct Connection {
    std::uint64_t number;                      // the wire may give an id again
    Time opened;
    bool connected = false;
    bool leaving = false;                      // nothing more is heard
    Caller caller = {};
    std::optional<Business> business = {};     // the first in which it was let in
    std::map<std::string, Subscription, std::less<>> subscriptions = {};
    std::size_t waiting = 0;                   // in ahead_
    Time last_ping{};
    std::string said = {};
    std::size_t heard = 0;                     // of `said`
    bool drained = false;                      // more of what it missed may follow
    bool in_line = false;
    Spent spent = {};
    int wrong_tokens = 0;
  };
  struct Payer {
    std::size_t connections = 0, waiting = 0;
    Spent spent = {};
    std::map<const ChannelFamily*, Spent> said = {};
  };
  struct Since { Offset offset; bool this_feed; };
  struct Wish {                                // to subscribe
    std::uint32_t id;
    std::string channel;
    std::optional<Since> since;
  };
  struct Ahead {                               // waits for this node to reach where the client has been
    ConnectionId connection;
    std::uint64_t number;
    Uuid person;
    Wish wish;
    Time until;
  };

  // What they return is what it has cost.
  int hear(ConnectionId, Connection&, Time now);
  int command(ConnectionId, Connection&, std::string_view line, Time now);
  int subscribe(ConnectionId, Connection&, const Wish&, Time now);
  int subscribed(ConnectionId, Connection&, const Wish&, Subscription);
  int say(ConnectionId, Connection&, std::uint32_t id, Node request, std::size_t bytes, Time now);
  std::optional<int> try_subscribe(ConnectionId, Connection&, const Wish&, bool may_wait);
  int catch_up_next(ConnectionId, Connection&);
  int catch_up(ConnectionId, const std::string& channel, Subscription&);

  void connect(ConnectionId, Connection&, std::uint32_t id, Node request);
  std::optional<Caller> let_in(std::string_view token);
  bool over(const Caller&) const;
  void unsubscribe(ConnectionId, Connection&, std::uint32_t id, Node request);
  std::vector<Reader::Published> missed(ConnectionId, const Reader&, const std::string& channel, Subscription&);
  int tell(const std::string& channel, std::string_view data);
  void forget(ConnectionId, const std::string& channel);
  void send_away(ConnectionId, const std::string& channel, int code, std::string_view reason);
  std::optional<Subscription> resolve(std::string_view channel) const;
  bool may_hear(const Caller&, const Subscription&) const;
  void reply(ConnectionId, std::uint32_t id, std::string_view member);
  void error(ConnectionId, std::uint32_t id, int code, std::string_view message, bool temporary = false);

  // Who hears what (hub_index.cpp).
  void arrive(ConnectionId, const Connection&, const std::string& channel, const Subscription&);
  void recheck(ConnectionId, const Uuid& tenant);
  void recheck(ConnectionId, const std::string& channel);
  void recheck_session(const Uuid& session);

  // Turns (hub_turns.cpp).
  void stand_in_line(ConnectionId, Connection&);
  Time free_at(const Connection&) const;
  void charge(Connection&, int units, Time now);
  bool admit(ConnectionId, Connection&);
  void disconnect(ConnectionId, Connection&, int code, std::string_view reason);
  void let_strangers_go(Time now);
  void look_ahead(Time now);
  void forget_payers(Time now);

  World world_;
  std::map<ConnectionId, Connection> connections_;
  struct Hearers {
    Uuid tenant;
    ChannelIds about;                          // in the channel's name
    std::set<ConnectionId> ids;
  };
  std::map<std::string, Hearers, std::less<>> hearers_;
  std::map<std::pair<Uuid, Uuid>, std::set<std::string>> about_;        // channels that are heard, by tenant and each id in their names
  std::map<Uuid, std::set<ConnectionId>> of_person_, of_session_;
  // People's connections by tenant: a visitor's rights are in its token.
  struct Place {
    Uuid member;
    std::size_t subscriptions = 0;
  };
  std::map<Uuid, std::map<ConnectionId, Place>> of_tenant_;
  std::uint64_t rechecked_ = 0;
  Presence presence_;
  Time now_{};                                 // of the newest event that said it
  std::deque<Ahead> ahead_;

  std::deque<ConnectionId> line_;              // have said something that has not been heard, or have room for what they missed
  std::deque<ConnectionId> paced_;             // the same, and have used up their share
  std::deque<std::pair<ConnectionId, std::uint64_t>> strangers_;   // without a token as they came, by age
  std::size_t without_token_ = 0, unheard_bytes_ = 0;
  std::map<Uuid, Payer> persons_;
  std::map<Business, Payer> businesses_;
  Time forgotten_{};
  std::set<std::pair<Time, std::string>> used_tickets_;    // by when they are no good anyway
  std::uint64_t next_number_ = 1;
};

}  // namespace millrace
