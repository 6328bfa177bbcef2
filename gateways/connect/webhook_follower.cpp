#include "gateways/connect/webhook_follower.hpp"

#include <algorithm>

#include "commands/connect/webhook/asks.hpp"
#include "gateways/connect/webhook_signature.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/messages.hpp"
#include "schemas/digest.hpp"
#include "schemas/json/writer.hpp"
#include "schemas/public/short_name.hpp"

namespace millrace::connect {

using webhooks::Attempt;
using webhooks::ReachRow;

namespace {

using namespace std::chrono_literals;
using WebhookOutcome = webhooks::Outcome;

constexpr Duration look_again = 500ms, tell_every = 2s, not_now = 1s, not_readable = 5s, limit = 15s, longest_wait = 24h;
constexpr std::size_t page = 256, records_a_look = 500, most_lanes = 64, most_known = 32, most_untold = 100;
constexpr std::int64_t most_skipped = 5'000;
constexpr int ailing = 5;                      // failures in a row: then one attempt at a time
constexpr std::size_t most_said = 300;

// A record that cannot be opened just now.
struct Unreadable {};

WebhookOutcome outcome_of(const Came& came) {
  if (came.status >= 200 && came.status < 300) return WebhookOutcome::delivered;
  if (came.status == 410) return WebhookOutcome::gone;
  if (came.status == 413) return WebhookOutcome::payload_too_large;
  if (came.status == 429) return WebhookOutcome::throttled;
  if (came.status >= 300 && came.status < 400) return WebhookOutcome::redirect_refused;
  if (came.status >= 400 && came.status < 500) return WebhookOutcome::client_error;
  if (came.status) return WebhookOutcome::server_error;
  if (came.why == "refused_address") return WebhookOutcome::address_refused;
  if (came.why == "timeout") return WebhookOutcome::timeout;
  if (came.why == "tls") return WebhookOutcome::tls;
  if (came.why == "cut") return WebhookOutcome::cut;
  return WebhookOutcome::unreachable;
}

// What a server says may be any bytes: what of it can be read, on one line.
std::string readable(std::string_view said) {
  std::string out(said.substr(0, most_said));
  for (auto& c : out)
    if (c < 0x20 || c > 0x7e) c = c == '\r' || c == '\n' || c == '\t' ? ' ' : '?';
  return out;
}

bool wanted(const ReachRow& row, const Event& event) {
  const auto is = [&](const auto& one) { return one == webhooks::every_event || one == short_name(event.type->name); };
  return std::any_of(row.events.begin(), row.events.end(), is);
}

// Of what the order is kept: what is said in a conversation is of that.
Uuid key_of(const Event& event, const Reader& reader) {
  if (!event.type->name.starts_with("com.millrace.message.")) return event.stream;
  const auto row = find_row<message::Messages>(reader, event.business, Id<millrace::Message>{event.stream});
  return row ? row->conversation_id.value : event.stream;
}

std::string body_of(const Event& event, const Uuid& key) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("type").text(short_name(event.type->name)).key("timestamp").text(to_rfc3339(event.meta.at));
  out.key("id").text(to_string(event.id)).key("sequence").text(fmt::format("{:020}-{:04}", event.id.offset, event.id.index));
  out.key("business_id").text(to_string(event.business)).key("subject").text(to_string(event.stream)).key("key").text(to_string(key));
  out.key("data").raw(event.data).end_object();
  return body;
}

std::string test_body(const Uuid& business, const Id<Webhook>& id, const std::string& name, Time now) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("type").text("webhook.test").key("timestamp").text(to_rfc3339(now)).key("id").text(name);
  out.key("business_id").text(to_string(business)).key("data").begin_object().key("webhook_id").text(to_string(id)).end_object().end_object();
  return body;
}

// Whether that record says it: where somebody else was faster it says nothing.
bool told_by(const Outcome& outcome, std::int64_t turn) {
  const auto* done = std::get_if<Done>(&outcome);
  if (!done) return false;
  const auto says = [&](const auto& fact) {
    const auto* e = fact.template as<webhooks::Progressed>();
    return e && e->turn == turn;
  };
  return std::any_of(done->record->facts.begin(), done->record->facts.end(), says);
}

