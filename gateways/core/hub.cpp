#include "gateways/core/hub.hpp"

#include <algorithm>

namespace millrace {

namespace {

// Codes of the protocol. Errors below 100 are temporary for every client; unsubscribe codes of 2000–2499 are final,
// after those of 2500–2999 a client subscribes again.
constexpr int error_ahead = 12, error_unauthorized = 101, error_unknown_channel = 102, error_denied = 103, error_bad_request = 107;
constexpr int unsubscribed_no_access = 2000, unsubscribed_gap = 2500;
constexpr int close_bad_request = 3501, close_session_revoked = 3500;
// Of what was missed: publications in one frame, and bytes under way to one connection, far from what a socket calls slow.
constexpr std::size_t recovered_at_once = 100, recovered_bytes = 256 * 1024;
constexpr auto ping_every = std::chrono::seconds{25};
constexpr auto wait_for_ahead = std::chrono::seconds{2};
constexpr auto typing_lasts = std::chrono::seconds{6};

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

void Hub::on_open(ConnectionId id) { connections_[id]; }

void Hub::on_close(ConnectionId id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  for (const auto& [channel, subscription] : found->second.subscriptions)
    if (const auto h = hearers_.find(channel); h != hearers_.end()) {
      h->second.erase(id);
      if (h->second.empty()) hearers_.erase(h);
    }
  connections_.erase(found);
}

void Hub::on_text(ConnectionId id, std::string_view frames, Time now) {
  while (!frames.empty()) {
    const auto line = frames.substr(0, frames.find('\n'));
    frames.remove_prefix(std::min(line.size() + 1, frames.size()));
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    if (!line.empty()) command(id, found->second, line, now);
  }
}

void Hub::command(ConnectionId id, Connection& connection, std::string_view line, Time now) {
  const Document document{line};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object)
    return world_.wire.close(id, close_bad_request, "bad request");
  const auto root = document.root();
  const auto number = static_cast<std::uint32_t>(integer_of(root, "id", 0));
  if (number == 0) return;                               // {} answers our ping
  const auto asked = [&](const char* what) -> std::optional<Node> {
    const auto found = root.find(what);
    return found && found->kind() == Node::Kind::object ? found : std::nullopt;
  };
  if (const auto request = asked("connect")) {
    if (connection.connected) return world_.wire.close(id, close_bad_request, "connected already");   // what it hears was granted to that caller
    connection.last_ping = now;
    return connect(id, connection, number, *request);
  }
  if (!connection.connected) return world_.wire.close(id, close_bad_request, "connect first");
  if (const auto request = asked("subscribe")) {
    if (!subscribe(id, connection, number, *request, true)) ahead_.push_back({id, number, std::string(line), now + wait_for_ahead});
  } else if (const auto gone = asked("unsubscribe")) {
    unsubscribe(id, connection, number, *gone);
  } else if (const auto said = asked("publish")) {
    say(id, connection, number, *said, now);
  } else if (asked("ping")) {
    reply(id, number, "ping");
  } else {
    error(id, number, error_bad_request, "this server knows connect, subscribe, unsubscribe, publish and ping");
  }
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

void Hub::connect(ConnectionId id, Connection& connection, std::uint32_t number, Node request) {
  auto known = caller_of(world_.services, text_of(request, "token"));
  const auto* caller = std::get_if<Caller>(&known);
  if (!caller || caller->principal.kind == PrincipalKind::anybody) return error(id, number, error_unauthorized, "unauthorized");
  if (!caller->session.nil() && world_.session_live && !world_.session_live(world_.rows, caller->session))
    return world_.wire.close(id, close_session_revoked, "session revoked");
  connection.caller = *caller;
  connection.connected = true;
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("id").integer(number).key("connect").begin_object();
  out.key("client").text(to_string(world_.services.ids.next())).key("version").text("millrace");
  out.key("ping").integer(ping_every.count()).key("pong").boolean(true).end_object().end_object();
  world_.wire.send(id, std::move(frame));
}

// The family, tenant and parts of a channel name; nothing when there is no such channel.
std::optional<Hub::Subscription> Hub::resolve(const Caller&, std::string_view channel) const {
  std::vector<std::string> parts;
  const auto colon = channel.find(':');
  const auto family = channel.substr(0, colon);
  for (auto at = colon; at != channel.npos;) {
    const auto next = channel.find(':', at + 1);
    parts.emplace_back(channel.substr(at + 1, next == channel.npos ? next : next - at - 1));
    at = next;
    // One spelling for each channel: another one would be heard by nobody.
    if (const auto id = parse_uuid(parts.back()); id && to_string(*id) != parts.back()) return {};
  }
  for (const auto& f : world_.families) {
    if (f.family != family || f.parts != parts.size() || parts.empty()) continue;
    const auto id = parse_uuid(parts[0]);
    if (!id) return {};
    const Uuid tenant = f.directory ? Uuid{} : *id;
    return Subscription{partition_of(tenant), tenant, &f, std::move(parts)};
  }
  return {};
}

bool Hub::may_hear(const Caller& caller, const Subscription& s) const {
  if (caller.principal.kind == PrincipalKind::visitor && caller.tenant != s.tenant) return false;
  const auto actor = world_.authorise(caller.principal, s.tenant, world_.rows);
  return s.family->may_hear(actor, s.parts, s.tenant, world_.rows);
}

// False: the client has been further than this node; ask again later.
bool Hub::subscribe(ConnectionId id, Connection& connection, std::uint32_t number, Node request, bool may_wait) {
  const std::string channel(text_of(request, "channel"));
  auto resolved = resolve(connection.caller, channel);
  if (!resolved) return error(id, number, error_unknown_channel, "unknown channel"), true;
  const bool recover = true_in(request, "recover") && !resolved->family->ephemeral;
  // Access is judged where the client has been, not earlier: a right that it was given there is known here by then.
  if (recover && text_of(request, "epoch") == world_.services.epoch) {
    const auto reached = world_.snapshot()->offset(resolved->partition);
    if (integer_of(request, "offset", 0) > reached) {
      if (may_wait) return false;
      return error(id, number, error_ahead, "this node has not been there yet", true), true;
    }
  }
  if (!may_hear(connection.caller, *resolved)) return error(id, number, error_denied, "permission denied"), true;
  connection.subscriptions.erase(channel);
  subscribed(id, number, channel, std::move(*resolved), recover ? std::optional(request) : std::nullopt);
  return true;
}

void Hub::subscribed(ConnectionId id, std::uint32_t number, const std::string& channel, Subscription s, std::optional<Node> since) {
  const auto reader = world_.snapshot();
  const auto top = reader->offset(s.partition);
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("id").integer(number).key("subscribe").begin_object();
  s.sent = top;
  s.live = true;
  if (!s.family->ephemeral) {
    out.key("recoverable").boolean(true).key("positioned").boolean(true).key("epoch").text(world_.services.epoch);
    if (since) {
      const auto from = integer_of(*since, "offset", 0);
      const bool recovered = text_of(*since, "epoch") == world_.services.epoch && from >= reader->feed_floor(s.partition);
      out.key("was_recovering").boolean(true).key("recovered").boolean(recovered);
      if (recovered) {
        s.sent = from;
        out.key("publications").begin_array();
        for (const auto& p : missed(id, *reader, channel, s)) publication(out, p.data, p.offset);
        out.end_array();
      }
    }
    out.key("offset").integer(s.sent);
  }
  out.end_object().end_object();
  world_.wire.send(id, std::move(frame));
  hearers_[channel].insert(id);
  connections_[id].subscriptions[channel] = std::move(s);
}

// The next of what a subscriber missed: as much as may be under way to it, and a large one alone. When that is not all, something is
// under way, and the rest follows as the socket drains.
std::vector<Reader::Published> Hub::missed(ConnectionId id, const Reader& reader, const std::string& channel, Subscription& s) {
  auto next = reader.feed(s.partition, channel, s.sent, recovered_at_once);
  s.live = next.size() < recovered_at_once;
  auto under_way = world_.wire.queued(id);
  for (auto p = next.begin(); p != next.end(); ++p) {
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

void Hub::on_drained(ConnectionId id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  for (auto& [channel, s] : found->second.subscriptions)
    if (!s.live && catch_up(id, channel, s)) return;     // the next one when that is on its way
}

// Whether it has sent something; the subscription may be gone then.
bool Hub::catch_up(ConnectionId id, const std::string& channel, Subscription& s) {
  const auto reader = world_.snapshot();
  if (s.sent < reader->feed_floor(s.partition)) {        // trimmed in the meantime
    send_away(id, channel, unsubscribed_gap, "insufficient state");
    connections_[id].subscriptions.erase(channel);
    return true;
  }
  auto frame = std::make_shared<std::string>();
  for (const auto& p : missed(id, *reader, channel, s)) push(*frame, channel, p.data, p.offset);
  if (frame->empty()) return false;
  world_.wire.send(id, std::move(frame));
  return true;
}

void Hub::publish(const Publication& p) {
  const auto found = hearers_.find(p.channel);
  if (found == hearers_.end()) return;
  std::shared_ptr<std::string> frame;
  for (const auto id : found->second) {
    auto& s = connections_[id].subscriptions.find(p.channel)->second;
    if (!s.live || p.offset <= s.sent) continue;         // it comes out of the feed
    if (!frame) push(*(frame = std::make_shared<std::string>()), p.channel, *p.data, p.offset);
    s.sent = p.offset;
    world_.wire.send(id, frame);
  }
}

void Hub::passed_over(Partition partition) {
  for (auto& [id, connection] : connections_)
    std::erase_if(connection.subscriptions, [&](const auto& s) {
      if (s.second.partition != partition || s.second.family->ephemeral) return false;
      send_away(id, s.first, unsubscribed_gap, "insufficient state");
      return true;
    });
}

void Hub::broadcast(const std::string& channel, const std::shared_ptr<const std::string>& frame) {
  const auto found = hearers_.find(channel);
  if (found == hearers_.end()) return;
  for (const auto id : found->second) world_.wire.send(id, frame);
}

// Typing: who hears a channel may say that it types; the server says who and until when.
void Hub::say(ConnectionId id, Connection& connection, std::uint32_t number, Node request, Time now) {
  const std::string channel(text_of(request, "channel"));
  const auto resolved = resolve(connection.caller, channel);
  if (!resolved || !resolved->family->ephemeral || !may_hear(connection.caller, *resolved))
    return error(id, number, error_denied, "permission denied");
  reply(id, number, "publish");
  const auto actor = world_.authorise(connection.caller.principal, resolved->tenant, world_.rows);
  const auto until = to_rfc3339(now + typing_lasts);
  const auto tell = [&](const std::string& name, const std::string& who) {
    std::string data;
    JsonWriter out{data};
    out.begin_object().key("who").text(who).key("until").text(until).end_object();
    auto frame = std::make_shared<std::string>();
    JsonWriter pushed{*frame};
    pushed.begin_object().key("push").begin_object().key("channel").text(name).key("pub").begin_object();
    pushed.key("data").raw(data).end_object().end_object().end_object();
    broadcast(name, frame);
  };
  // The other side hears that somebody types; who it is, only colleagues do.
  const bool visitor = actor.member_id.nil();
  if (resolved->family->also)
    for (const auto& name : resolved->family->also(resolved->parts, resolved->tenant, world_.rows)) tell(name, visitor ? "visitor" : "agent");
  tell(channel, visitor ? "visitor" : to_string(actor.member_id));
}

void Hub::unsubscribe(ConnectionId id, Connection& connection, std::uint32_t number, Node request) {
  const std::string channel(text_of(request, "channel"));
  connection.subscriptions.erase(channel);
  forget(id, channel);
  reply(id, number, "unsubscribe");
}

void Hub::forget(ConnectionId id, const std::string& channel) {
  const auto found = hearers_.find(channel);
  if (found == hearers_.end()) return;
  found->second.erase(id);
  if (found->second.empty()) hearers_.erase(found);
}

void Hub::send_away(ConnectionId id, const std::string& channel, int code, std::string_view reason) {
  auto frame = std::make_shared<std::string>();
  JsonWriter out{*frame};
  out.begin_object().key("push").begin_object().key("channel").text(channel).key("unsubscribe").begin_object();
  out.key("code").integer(code).key("reason").text(reason).end_object().end_object().end_object();
  world_.wire.send(id, std::move(frame));
  forget(id, channel);
}

void Hub::recheck(const Uuid& tenant) {
  std::vector<ConnectionId> revoked;
  for (auto& [id, connection] : connections_) {
    if (!connection.connected) continue;
    if (tenant.nil() && !connection.caller.session.nil() && world_.session_live &&
        !world_.session_live(world_.rows, connection.caller.session)) {
      revoked.push_back(id);
      continue;
    }
    std::erase_if(connection.subscriptions, [&](const auto& s) {
      if (s.second.tenant != tenant || may_hear(connection.caller, s.second)) return false;
      send_away(id, s.first, unsubscribed_no_access, "permission denied");
      return true;
    });
  }
  for (const auto id : revoked) world_.wire.close(id, close_session_revoked, "session revoked");
}

void Hub::on_tick(Time now) {
  static const auto ping = std::make_shared<const std::string>("{}");
  for (auto& [id, connection] : connections_) {
    if (!connection.connected || now - connection.last_ping < ping_every) continue;
    connection.last_ping = now;
    world_.wire.send(id, ping);
  }
  for (auto waiting = std::exchange(ahead_, {}); auto& a : waiting) {
    const auto found = connections_.find(a.connection);
    if (found == connections_.end()) continue;
    const Document document{a.frame};
    if (!subscribe(a.connection, found->second, a.id, *document.root().find("subscribe"), now < a.until)) ahead_.push_back(std::move(a));
  }
}

}  // namespace millrace
