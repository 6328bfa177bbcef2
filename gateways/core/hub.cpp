#include "gateways/core/hub.hpp"

#include <algorithm>

namespace millrace {

namespace {

// Codes of the protocol. Errors below 100 are temporary for every client; unsubscribe codes of 2000–2499 are final,
// after those of 2500–2999 a client subscribes again.
constexpr int error_ahead = 12, error_unauthorized = 101, error_unknown_channel = 102, error_denied = 103, error_limit = 106,
              error_bad_request = 107, error_too_many = 111;
constexpr int unsubscribed_no_access = 2000, unsubscribed_gap = 2500;
constexpr int close_bad_request = 3501, close_invalid_token = 3500;
constexpr std::size_t longest_channel = 255;
// Of what was missed: publications in one frame, and bytes under way to one connection, far from what a socket calls slow.
constexpr std::size_t recovered_at_once = 100, recovered_bytes = 256 * 1024;
constexpr auto wait_for_ahead = std::chrono::seconds{2};
constexpr int line_costs = 1, connecting_costs = 20, subscribing_costs = 5, reading_costs = 5;

std::string_view text_of(Node object, std::string_view name) {
  const auto found = object.find(name);
  return found && found->kind() == Node::Kind::text ? found->text() : std::string_view{};
}
std::int64_t integer_of(Node object, std::string_view name, std::int64_t otherwise) {
  const auto found = object.find(name);
  return found && found->kind() == Node::Kind::integer ? found->integer() : otherwise;
}
bool true_in(Node object, std::string_view name) {
  const auto found = object.find(name);
  return found && found->kind() == Node::Kind::boolean && found->boolean();
}

void publication(JsonWriter& out, std::string_view data, Offset offset) {
  out.begin_object().key("data").raw(data).key("offset").integer(offset).end_object();
}
// One more line of a frame.
void push(std::string& frame, std::string_view channel, std::string_view data, Offset offset) {
  if (!frame.empty()) frame += '\n';
  JsonWriter out{frame};
  out.begin_object().key("push").begin_object().key("channel").text(channel).key("pub");
  publication(out, data, offset);
  out.end_object().end_object();
}

}  // namespace

void Hub::on_close(ConnectionId id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  auto& connection = found->second;
  for (const auto& [channel, subscription] : connection.subscriptions) forget(id, channel);
  unheard_bytes_ -= connection.said.size();
  if (connection.connected) --persons_.at(connection.caller.principal.id).connections;
  else if (!connection.leaving) --without_token_;
  if (connection.business) --businesses_.at(*connection.business).connections;
  const auto leave = [&](auto& index, const Uuid& key) {
    const auto at = index.find(key);
    if (at == index.end()) return;
    at->second.erase(id);
    if (at->second.empty()) index.erase(at);
  };
  leave(of_session_, connection.caller.session);
  leave(of_person_, connection.caller.principal.id);
  connections_.erase(found);
}

int Hub::command(ConnectionId id, Connection& connection, std::string_view line, Time now) {
  const Document document{line};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object)
    return disconnect(id, connection, close_bad_request, "bad request"), line_costs;
  const auto root = document.root();
  const auto number = static_cast<std::uint32_t>(integer_of(root, "id", 0));
  const auto asked = [&](const char* what) -> std::optional<Node> {
    const auto found = root.find(what);
    return found && found->kind() == Node::Kind::object ? found : std::nullopt;
  };
  const auto token = number ? asked("connect") : std::nullopt;
  if (!connection.connected && !token) return disconnect(id, connection, close_bad_request, "connect first"), line_costs;
  if (number == 0) return line_costs;                    // {} answers our ping
  if (token) {
    // What it hears was granted to the caller that it has.
    if (connection.connected) return disconnect(id, connection, close_bad_request, "connected already"), line_costs;
    connection.last_ping = now;
    connect(id, connection, number, *token);
    return connecting_costs;
  }
  if (const auto request = asked("subscribe")) {
    Wish wish{number, std::string(text_of(*request, "channel")), {}};
    if (true_in(*request, "recover")) wish.since = {integer_of(*request, "offset", 0), text_of(*request, "epoch") == world_.services.epoch_of(wish.channel)};
    return subscribe(id, connection, wish, now);
  }
  if (const auto said = asked("publish")) return say(id, connection, number, *said, line.size(), now);
  if (const auto gone = asked("unsubscribe")) unsubscribe(id, connection, number, *gone);
  else if (asked("ping")) reply(id, number, "ping");
  else error(id, number, error_bad_request, "this server knows connect, subscribe, unsubscribe, publish and ping");
  return line_costs;
}