// Who is told when it pauses: the owner that has been there for longest; nobody where that is not known.
std::shared_ptr<const member::MemberRow> owner_of(const Reader& reader, const Uuid& tenant) {
  if (reader.parked(lookup_of<member::Members>(), tenant)) return {};
  Reader::Page next{{}, {}, false, page};
  while (true) {
    const auto rows = reader.list(lookup_of<member::Members>(), member::Members::team, tenant, next);
    for (const auto& listed : rows) {
      auto row = std::static_pointer_cast<const member::MemberRow>(listed.row.row);
      if (row->status == member::MemberStatus::active && row->role == name_of(Role::owner) && row->email && !row->email->erased) return row;
    }
    if (rows.size() < page) return {};
    next.after = rows.back().place;
  }
}

}  // namespace

// --- which there are -------------------------------------------------------------------------------------------------------

WebhookFollower::Todo WebhookFollower::on_tick(const Reader& reader, const std::function<bool(Partition)>& owns, Time now) {
  Todo todo;
  if (now < refreshed_ || now - refreshed_ >= look_again) refresh(reader, owns, now);
  sees_more_ = false;
  for (auto& [at, endpoint] : endpoints_) follow(at, endpoint, reader, now, todo);
  return todo;
}

void WebhookFollower::refresh(const Reader& reader, const std::function<bool(Partition)>& owns, Time now) {
  refreshed_ = now;
  std::set<At> there;
  Reader::Page next{{}, {}, false, page};
  while (true) {
    const auto rows = reader.list(lookup_of<webhooks::Reach>(), webhooks::Reach::live, {}, next);
    for (const auto& listed : rows) {
      const auto& row = *static_cast<const ReachRow*>(listed.row.row.get());
      const At at{uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32)), row.id};   // then the row's key
      if (!owns(partition_of(at.first)) || reader.parked(lookup_of<webhooks::Reach>(), at.first)) continue;
      there.insert(at);
      const auto [found, is_new] = endpoints_.try_emplace(at);
      auto& endpoint = found->second;
      const bool overtaken = !endpoint.telling && row.turn > endpoint.turn;
      const bool given_up = endpoint.stale_since && (row.turn != endpoint.turn || now - *endpoint.stale_since >= not_readable);
      if (is_new || overtaken || given_up) load(endpoint, row);
      if (row.turn < endpoint.turn) continue;            // from before what was told last
      if (endpoint.gone_told && row.turn >= *endpoint.gone_told) endpoint.gone = false, endpoint.gone_told.reset();
      std::erase_if(endpoint.told_served, [&](const auto& one) { return one.second <= row.turn; });
      endpoint.row = row;
    }
    if (rows.size() < page) break;
    next.after = rows.back().place;
  }
  std::erase_if(endpoints_, [&](const auto& one) { return !there.contains(one.first); });
}

// What it was in the middle of is begun again from what is recorded.
void WebhookFollower::load(Endpoint& endpoint, const ReachRow& row) {
  endpoint = {};
  endpoint.row = row;
  endpoint.life = ++lives_;
  endpoint.turn = row.turn;
  endpoint.deliveries = row.deliveries;
  endpoint.scanned = row.position;
  for (const auto& one : row.behind) {
    endpoint.deliveries = std::max(endpoint.deliveries, one.no);
    if (const auto id = parse_event_id(one.event))
      endpoint.lanes.insert_or_assign(one.key, Lane{.from = *id, .no = one.no, .attempts = one.attempts, .next_at = one.next_at, .search = true});
  }
}

void WebhookFollower::follow(const At& at, Endpoint& endpoint, const Reader& reader, Time now, Todo& todo) {
  if (endpoint.stale_since) return;
  if (!resting_ && now >= endpoint.free_at) {
    try {
      send(at, endpoint, reader, now, todo);
    } catch (const Unreadable&) {
      endpoint.free_at = now + not_readable;
    } catch (const CatchingUp&) {
      endpoint.free_at = now + not_readable;
    } catch (const FoldParked&) {
      endpoint.free_at = now + not_readable;
    }
  }
  tell(at, endpoint, reader, now, todo);
}

