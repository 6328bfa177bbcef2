// GET /explain: a graph around one event. Which record has come from which is found by ids: a record names the timer or handoff that asked
// for it, what the reactors ask is about their effect, and each of these is a stream with a history of its own.
#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "commands/effects/asks.hpp"
#include "commands/later/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/history.hpp"
#include "gateways/core/modules.hpp"
#include "gateways/core/record_view.hpp"
#include "projections/effects/effects.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

namespace {

constexpr std::size_t most_nodes = 200, most_records = 300, most_of_effect = 64;
constexpr int deepest = 8;

enum class ExplainedKind { request, fact, timer, effect, handoff };
BOOST_DESCRIBE_ENUM(ExplainedKind, request, fact, timer, effect, handoff)

// From what came first to what came of it: a request has recorded a fact; a timer has fired, an effect was tried and a handoff committed as a
// request; a request has cancelled or moved a timer.
enum class ExplainedHow { recorded, fired, tried, committed, finished, cancelled, moved };
BOOST_DESCRIBE_ENUM(ExplainedHow, recorded, fired, tried, committed, finished, cancelled, moved)

struct ExplainedTry {
  std::int64_t no = 0;
  Time started_at{};
  std::optional<Time> ended_at;
  std::optional<effects::Result> result;
  std::optional<std::string> why;
  std::optional<std::int64_t> status;
};
BOOST_DESCRIBE_STRUCT(ExplainedTry, (), (no, started_at, ended_at, result, why, status))

struct ExplainedNode {
  std::string id;                              // of a fact that of its event, of a request that of its record
  ExplainedKind kind = ExplainedKind::fact;
  std::string title;
  std::optional<Time> at;
  std::optional<std::string> position;
  std::optional<std::string> asks;             // wire name: what is asked by it; of an effect its kind
  std::optional<Who> by = {};                  // of a request
  std::optional<Uuid> command_id = {};
  std::optional<Origin> origin = {};
  std::optional<std::string> fact = {};        // of anything else: its wire name, its public type if it has one, what it is about
  std::optional<std::string> type = {};
  std::optional<Uuid> about = {};
  std::optional<std::string> state = {};       // of a timer waiting, fired, cancelled, moved; of a handoff pending, done; of an effect as GET /effects has it
  std::optional<Time> due = {};                // of a timer
  std::optional<Time> ended_at = {};
  std::optional<std::string> other = {};       // of a handoff: with whom, directory or business
  std::optional<std::string> committed_at = {};            // … and the position there
  std::vector<ExplainedTry> tries = {};               // of an effect
};
BOOST_DESCRIBE_STRUCT(ExplainedNode, (), (id, kind, title, at, position, asks, by, command_id, origin, fact, type, about, state, due, ended_at, other,
                                 committed_at, tries))

struct ExplainedEdge {
  std::string from, to;
  ExplainedHow kind = ExplainedHow::recorded;
};
BOOST_DESCRIBE_STRUCT(ExplainedEdge, (), (from, to, kind))

struct Explained {
  std::string event;                           // the node that was asked about
  std::vector<ExplainedNode> nodes;
  std::vector<ExplainedEdge> edges;
  bool truncated = false;                      // there is more around it
};
BOOST_DESCRIBE_STRUCT(Explained, (), (event, nodes, edges, truncated))

// "conversation.change_status.v1": "Conversation change status".
std::string in_words(std::string_view wire) {
  std::string words(wire.substr(0, wire.rfind(".v")));
  for (auto& c : words)
    if (c == '.' || c == '_') c = ' ';
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string_view asked_by(const AnyValue& ask) { return ask.type ? ask.type->wire : std::string_view{}; }
std::string other_side(const Uuid& tenant) { return tenant.nil() ? "directory" : "business"; }

using Record = std::shared_ptr<const Committed>;
struct Place {                                 // of a fact
  Record record;
  std::size_t n = 0;
  explicit operator bool() const { return record != nullptr; }
  const AnyFact& fact() const { return record->facts[n]; }
};

class Explanation {
 public:
  Explanation(const Call& call, const Reader& reader) : call_(call), reader_(reader), partition_(partition_of(call.tenant)) {}

  // Nothing when its record cannot be opened.
  std::optional<Explained> of(const EventId& id) {
    const auto record = this->record(id.offset);
    if (!record) return {};
    out_.event = to_string(id);
    upwards(record);
    follow(record, 0);
    while (!next_.empty()) {
      const auto [what, depth] = std::move(next_.front());
      next_.pop_front();
      downwards(what, depth);
    }
    return std::move(out_);
  }

 private:
  Record record(Offset offset) {
    const auto known = records_.find(offset);
    if (known != records_.end()) return known->second;
    if (records_.size() == most_records) return out_.truncated = true, nullptr;
    auto read = call_.services.record(partition_, offset);
    if (!read) out_.truncated = true;
    return records_[offset] = std::move(read);
  }
  std::string id_of(const Committed& record) const { return std::to_string(record.partition) + '-' + std::to_string(record.offset); }
  std::string id_of(const Place& at) const { return to_string(EventId{at.record->partition, at.record->offset, static_cast<int>(at.n)}); }

  // Null when there are too many, or it is there already.
  ExplainedNode* add(ExplainedNode node) {
    if (known_.contains(node.id)) return nullptr;
    if (out_.nodes.size() == most_nodes) return out_.truncated = true, nullptr;
    known_.insert(node.id);
    return &out_.nodes.emplace_back(std::move(node));
  }
  void join(const std::string& from, const std::string& to, ExplainedHow kind) {
    if (!known_.contains(from) || !known_.contains(to) || !joined_.insert({from, to}).second) return;
    out_.edges.push_back({from, to, kind});
  }

  void add_request(const Committed& record) {
    const auto& c = record.commit;
    ExplainedNode node{id_of(record), ExplainedKind::request, in_words(c.ask), c.ts, position(call_.services, partition_, record.offset), c.ask};
    node.by = who(c);
    node.command_id = c.command;
    if (!c.facts.empty()) node.origin = c.facts.front().origin;
    add(std::move(node));
  }

  // The fact, as what it is, under its request.
  void add_fact(const Place& at) {
    const auto& entry = at.record->commit.facts[at.n];
    const auto* told = PublicEvents::house().of(at.fact().type);
    ExplainedNode node{id_of(at), ExplainedKind::fact, in_words(entry.wire), entry.occurred_at, position(call_.services, partition_, at.record->offset), {}};
    node.fact = entry.wire;
    node.about = entry.stream;
    if (told) node.type = std::string(told->type.name);
    if (const auto* e = at.fact().as<later::TimerSet>()) describe(node, *e, at);
    if (const auto* e = at.fact().as<effects::Requested>()) describe(node, *e);
    if (const auto* e = at.fact().as<later::HandoffRequested>()) describe(node, *e, at);
    add_request(*at.record);
    if (add(std::move(node))) join(id_of(*at.record), id_of(at), ExplainedHow::recorded);
  }

  void describe(ExplainedNode& node, const later::TimerSet& e, const Place& at) {
    node.kind = ExplainedKind::timer;
    node.asks = std::string(asked_by(e.ask));
    node.title = "Timer: " + in_words(*node.asks);
    node.due = e.due;
    const auto end = next_of(at);
    node.state = !end ? "waiting" : end.fact().as<later::TimerFired>() ? "fired" : end.fact().as<later::TimerCancelled>() ? "cancelled" : "moved";
    if (end) node.ended_at = end.record->commit.ts;
  }
  void describe(ExplainedNode& node, const effects::Requested& e) {
    node.kind = ExplainedKind::effect;
    node.asks = std::string(asked_by(e.errand));
    node.title = "Effect: " + in_words(*node.asks);
    const auto stored = reader_.row(lookup_of<effects::Effects>(), call_.tenant, Key(e.id));
    if (!stored) return;
    const auto& row = *static_cast<const effects::EffectRow*>(stored->row.get());
    node.state = std::string(shape_of<effects::Stage>().words[static_cast<std::size_t>(row.state)]);
    node.ended_at = row.ended_at;
    for (const auto& a : row.attempts) node.tries.push_back({a.no, a.started_at, a.ended_at, a.result, a.why, a.status});
  }
  void describe(ExplainedNode& node, const later::HandoffRequested& e, const Place& at) {
    node.kind = ExplainedKind::handoff;
    node.asks = std::string(asked_by(e.ask));
    node.title = "Handoff: " + in_words(*node.asks);
    node.other = other_side(e.tenant_id);
    const auto end = next_of(at);
    const auto* done = end ? end.fact().as<later::HandoffDone>() : nullptr;
    node.state = done ? "done" : "pending";
    if (!done) return;
    node.ended_at = end.record->commit.ts;
    node.committed_at = position(call_.services, partition_of(done->tenant_id), done->offset);
  }

  static Place in(const Record& record, const Uuid& stream, std::size_t from) {
    for (auto n = from; record && n < record->facts.size(); ++n)
      if (record->commit.facts[n].stream == stream) return {record, n};
    return {};
  }
  // The next fact of the same stream.
  Place next_of(const Place& at) {
    const auto& stream = at.record->commit.facts[at.n].stream;
    if (auto here = in(at.record, stream, at.n + 1)) return here;
    const auto later = reader_.history_of(call_.tenant, stream, at.record->offset, 1);
    return later.empty() ? Place{} : in(record(later.front()), stream, 0);
  }
  // The last fact of that type of a stream before a record.
  template <class Fact>
  Place before(const Uuid& stream, Offset offset) {
    for (const auto earlier : reader_.history_back(call_.tenant, stream, offset, most_of_effect)) {
      const auto found = record(earlier);
      for (auto n = found ? found->facts.size() : 0; n-- > 0;)
        if (found->commit.facts[n].stream == stream && found->facts[n].template as<Fact>()) return {found, n};
    }
    return {};
  }

  // What has asked for it, and what for that, as far as somebody's request.
  void upwards(Record record) {
    for (int height = 0; record; ++height) {
      if (height == deepest) return void(out_.truncated = true);
      add_request(*record);
      const auto& c = record->commit;
      auto [origin, kind] = asked_for(c, record->offset);
      if (!origin && !c.cause.nil()) add_foreign(*record);
      if (!origin) return;
      add_fact(origin);
      join(id_of(origin), id_of(*record), kind);
      record = origin.record;
    }
  }
  std::pair<Place, ExplainedHow> asked_for(const Commit& c, Offset offset) {
    if (!c.cause.nil()) {
      if (auto set = before<later::TimerSet>(c.cause, offset)) return {set, ExplainedHow::fired};
      return {before<later::HandoffRequested>(c.cause, offset), ExplainedHow::committed};
    }
    if (c.principal.kind != PrincipalKind::system) return {};
    if (c.ask == later::FinishHandoff::wire) return {before<later::HandoffRequested>(c.subject, offset), ExplainedHow::finished};
    return {before<effects::Requested>(c.subject, offset), ExplainedHow::tried};
  }
  // Somebody else has handed it over.
  void add_foreign(const Committed& record) {
    const auto id = "handoff-" + to_string(record.commit.cause);
    ExplainedNode node{id, ExplainedKind::handoff, "Handoff: " + in_words(record.commit.ask), {}, {}, record.commit.ask};
    node.state = "done";
    add(std::move(node));
    join(id, id_of(record), ExplainedHow::committed);
  }

  void follow(const Record& record, int depth) {
    if (!record || !followed_.insert(record->offset).second) return;
    if (depth == deepest) return void(out_.truncated = true);
    next_.emplace_back(record, depth);
  }
  void downwards(const Record& record, int depth) {
    add_request(*record);
    for (std::size_t n = 0; n < record->facts.size(); ++n) {
      const Place at{record, n};
      add_fact(at);
      if (at.fact().as<later::TimerSet>()) after_timer(at, depth);
      if (const auto* e = at.fact().as<effects::Requested>()) after_effect(at, *e, depth);
      if (const auto* e = at.fact().as<later::HandoffRequested>(); e && e->tenant_id == call_.tenant) after_handoff(at, depth);
    }
  }
  void after_timer(const Place& at, int depth) {
    const auto end = next_of(at);
    if (!end) return;
    add_request(*end.record);
    if (end.fact().as<later::TimerFired>()) {
      join(id_of(at), id_of(*end.record), ExplainedHow::fired);
      follow(end.record, depth + 1);
    } else {
      join(id_of(*end.record), id_of(at), end.fact().as<later::TimerCancelled>() ? ExplainedHow::cancelled : ExplainedHow::moved);
    }
  }
  // Its attempts stand with it; of their records those are followed that have brought about something else.
  void after_effect(const Place& at, const effects::Requested& e, int depth) {
    const auto later = reader_.history_of(call_.tenant, e.id.value, at.record->offset, most_of_effect);
    if (later.size() == most_of_effect) out_.truncated = true;
    for (const auto offset : later) {
      const auto found = record(offset);
      if (!found || std::all_of(found->commit.facts.begin(), found->commit.facts.end(), [&](const auto& f) { return f.stream == e.id.value; })) continue;
      add_request(*found);
      join(id_of(at), id_of(*found), ExplainedHow::tried);
      follow(found, depth + 1);
    }
  }
  void after_handoff(const Place& at, int depth) {
    const auto end = next_of(at);
    const auto* done = end ? end.fact().as<later::HandoffDone>() : nullptr;
    const auto target = done ? record(done->offset) : nullptr;
    if (!target || target->commit.tenant != call_.tenant) return;
    add_request(*target);
    join(id_of(at), id_of(*target), ExplainedHow::committed);
    follow(target, depth + 1);
  }

  const Call& call_;
  const Reader& reader_;
  const Partition partition_;
  Explained out_;
  std::set<std::string> known_;                // nodes
  std::set<std::pair<std::string, std::string>> joined_;
  std::map<Offset, Record> records_;           // that have been read
  std::set<Offset> followed_;
  std::deque<std::pair<Record, int>> next_;
};

Response explain(const Call& call, const Reader& reader) {
  if (auto no = owners_only(call)) return std::move(*no);
  const auto named = event_named(call, reader);
  if (const auto* no = std::get_if<Response>(&named)) return *no;
  const auto explained = Explanation{call, reader}.of(std::get<NamedEvent>(named).id);
  if (!explained) return unavailable(rule::events_unreadable, {}, 5);
  return json_reply(200, to_json(*explained));
}

}  // namespace

Module core::explanations() {
  auto route = answering<Explained>(read("/explain/{event}", anybody, Scope::business, &explain));
  std::get<route::Read>(route.kind).slow = true;                                   // reads the journal itself
  return {.name = "core/explanations", .routes = {std::move(route)}};
}

}  // namespace millrace