void Hub::reply(ConnectionId id, std::uint32_t number, std::string_view member) {
  auto frame = std::make_shared<std::string>();
  JsonWriter{*frame}.begin_object().key("id").integer(number).key(member).raw("{}").end_object();
  world_.wire.send(id, std::move(frame));
}

void Hub::error(ConnectionId id, std::uint32_t number, int code, std::string_view message, bool temporary) {
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("id").integer(number).key("error").begin_object().key("code").integer(code);
  out.key("message").text(message);
  if (temporary) out.key("temporary").boolean(true);
  out.end_object().end_object();
  world_.wire.send(id, std::move(frame));
}

// A ticket opens one connection.
std::optional<Caller> Hub::let_in(std::string_view token) {
  if (const auto ticket = read_ticket(world_.services, token)) {
    used_tickets_.erase(used_tickets_.begin(), used_tickets_.lower_bound({world_.services.now(), {}}));
    if (!used_tickets_.emplace(ticket->until, token).second) return {};
    return ticket->caller;
  }
  auto known = caller_of(world_.services, token);
  const auto* caller = std::get_if<Caller>(&known);
  if (!caller || caller->principal.kind == PrincipalKind::anybody) return {};
  return *caller;
}

// Its session, or the secret of its key, is not good any more.
bool Hub::over(const Caller& caller) const {
  if (caller.session.nil()) return false;
  if (caller.principal.kind == PrincipalKind::api_key) return world_.api_keys && !world_.api_keys->live(world_.rows, caller.tenant, caller.session);
  return world_.session_live && !world_.session_live(world_.rows, caller.session);
}

void Hub::connect(ConnectionId id, Connection& connection, std::uint32_t number, Node request) {
  const auto caller = let_in(text_of(request, "token"));
  if (!caller) {
    if (++connection.wrong_tokens >= world_.limits.wrong_tokens) return disconnect(id, connection, close_invalid_token, "invalid token");
    return error(id, number, error_unauthorized, "unauthorized");
  }
  if (over(*caller)) return disconnect(id, connection, close_invalid_token, "session revoked");
  connection.caller = *caller;
  if (!admit(id, connection)) return;
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("id").integer(number).key("connect").begin_object();
  out.key("client").text(to_string(world_.services.ids.next())).key("version").text("millrace");
  out.key("ping").integer(ping_every.count()).key("pong").boolean(true).end_object().end_object();
  world_.wire.send(id, std::move(frame));
}

// The family, tenant and ids of a channel name; nothing when there is no such channel.
std::optional<Hub::Subscription> Hub::resolve(std::string_view channel) const {
  if (channel.size() > longest_channel) return {};
  for (const auto& family : world_.families) {
    auto ids = family.name.read(channel);
    if (!ids) continue;
    const Uuid tenant = family.directory ? Uuid{} : ids->front();
    return Subscription{partition_of(tenant), tenant, &family, std::move(*ids)};
  }
  return {};
}

bool Hub::may_hear(const Caller& caller, const Subscription& s) const {
  if (!caller.tenant.nil() && caller.tenant != s.tenant) return false;
  if (world_.signed_in_otherwise && world_.signed_in_otherwise(caller.principal, caller.session, s.tenant, world_.rows)) return false;
  const auto actor = world_.authorise(caller.principal, s.tenant, world_.rows);
  return s.family->may_hear(actor, s.ids, s.tenant, world_.rows);
}

int Hub::subscribe(ConnectionId id, Connection& connection, const Wish& wish, Time now) {
  const auto others = connection.subscriptions.size() - connection.subscriptions.count(wish.channel);
  if (others + connection.waiting >= world_.limits.subscriptions) return error(id, wish.id, error_limit, "limit exceeded"), line_costs;
  auto& person = persons_.at(connection.caller.principal.id);
  const bool may_wait = ahead_.size() < world_.limits.waiting && person.waiting < world_.limits.waiting_of_person;
  if (const auto cost = try_subscribe(id, connection, wish, may_wait)) return *cost;
  ahead_.push_back({id, connection.number, connection.caller.principal.id, wish, now + wait_for_ahead});
  ++connection.waiting;
  ++person.waiting;
  return subscribing_costs;
}

