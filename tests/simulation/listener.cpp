#include "schemas/json/writer.hpp"
#include "tests/simulation/people.hpp"

namespace millrace::simulation {

namespace {

void write(JsonWriter& out, Node node) {
  switch (node.kind()) {
    case Node::Kind::boolean: out.boolean(node.boolean()); return;
    case Node::Kind::integer: out.integer(node.integer()); return;
    case Node::Kind::text: out.text(node.text()); return;
    case Node::Kind::list:
      out.begin_array();
      node.elements([&](Node each) { write(out, each); });
      out.end_array();
      return;
    case Node::Kind::object:
      out.begin_object();
      node.members([&](std::string_view name, Node each) { write(out.key(name), each); });
      out.end_object();
      return;
    default: out.null();
  }
}

}  // namespace

std::string text_of(Node node) {
  std::string text;
  JsonWriter out{text};
  write(out, node);
  return text;
}

ConnectionId People::open(int process, Listener& listener) {
  const auto id = next_connection++;
  links[id] = {process, &listener};
  town.scheduler.after(town.chance.delay(), [this, id, process] {
    auto& to = town.processes[static_cast<std::size_t>(process)];
    to.on_hub([id, &to](Hub& hub) { hub.on_open(id, to.clock()); });
  });
  return id;
}

// What one says arrives in the order in which it was said, as TCP has it.
void People::say(ConnectionId id, std::string text) {
  const auto found = links.find(id);
  if (found == links.end()) return;
  auto& link = found->second;
  link.last = std::max(link.last + Duration{1}, town.scheduler.now() + std::chrono::milliseconds{80} + town.chance.delay());
  town.scheduler.at(link.last, [this, id, process = link.process, text = std::move(text)] {
    auto& to = town.processes[static_cast<std::size_t>(process)];
    to.on_hub([this, id, text](Hub& hub) {
      if (links.contains(id)) hub.on_text(id, text);
    });
  });
}

void People::frame(ConnectionId id, std::shared_ptr<const std::string> frame, Reached settled) {
  const auto found = links.find(id);
  if (found == links.end()) return;
  auto& link = found->second;
  link.under_way += frame->size();
  link.last = std::max(link.last + Duration{1}, town.scheduler.now() + town.chance.delay());
  town.scheduler.at(link.last, [this, id, frame = std::move(frame), settled = std::move(settled)] {
    const auto found = links.find(id);
    if (found == links.end()) return;
    const auto process = found->second.process;
    const bool drained = (found->second.under_way -= frame->size()) == 0;
    auto& listener = *found->second.listener;
    for (std::string_view lines = *frame; !lines.empty() && links.contains(id);) {
      const auto line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(line.size() + 1, lines.size()));
      listener.frame(std::string(line), settled);
    }
    if (drained) town.processes[static_cast<std::size_t>(process)].on_hub([id](Hub& hub) { hub.on_drained(id); });
  });
}

std::size_t People::queued(ConnectionId id) const {
  const auto found = links.find(id);
  return found != links.end() ? found->second.under_way : 0;
}

void People::closed(ConnectionId id) {
  const auto found = links.find(id);
  if (found != links.end()) found->second.listener->leave();
}

void People::lost(int process) {
  for (auto& listener : listeners)
    if (const auto link = links.find(listener.connection()); link != links.end() && link->second.process == process) listener.leave();
}

Listener::Listener(Town& town, int no) : town_(town) {
  guest_ = town.people->guests[static_cast<std::size_t>(no)];
  tenant_ = town.tenants[static_cast<std::size_t>(no) % town.tenants.size()];
  partition_ = partition_of(tenant_);
  channel_ = jars_channel(tenant_);
}

// One who may hear the channel as far as the newest truth goes, and is there.
bool Listener::wants_to_listen() const {
  for (auto& process : town_.processes)
    if (process.up()) return find_row<Guests>(process.store(), tenant_, guest_) != nullptr;
  return false;
}

void Listener::again(Duration d) {
  town_.scheduler.after(d, [this, visit = visit_] { if (visit == visit_ && !connection_) come(); });
}