void WebhookFollower::send(const At& at, Endpoint& endpoint, const Reader& reader, Time now, Todo& todo) {
  send_asked(at, endpoint, reader, now, todo);
  if (endpoint.row.paused || endpoint.gone) return;
  scan(at, endpoint, reader);
  look_for_next(at, endpoint, reader, now);
  send_lanes(at, endpoint, reader, now, todo);
}

// --- what there is to tell -------------------------------------------------------------------------------------------------

// A record that could not be read to its end is read again.
bool WebhookFollower::known(const Lane& lane, const EventId& id) {
  return id < lane.from || id == lane.event || (!lane.next.empty() && id <= lane.next.back());
}

// Reads on where it has come to. A thing that is behind already learns of what else there is about it.
void WebhookFollower::scan(const At& at, Endpoint& endpoint, const Reader& reader) {
  const auto partition = partition_of(at.first);
  if (reader.offset(partition) == endpoint.seen) return;
  const bool fails = endpoint.failures >= ailing;
  std::size_t looked = 0;
  while (looked < records_a_look) {
    const auto offsets = reader.history(at.first, endpoint.scanned, std::min(page, records_a_look - looked));
    for (const auto offset : offsets) {
      if (endpoint.lanes.size() >= most_lanes || (fails && !endpoint.lanes.empty())) return;
      const auto record = world_.services.record(partition, offset);
      if (!record) throw Unreadable{};
      for (const auto& event : says_something(record->commit) ? events_of(*record) : std::vector<Event>{}) {
        if (!wanted(endpoint.row, event)) continue;
        const auto [lane, is_new] = endpoint.lanes.try_emplace(key_of(event, reader), Lane{.from = event.id, .event = event.id});
        if (is_new || lane->second.search || known(lane->second, event.id)) continue;
        if (lane->second.next.size() < most_known) lane->second.next.push_back(event.id);
        else lane->second.search = true;
      }
      endpoint.scanned = offset;
      ++endpoint.skipped;
      ++looked;
    }
    if (offsets.empty()) {
      endpoint.seen = reader.offset(partition);
      return;
    }
  }
  sees_more_ = true;
}

// Of things of which it is not known what comes next: up to where the journal has been read.
void WebhookFollower::look_for_next(const At& at, Endpoint& endpoint, const Reader& reader, Time now) {
  const auto partition = partition_of(at.first);
  for (auto it = endpoint.lanes.begin(); it != endpoint.lanes.end();) {
    const auto here = it++;
    auto& [key, lane] = *here;
    if (lane.event) continue;
    std::size_t looked = 0;
    auto behind = lane.from.offset - 1;
    while (lane.next.empty() && lane.search && looked < records_a_look) {
      const auto offsets = reader.history(at.first, behind, page);
      for (const auto offset : offsets) {
        if (offset > endpoint.scanned || lane.next.size() >= most_known) break;
        const auto record = world_.services.record(partition, offset);
        if (!record) throw Unreadable{};
        for (const auto& event : says_something(record->commit) ? events_of(*record) : std::vector<Event>{})
          if (event.id >= lane.from && wanted(endpoint.row, event) && key_of(event, reader) == key) lane.next.push_back(event.id);
        behind = offset;
        ++looked;
      }
      const bool at_end = offsets.empty() || offsets.back() > endpoint.scanned || (offsets.size() < page && behind == offsets.back());
      if (at_end && lane.next.size() < most_known) lane.search = false;
    }
    if (!lane.next.empty()) {
      const auto id = lane.next.front();
      lane.next.pop_front();
      if (id != lane.from) lane.no = 0, lane.attempts = 0, lane.next_at = now;
      lane.from = id;
      lane.event = id;
    } else if (!lane.search) {
      endpoint.lanes.erase(here);
    } else {
      lane.from = {partition, behind + 1, 0};            // nothing up to there
      lane.no = lane.attempts = 0;
      sees_more_ = true;
    }
  }
}