// Nothing: the client has been further than this node, or was given a right there of which this node has not heard; ask again later.
// Who has no right waits as long wherever this node is, and so learns nothing of that.
std::optional<int> Hub::try_subscribe(ConnectionId id, Connection& connection, const Wish& wish, bool may_wait) {
  auto resolved = resolve(wish.channel);
  if (!resolved) return error(id, wish.id, error_unknown_channel, "unknown channel"), line_costs;
  const bool allowed = may_hear(connection.caller, *resolved);
  const bool recovers = wish.since && wish.since->this_feed && !resolved->family->ephemeral;
  const bool ahead = recovers && (!allowed || wish.since->offset > world_.snapshot()->offset(resolved->partition));
  if (ahead && may_wait) return {};
  if (!allowed) return error(id, wish.id, error_denied, "permission denied"), subscribing_costs;
  if (ahead) return error(id, wish.id, error_ahead, "this node has not been there yet", true), line_costs;
  if (!connection.business && !resolved->tenant.nil()) {
    connection.business = {resolved->tenant, connection.caller.principal.kind};
    ++businesses_[*connection.business].connections;
  }
  return subscribed(id, connection, wish, std::move(*resolved));
}

int Hub::subscribed(ConnectionId id, Connection& connection, const Wish& wish, Subscription s) {
  const auto reader = world_.snapshot();
  const auto top = reader->offset(s.partition);
  int cost = subscribing_costs;
  arrive(id, connection, wish.channel, s);
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("id").integer(wish.id).key("subscribe").begin_object();
  s.sent = top;
  s.live = true;
  if (!s.family->ephemeral) {
    out.key("recoverable").boolean(true).key("positioned").boolean(true).key("epoch").text(world_.services.epoch_of(wish.channel));
    if (wish.since) {
      const auto from = wish.since->offset;
      const bool recovered = wish.since->this_feed && from >= reader->feed_floor(s.partition, wish.channel);
      out.key("was_recovering").boolean(true).key("recovered").boolean(recovered);
      if (recovered) {
        s.sent = from;
        out.key("publications").begin_array();
        const auto next = missed(id, *reader, wish.channel, s);
        for (const auto& p : next) publication(out, p.data, p.offset);
        out.end_array();
        cost += reading_costs + static_cast<int>(next.size());
      }
    }
    out.key("offset").integer(s.sent);
  } else if (s.family->ephemeral->presence) {
    out.key("data").raw(presence_.there(s.tenant));
  }
  out.end_object().end_object();
  world_.wire.send(id, std::move(frame));
  connection.subscriptions[wish.channel] = std::move(s);
  return cost;
}

// The next of what a subscriber missed: as much as may be under way to it, and a large one alone. When that is not all, something is
// under way, and the rest follows as the socket drains.
std::vector<Reader::Published> Hub::missed(ConnectionId id, const Reader& reader, const std::string& channel, Subscription& s) {
  auto next = reader.feed(s.partition, channel, s.sent, recovered_at_once);
  s.live = next.size() < recovered_at_once;
  auto under_way = world_.wire.queued(id);
  for (auto p = next.begin(); p != next.end(); ++p) {
    if (world_.told_again) p->data = world_.told_again(s.tenant, std::move(p->data));
    if (under_way > 0 && under_way + p->data.size() > recovered_bytes) {
      next.erase(p, next.end());
      s.live = false;
      break;
    }
    under_way += p->data.size();
    s.sent = p->offset;
  }
  if (s.live) s.sent = reader.offset(s.partition);
  return next;
}

// One frame of what it missed: the next one when that is on its way.
int Hub::catch_up_next(ConnectionId id, Connection& connection) {
  world_.wire.queued(id);                                    // whatever is sent now, the next follows when it is on its way
  for (auto& [channel, s] : connection.subscriptions)
    if (!s.live)
      if (const auto cost = catch_up(id, channel, s)) return cost;
  return 0;
}

// Nothing when it has sent nothing; else the subscription may be gone.
int Hub::catch_up(ConnectionId id, const std::string& channel, Subscription& s) {
  const auto reader = world_.snapshot();
  if (s.sent < reader->feed_floor(s.partition, channel)) {   // trimmed in the meantime
    send_away(id, channel, unsubscribed_gap, "insufficient state");
    connections_.at(id).subscriptions.erase(channel);
    return line_costs;
  }
  auto frame = std::make_shared<std::string>();
  const auto next = missed(id, *reader, channel, s);
  for (const auto& p : next) push(*frame, channel, p.data, p.offset);
  if (frame->empty()) return 0;
  world_.wire.send(id, std::move(frame));
  return reading_costs + static_cast<int>(next.size());
}

void Hub::publish(const Publication& p) {
  const auto found = hearers_.find(p.channel);
  if (found == hearers_.end()) return;
  std::shared_ptr<std::string> frame;
  for (const auto id : found->second.ids) {
    auto& s = connections_[id].subscriptions.find(p.channel)->second;
    if (!s.live || p.offset <= s.sent) continue;         // it comes out of the feed
    if (!frame) push(*(frame = std::make_shared<std::string>()), p.channel, *p.data, p.offset);
    s.sent = p.offset;
    world_.wire.send(id, frame);
  }
}