void Listener::come() {
  ++visit_;
  auto& process = town_.anybody();
  if (!process.takes_sockets()) return again(town_.chance.duration(5'000, 50'000));
  connection_ = town_.people->open(process.no(), *this);
  town_.trace.say("comes", guest_, connection_, process.no(), since_.value_or(-1));
  town_.people->say(connection_, "{\"id\":1,\"connect\":{\"token\":\"" + to_string(guest_) + "\"}}");
  subscribe();
  // Lines break; a process that does not answer is left, too.
  town_.scheduler.after(town_.chance.duration(200'000, 1'500'000), [this, visit = visit_] {
    if (visit == visit_ && (!town_.peace || !session_)) leave();
  });
}

void Listener::subscribe() {
  std::string text = "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel_ + "\"";
  if (town_.chance.permille(since_ ? 150 : 300)) since_ = 0, epoch_ = "cellar.1";      // all that there has ever been
  if (since_ && town_.chance.permille(50)) epoch_ = "cellar.0";                        // before a restore, say
  if (since_) text += ",\"recover\":true,\"offset\":" + std::to_string(*since_) + ",\"epoch\":\"" + epoch_ + "\"";
  asked_since_ = since_.value_or(-1);
  asked_epoch_ = epoch_;
  town_.people->say(connection_, text + "}}");
}

void Listener::leave(Duration away) {
  if (!connection_) return;
  town_.trace.say("leaves", guest_, connection_);
  const auto link = town_.people->links.find(connection_);
  const auto process = link->second.process;
  town_.people->links.erase(link);
  town_.scheduler.after(town_.chance.delay(), [this, id = connection_, process] {
    town_.processes[static_cast<std::size_t>(process)].on_hub([id](Hub& hub) { hub.on_close(id); });
  });
  connection_ = 0;
  session_ = nullptr;
  ++visit_;
  again(away + town_.chance.duration(1'000, 100'000));
}

void Listener::publication(Node pub, const Reached& settled) {
  const auto offset = pub.find("offset")->integer();
  session_->publications.push_back({offset, text_of(*pub.find("data")), settled.at(partition_)});
  session_->to = std::max(session_->to, offset);
  since_ = session_->to;
}

void Listener::frame(const std::string& text, const Reached& settled) {
  const Document document{text};
  const auto root = document.root();
  if (const auto reply = root.find("subscribe")) {
    const auto recovered = reply->find("recovered");
    const bool whole = recovered && recovered->boolean();
    town_.trace.say("listens", guest_, connection_, reply->find("offset")->integer(), whole);
    epoch_ = reply->find("epoch")->text();
    if (whole && asked_epoch_ != epoch_) town_.violation("somebody is told that what was said in another feed is all that there is");
    const auto offset = reply->find("offset")->integer();
    town_.history.heard.push_back({guest_, tenant_, partition_, channel_, whole ? asked_since_ : offset, whole ? asked_since_ : offset, {}});
    session_ = &town_.history.heard.back();
    if (const auto missed = reply->find("publications")) missed->elements([&](Node pub) { publication(pub, settled); });
    session_->to = std::max(session_->to, offset);
    since_ = session_->to;
    return;
  }
  if (const auto wrong = root.find("error")) {
    town_.trace.say("is refused", guest_, wrong->find("code")->integer());
    const auto visit = visit_;
    town_.scheduler.after(town_.chance.duration(20'000, 200'000), [this, visit] { if (visit == visit_ && connection_) subscribe(); });
    return;
  }
  const auto push = root.find("push");
  if (!push) return;
  if (push->find("unsubscribe")) {
    town_.trace.say("is sent away", guest_, connection_);
    session_ = nullptr;
    const auto visit = visit_;
    town_.scheduler.after(town_.chance.duration(20'000, 200'000), [this, visit] { if (visit == visit_ && connection_) subscribe(); });
  } else if (const auto pub = push->find("pub"); pub && session_) {
    publication(*pub, settled);
    town_.trace.say("hears of", guest_, since_.value_or(-1));
  }
}

}  // namespace millrace::simulation