// What that event says now: what has been withdrawn since is said without its text.
WebhookFollower::Told WebhookFollower::message(const At& at, const Reader& reader, const EventId& id) const {
  const auto record = world_.services.record(id.partition, id.offset);
  if (!record) throw Unreadable{};
  if (record->commit.tenant != at.first) return std::monostate{};
  for (const auto& event : events_of(*record, withdrawn_in(reader)))
    if (event.id == id) return Message{short_name(event.type->name), body_of(event, key_of(event, reader))};
  return std::monostate{};
}

// --- sending ---------------------------------------------------------------------------------------------------------------

// One that fails is tried alone, and as far apart as its first two attempts.
bool WebhookFollower::may_begin(const At& at, const Endpoint& endpoint, Time now) const {
  const auto of = of_tenant_.find(at.first);
  if (flights_.size() >= world_.at_once || (of != of_tenant_.end() && of->second >= world_.of_tenant)) return false;
  if (endpoint.attempts.size() + endpoint.dead.size() + endpoint.under_way >= most_untold) return false;
  if (endpoint.failures < ailing) return true;
  return endpoint.under_way == 0 && now - endpoint.last_begun >= std::chrono::seconds{endpoint.row.retry.first_delay_s};
}

// The oldest first.
void WebhookFollower::send_lanes(const At& at, Endpoint& endpoint, const Reader& reader, Time now, Todo& todo) {
  std::vector<std::pair<EventId, Uuid>> ready;
  for (const auto& [key, lane] : endpoint.lanes)
    if (lane.event && !lane.under_way && lane.next_at <= now) ready.emplace_back(*lane.event, key);
  std::sort(ready.begin(), ready.end());
  for (const auto& [id, key] : ready) {
    if (!may_begin(at, endpoint, now)) return;
    auto& lane = endpoint.lanes.at(key);
    const auto told = message(at, reader, id);
    const auto* what = std::get_if<Message>(&told);
    if (!what) {
      settle(endpoint, key);
      sees_more_ = true;
      continue;
    }
    if (!lane.no) lane.no = ++endpoint.deliveries;
    lane.under_way = true;
    begin(at, endpoint, key, to_string(id), *what, lane.no, lane.attempts + 1, now, todo);
  }
}

// What somebody has asked for waits for nothing else.
void WebhookFollower::send_asked(const At& at, Endpoint& endpoint, const Reader& reader, Time now, Todo& todo) {
  const auto of = of_tenant_.find(at.first);
  auto room = world_.of_tenant - std::min(world_.of_tenant, of == of_tenant_.end() ? 0 : of->second);
  for (const auto& name : endpoint.row.asked) {
    if (room == 0 || flights_.size() >= world_.at_once) return;
    if (endpoint.serving.contains(name) || endpoint.told_served.contains(name)) continue;
    Told told = Message{"webhook.test", test_body(at.first, at.second, name, now)};
    if (const auto id = parse_event_id(name)) told = message(at, reader, *id);
    endpoint.serving.insert(name);
    if (const auto* what = std::get_if<Message>(&told)) {
      begin(at, endpoint, {}, name, *what, ++endpoint.deliveries, 1, now, todo);
      --room;
    } else {
      endpoint.served.push_back(name);
      if (!endpoint.since) endpoint.since = now;
    }
  }
}

void WebhookFollower::begin(const At& at, Endpoint& endpoint, std::optional<Uuid> lane, const std::string& event, const Message& what, std::int64_t no,
                            std::int64_t attempt, Time now, Todo& todo) {
  const auto& row = endpoint.row;
  const auto timestamp = micros(now) / 1'000'000;
  auto signatures = webhooks::signature(row.secret.value, event, timestamp, what.body).value_or("");
  if (row.old_secret && row.old_until && now < *row.old_until) signatures += ' ' + webhooks::signature(row.old_secret->value, event, timestamp, what.body).value_or("");
  OutgoingCall call{"POST", row.url.value, {"Content-Type: application/json", "webhook-id: " + event, "webhook-timestamp: " + std::to_string(timestamp),
                                            "webhook-signature: " + signatures}, what.body};
  ++of_tenant_[at.first];
  ++endpoint.under_way;
  endpoint.last_begun = now;
  flights_.emplace(++flown_, Flight{at, endpoint.life, lane, event, what.type, no, attempt});
  todo.run.push_back({flown_, std::move(call), limit});
}