void Hub::passed_over(Partition partition, const std::set<std::string>* families) {
  for (auto& [id, connection] : connections_)
    std::erase_if(connection.subscriptions, [&, to = id](const auto& s) {
      if (s.second.partition != partition || s.second.family->ephemeral) return false;
      if (families && !families->contains(std::string(s.second.family->name.family()))) return false;
      send_away(to, s.first, unsubscribed_gap, "insufficient state");
      return true;
    });
}

// What is not kept, to all who are subscribed; to how many.
int Hub::tell(const std::string& channel, std::string_view data) {
  const auto found = hearers_.find(channel);
  if (found == hearers_.end()) return 0;
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("push").begin_object().key("channel").text(channel).key("pub").begin_object();
  out.key("data").raw(data).end_object().end_object().end_object();
  for (const auto id : found->second.ids) world_.wire.send(id, frame);
  return static_cast<int>(found->second.ids.size());
}

// As the family has declared: who may say something, how much and how often, and what of it is heard where.
int Hub::say(ConnectionId id, Connection& connection, std::uint32_t number, Node request, std::size_t bytes, Time now) {
  const auto resolved = resolve(text_of(request, "channel"));
  const auto* what = resolved && resolved->family->ephemeral ? &*resolved->family->ephemeral : nullptr;
  if (!what || !(what->heard || what->presence) || !may_hear(connection.caller, *resolved))
    return error(id, number, error_denied, "permission denied"), subscribing_costs;
  const auto& [partition, tenant, family, ids, sent, live] = *resolved;
  const auto actor = world_.authorise(connection.caller.principal, tenant, world_.rows);
  if (what->may_say && !what->may_say(actor, ids, tenant, world_.rows))
    return error(id, number, error_denied, "permission denied"), subscribing_costs;
  if (bytes > what->frame_bytes) return error(id, number, error_bad_request, "this says too much"), subscribing_costs;
  auto& spent = persons_[connection.caller.principal.id].said[family];
  if (spent.free_at(what->rate) > now) return error(id, number, error_too_many, "too many requests", true), subscribing_costs;
  spent.add(1, what->rate, now);
  const auto data = request.find("data");
  std::vector<Ephemeral::Heard> heard;
  if (what->heard) heard = what->heard({actor, ids, tenant, world_.rows, data, now + what->lasts});
  if (what->presence ? !data || !presence_.say(tenant, actor.member_id, id, *data, now) : heard.empty())
    return error(id, number, error_bad_request, "this cannot be said here"), subscribing_costs;
  reply(id, number, "publish");
  int cost = subscribing_costs;
  for (const auto& [channel, said] : heard) cost += tell(channel, said);
  return cost;
}

void Hub::unsubscribe(ConnectionId id, Connection& connection, std::uint32_t number, Node request) {
  const std::string channel(text_of(request, "channel"));
  connection.subscriptions.erase(channel);
  forget(id, channel);
  const auto withdrawn = std::erase_if(ahead_, [&](const auto& a) {
    if (a.connection != id || a.number != connection.number || a.wish.channel != channel) return false;
    error(id, a.wish.id, error_ahead, "unsubscribed since", true);
    return true;
  });
  connection.waiting -= withdrawn;
  persons_.at(connection.caller.principal.id).waiting -= withdrawn;
  reply(id, number, "unsubscribe");
}

void Hub::send_away(ConnectionId id, const std::string& channel, int code, std::string_view reason) {
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("push").begin_object().key("channel").text(channel).key("unsubscribe").begin_object();
  out.key("code").integer(code).key("reason").text(reason).end_object().end_object().end_object();
  world_.wire.send(id, std::move(frame));
  forget(id, channel);
}

void Hub::recheck(ConnectionId id, const std::string& channel) {
  auto& connection = connections_.at(id);
  const auto s = connection.subscriptions.find(channel);
  ++rechecked_;
  if (may_hear(connection.caller, s->second)) return;
  send_away(id, channel, unsubscribed_no_access, "permission denied");
  connection.subscriptions.erase(s);
}

void Hub::recheck_session(const Uuid& session) {
  const auto found = of_session_.find(session);
  if (found == of_session_.end()) return;
  for (const auto id : found->second)
    if (over(connections_.at(id).caller)) disconnect(id, connections_.at(id), close_invalid_token, "session revoked");
}

}  // namespace millrace
