// The hub's turns: what connections say is heard in the order in which they stand in line, and paid for out of their shares.
#include "gateways/core/hub.hpp"

#include <algorithm>

namespace millrace {

namespace {

constexpr int close_stale = 3502, close_connection_limit = 3504;
constexpr auto forget_every = std::chrono::seconds{1};

}  // namespace

void Hub::on_open(ConnectionId id, Time now) {
  now_ = now;
  auto& connection = connections_[id];
  connection.number = next_number_++;
  connection.opened = now;
  ++without_token_;
  strangers_.emplace_back(id, connection.number);
  let_strangers_go(now);
  world_.wire.read_on(id, world_.limits.first_text_bytes);
}

void Hub::on_text(ConnectionId id, std::string lines) {
  const auto found = connections_.find(id);
  if (found == connections_.end() || found->second.leaving) return;
  auto& said = found->second.said;
  unheard_bytes_ -= said.size();
  if (said.empty()) said = std::move(lines);
  else said.append("\n").append(lines);
  if (said.empty()) said = "\n";                         // an empty text is a line, too, and has its price
  unheard_bytes_ += said.size();
  stand_in_line(id, found->second);
}

void Hub::on_drained(ConnectionId id) {
  const auto found = connections_.find(id);
  if (found == connections_.end() || found->second.leaving) return;
  const auto behind = [](const auto& s) { return !s.second.live; };
  auto& connection = found->second;
  if (std::none_of(connection.subscriptions.begin(), connection.subscriptions.end(), behind)) return;
  connection.drained = true;
  stand_in_line(id, connection);
}

void Hub::stand_in_line(ConnectionId id, Connection& connection) {
  if (!std::exchange(connection.in_line, true)) line_.push_back(id);
}

bool Hub::turn(Time now) {
  now_ = now;
  for (int units = 0; units < world_.limits.units_a_turn && !line_.empty();) {
    const auto id = line_.front();
    line_.pop_front();
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    auto& connection = found->second;
    connection.in_line = false;
    if (connection.leaving) continue;
    if (free_at(connection) > now) {
      connection.in_line = true;
      paced_.push_back(id);
      continue;
    }
    const int cost = hear(id, connection, now);
    charge(connection, cost, now);
    units += cost;
    if (!connection.said.empty() || connection.drained) stand_in_line(id, connection);
  }
  return !line_.empty();
}

// The next of what it missed, or else of what it says.
int Hub::hear(ConnectionId id, Connection& connection, Time now) {
  if (std::exchange(connection.drained, false))
    if (const auto cost = catch_up_next(id, connection)) return cost;
  if (connection.said.empty()) return 1;
  const auto rest = std::string_view(connection.said).substr(connection.heard);
  const auto line = rest.substr(0, rest.find('\n'));
  connection.heard += std::min(line.size() + 1, rest.size());
  const int cost = line.empty() ? 1 : command(id, connection, line, now);
  if (connection.leaving || connection.heard < connection.said.size()) return cost;
  unheard_bytes_ -= connection.said.size();
  std::string().swap(connection.said);
  connection.heard = 0;
  world_.wire.read_on(id, connection.connected ? world_.limits.text_bytes : world_.limits.first_text_bytes);
  return cost;
}

Time Hub::free_at(const Connection& connection) const {
  auto at = connection.spent.free_at(world_.limits.connection);
  if (!connection.connected) return at;
  at = std::max(at, persons_.at(connection.caller.principal.id).spent.free_at(world_.limits.person));
  if (connection.business) at = std::max(at, businesses_.at(*connection.business).spent.free_at(world_.limits.business));
  return at;
}

void Hub::charge(Connection& connection, int units, Time now) {
  connection.spent.add(units, world_.limits.connection, now);
  if (!connection.connected) return;
  persons_.at(connection.caller.principal.id).spent.add(units, world_.limits.person, now);
  if (connection.business) businesses_.at(*connection.business).spent.add(units, world_.limits.business, now);
}

// Whether its person, and the business whose visitor it is, may have one more connection; it is then one of theirs.
bool Hub::admit(ConnectionId id, Connection& connection) {
  const auto& principal = connection.caller.principal;
  const auto& session = connection.caller.session;
  const auto limit = [&] { disconnect(id, connection, close_connection_limit, "connection limit"); return false; };
  if (persons_[principal.id].connections >= world_.limits.connections_of_person) return limit();
  if (principal.kind == PrincipalKind::visitor) {
    const Business business{connection.caller.tenant, principal.kind};
    if (businesses_[business].connections >= world_.limits.visitors_of_business) return limit();
    ++businesses_[business].connections;
    connection.business = business;
  }
  ++persons_[principal.id].connections;
  of_person_[principal.id].insert(id);
  if (!session.nil()) of_session_[session].insert(id);
  connection.connected = true;
  --without_token_;
  world_.wire.known(id);
  return true;
}

void Hub::disconnect(ConnectionId id, Connection& connection, int code, std::string_view reason) {
  if (std::exchange(connection.leaving, true)) return;
  if (!connection.connected) --without_token_;
  unheard_bytes_ -= connection.said.size();
  std::string().swap(connection.said);
  world_.wire.close(id, code, std::string(reason));
}

// Those without a token that are too many, or have been for too long: the oldest first, since who means it sends one at once.
void Hub::let_strangers_go(Time now) {
  while (!strangers_.empty()) {
    const auto [id, number] = strangers_.front();
    const auto found = connections_.find(id);
    const bool stranger = found != connections_.end() && found->second.number == number && !found->second.connected && !found->second.leaving;
    if (stranger) {
      if (without_token_ <= world_.limits.without_token && now - found->second.opened < world_.limits.connect_within) return;
      disconnect(id, found->second, close_stale, "stale");
    }
    strangers_.pop_front();
  }
}

void Hub::look_ahead(Time now) {
  for (auto waiting = std::exchange(ahead_, {}); auto& a : waiting) {
    const auto found = connections_.find(a.connection);
    const bool there = found != connections_.end() && found->second.number == a.number && !found->second.leaving;
    const auto cost = there ? try_subscribe(a.connection, found->second, a.wish, now < a.until) : 0;
    if (!cost) {
      ahead_.push_back(std::move(a));
      continue;
    }
    --persons_.at(a.person).waiting;
    if (there) --found->second.waiting, charge(found->second, *cost, now);
  }
}

// Whose connections have gone is remembered until what they have used is paid: coming again pays nothing.
void Hub::forget_payers(Time now) {
  if (now - forgotten_ < forget_every) return;
  forgotten_ = now;
  const auto over = [&](const auto& p) {
    const auto paid = [&](const auto& said) { return said.second.paid(now); };
    return p.second.connections + p.second.waiting == 0 && p.second.spent.paid(now) && std::ranges::all_of(p.second.said, paid);
  };
  std::erase_if(persons_, over);
  std::erase_if(businesses_, over);
}

void Hub::on_tick(Time now) {
  now_ = now;
  static const auto ping = std::make_shared<const std::string>("{}");
  for (auto& [id, connection] : connections_) {
    if (!connection.connected || connection.leaving || now - connection.last_ping < ping_every) continue;
    connection.last_ping = now;
    world_.wire.send(id, ping);
  }
  let_strangers_go(now);
  look_ahead(now);
  forget_payers(now);
  presence_.on_tick(now);
  for (const auto& [business, data] : presence_.take_changes(now)) tell(world_.presence->channel(business), data);
  line_.insert(line_.end(), paced_.begin(), paced_.end());
  paced_.clear();
}

Hub::Figures Hub::figures() const { return {connections_.size(), without_token_, unheard_bytes_, paced_.size(), ahead_.size(), rechecked_}; }

}  // namespace millrace