// That event is told, or is not told any more.
void WebhookFollower::settle(Endpoint& endpoint, const Uuid& key) {
  auto& lane = endpoint.lanes.at(key);
  ++lane.from.index;
  lane.event.reset();
  lane.no = lane.attempts = 0;
  lane.next_at = {};
  lane.under_way = false;
  if (lane.next.empty() && !lane.search) endpoint.lanes.erase(key);
}

void WebhookFollower::on_came(std::uint64_t no, const Came& came, Time now) {
  const auto found = flights_.find(no);
  if (found == flights_.end()) return;
  const auto flight = std::move(found->second);
  flights_.erase(found);
  if (auto of = of_tenant_.find(flight.at.first); of != of_tenant_.end() && --of->second == 0) of_tenant_.erase(of);
  const auto there = endpoints_.find(flight.at);
  if (there == endpoints_.end() || there->second.life != flight.life) return;
  auto& endpoint = there->second;
  --endpoint.under_way;
  const auto outcome = outcome_of(came);
  const bool well = outcome == WebhookOutcome::delivered;
  Attempt one{flight.no, flight.event, flight.type, flight.attempt, outcome, {}, {}, now, {}};
  if (came.status) one.status = came.status;
  if (!well && !came.said.empty()) one.said = about(flight.at.second, readable(came.said));
  endpoint.failures = well ? 0 : endpoint.failures + 1;
  if (!endpoint.since) endpoint.since = now;
  ++(well ? figures_.delivered : figures_.failed);
  if (outcome == WebhookOutcome::gone) endpoint.gone = true;
  const auto wish = std::clamp(came.retry_after.value_or(Duration{}), Duration{}, Duration{longest_wait});
  if (came.status == 429 || came.status == 502 || came.status == 503 || came.status == 504) endpoint.free_at = std::max(endpoint.free_at, now + wish);

  if (!flight.lane) {
    endpoint.served.push_back(flight.event);
    const bool test = !parse_event_id(flight.event);
    if (well || test) endpoint.attempts.push_back(std::move(one));
    else endpoint.dead.push_back(std::move(one)), ++figures_.dead;
    return;
  }
  auto& lane = endpoint.lanes.at(*flight.lane);
  if (well) {
    endpoint.attempts.push_back(std::move(one));
    return settle(endpoint, *flight.lane);
  }
  const auto& retry = endpoint.row.retry;
  lane.under_way = false;
  if (outcome == WebhookOutcome::gone) {                   // it stands there when somebody resumes it
    lane.next_at = now;
    one.next_at = now;
    endpoint.attempts.push_back(std::move(one));
  } else if (outcome == WebhookOutcome::address_refused || flight.attempt >= retry.max_attempts) {
    endpoint.dead.push_back(std::move(one));
    ++figures_.dead;
    settle(endpoint, *flight.lane);
  } else {
    Duration wait = std::chrono::seconds{retry.first_delay_s};
    for (std::int64_t n = 1; n < flight.attempt && wait < longest_wait; ++n) wait *= retry.backoff_multiplier;
    wait = std::max(std::min<Duration>(wait, longest_wait), wish);
    wait += Duration{static_cast<std::int64_t>(world_.chance() % static_cast<std::uint64_t>(wait.count() / 10 + 1))};
    lane.attempts = flight.attempt;
    lane.next_at = now + wait;
    one.next_at = lane.next_at;
    endpoint.attempts.push_back(std::move(one));
  }
}

// --- telling how far it is -------------------------------------------------------------------------------------------------

void WebhookFollower::tell(const At& at, Endpoint& endpoint, const Reader& reader, Time now, Todo& todo) {
  if (endpoint.telling) {
    if (!endpoint.telling->asked && now >= endpoint.telling->not_before) put(endpoint, todo);
    return;
  }
  const auto untold = endpoint.attempts.size() + endpoint.dead.size();
  const bool due = endpoint.since && (now - *endpoint.since >= tell_every || now < *endpoint.since || untold >= most_untold || resting_ || endpoint.gone);
  if (!due && endpoint.skipped < most_skipped) return;
  const bool gone = std::any_of(endpoint.attempts.begin(), endpoint.attempts.end(), [](const auto& one) { return one.outcome == WebhookOutcome::gone; }) ||
                    std::any_of(endpoint.dead.begin(), endpoint.dead.end(), [](const auto& one) { return one.outcome == WebhookOutcome::gone; });
  webhooks::Progress ask{at.second, endpoint.turn + 1, endpoint.scanned, {}, endpoint.attempts, endpoint.dead, endpoint.served};
  for (const auto& [key, lane] : endpoint.lanes) ask.behind.push_back({key, to_string(lane.from), lane.no, lane.attempts, lane.next_at});
  if (!endpoint.dead.empty() || gone)
    if (const auto owner = owner_of(reader, at.first)) ask.owner_id = owner->id, ask.address = owner->email;
  std::string from("webhook progress ");
  for (const auto& part : {world_.writer.raw(), at.first.raw(), at.second.value.raw()}) from += part;
  from += std::to_string(endpoint.life) + ' ' + std::to_string(endpoint.turn);
  Command command;
  command.id = uuid_of(raw(sha256(from)));
  command.fingerprint = sha256(command.id.raw());
  command.tenant = at.first;
  command.principal.kind = PrincipalKind::system;
  command.ask = AnyAsk::of(std::move(ask));
  asked_[command.id] = at;
  endpoint.telling = Telling{std::move(command), endpoint.scanned, endpoint.attempts.size(), endpoint.dead.size(), endpoint.served.size(), gone, {}, false};
  endpoint.since.reset();
  endpoint.skipped = 0;
  put(endpoint, todo);
}

void WebhookFollower::put(Endpoint& endpoint, Todo& todo) {
  endpoint.telling->asked = true;
  todo.ask.push_back(endpoint.telling->command);
}

WebhookFollower::Todo WebhookFollower::on_answer(const Uuid& id, const millrace::Outcome& outcome, Time now) {
  const auto asked = asked_.find(id);
  if (asked == asked_.end()) return {};
  const auto found = endpoints_.find(asked->second);
  if (found == endpoints_.end() || !found->second.telling || found->second.telling->command.id != id) {
    asked_.erase(asked);
    return {};
  }
  auto& endpoint = found->second;
  auto& telling = *endpoint.telling;
  if (std::holds_alternative<NotNow>(outcome)) {
    telling.asked = false;
    telling.not_before = now + not_now;
    return {};
  }
  asked_.erase(asked);
  if (!told_by(outcome, endpoint.turn + 1)) {
    endpoint.telling.reset();
    endpoint.stale_since = now;
    return {};
  }
  ++endpoint.turn;
  if (telling.gone) endpoint.gone_told = endpoint.turn;
  const auto drop = [](auto& list, std::size_t n) { list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(n)); };
  for (std::size_t n = 0; n < telling.served; ++n) {
    endpoint.told_served[endpoint.served[n]] = endpoint.turn;
    endpoint.serving.erase(endpoint.served[n]);
  }
  drop(endpoint.served, telling.served);
  drop(endpoint.attempts, telling.attempts);
  drop(endpoint.dead, telling.dead);
  endpoint.telling.reset();
  return {};
}

bool WebhookFollower::idle() const {
  return flights_.empty() && std::all_of(endpoints_.begin(), endpoints_.end(), [](const auto& one) {
    const auto& e = one.second;
    return e.stale_since || (!e.telling && e.attempts.empty() && e.dead.empty() && e.served.empty());
  });
}

WebhookFollower::Figures WebhookFollower::figures() const {
  auto figures = figures_;
  figures.under_way = static_cast<std::int64_t>(flights_.size());
  return figures;
}

}  // namespace millrace::connect
