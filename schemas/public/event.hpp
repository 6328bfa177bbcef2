// Public events: CloudEvents 1.0 that accepted records say to the outside. A pure function of the record and of what has been deleted
// since, so that whoever repeats it repeats the same ids. On Kafka they are the public topics, over HTTP GET /events.
#pragma once

#include <deque>
#include <functional>

#include "schemas/fold/committed.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/text/trace_context.hpp"

namespace millrace {

// One public topic each (millrace.messages), numbered in the order in which the contexts of the house name them.
enum class Family : std::size_t {};
std::size_t families();
std::string_view name_of(Family);                     // "messages"
inline constexpr int public_window_days = 30;          // how long a public topic keeps an event; the journal keeps all
std::string topic_of(Family, std::string_view prefix = "millrace");

// Where an event comes from: a fact of an accepted record. As text, `partition-offset-index`, the CloudEvents id.
struct EventId {
  Partition partition = 0;
  Offset offset = 0;
  int index = 0;                                       // of the fact in its record
  auto operator<=>(const EventId&) const = default;
};
std::string to_string(const EventId&);
std::optional<EventId> parse_event_id(std::string_view);

// A type of its own, apart from the facts that it is made of, so that facts may change without anybody outside noticing. It may only
// gain optional members; anything else is a new type, `.v2`. Text about people is plain; it is null once its subject has been erased,
// or what was said withdrawn.
struct PublicType {
  std::string_view name;                               // "com.millrace.message.appended.v1"
  std::string_view about;                              // one line for people
  const Shape* shape;
  Family family = {};                                  // as PublicEvents numbers it
};
std::vector<const PublicType*> public_types();        // of this house, in the order of their families

// JSON Schema of an event's data; its $id is the event's dataschema, whose path every server answers.
std::string json_schema(const PublicType&);
std::string schema_path(const PublicType&);            // "/schemas/com.millrace.message.appended.v1.json"

struct Event {
  EventId id;
  const PublicType* type;
  Uuid business;                                       // key of the topic
  Meta meta;
  Uuid stream;                                         // what it is about
  Uuid command;
  std::string data;                                    // JSON
  TraceContext trace = {};                             // that the command was part of

  // CloudEvents context attributes by name, all but datacontenttype, which is application/json.
  std::vector<std::pair<std::string_view, std::string>> attributes() const;
  // The event in structured mode, application/cloudevents+json.
  std::string structured() const;
};

// Whether what that stream of that business has said was withdrawn (a message that was deleted), as far as is known now.
using Withdrawn = std::function<bool(const Uuid& business, const Uuid& stream)>;
Withdrawn withdrawn_in(const Rows&);

// The fact without what has been withdrawn since.
AnyFact as_told(const AnyFact&, const Uuid& business, const Uuid& stream, const Withdrawn&);

// What the record says, in the order of its facts. What has been withdrawn since is said without its text.
std::vector<Event> events_of(const Committed&, const Withdrawn& = {});
// Whether it may say anything: what says nothing need not be opened.
bool says_something(const Commit&);
// Whether such a fact withdraws what its stream has said.
bool withdraws(std::string_view wire);

// How a fact is told outside; a context lists its own (schemas/public/<area>/).
struct PublicEvent {
  const WireType* fact;
  std::string_view topic;                              // "messages": the name of its family
  PublicType type;
  std::optional<std::string> (*data)(const void* fact);   // JSON; nothing: this one is not told
  // Where it may be withdrawn: whether it was, and the fact as it is told from then on.
  bool (*withdrawn)(const Rows&, const Uuid& business, const Uuid& stream) = nullptr;
  AnyFact (*silenced)(const void* fact) = nullptr;
  bool withdraws = false;                              // what its stream has said
};

// What this house tells: one table in a process, filled at the start like that of wire names, before any thread reads it.
class PublicEvents {
 public:
  static PublicEvents& house();
  // The same again is nothing; another event of the same fact, or type of that name, is a bug and throws std::logic_error.
  void add(const PublicEvent&);
  void add(const std::vector<PublicEvent>&);
  const PublicEvent* of(const WireType* fact) const;   // null: it is not told
  const std::deque<PublicEvent>& all() const { return all_; }
  const std::vector<std::string_view>& topics() const { return topics_; }   // by family

 private:
  std::deque<PublicEvent> all_;                        // events point into it
  std::vector<std::string_view> topics_;
};

namespace events {

using Text = std::optional<std::string>;
inline Text plain(const Personal<std::string>& text) { return text.erased ? Text{} : Text{text.value}; }
inline Text plain(const std::optional<Personal<std::string>>& text) { return text ? plain(*text) : Text{}; }

template <class Said, class Fact, std::optional<Said> (*on)(const Fact&)>
std::optional<std::string> data_of(const void* fact) {
  const auto said = on(*static_cast<const Fact*>(fact));
  if (!said) return {};
  return to_json(*said);
}
template <auto on, class Said, class Fact>
PublicEvent told_by(std::string_view topic, std::optional<Said> (*)(const Fact&)) {
  return {&wire_type<Fact>(), topic, {Said::type, Said::about, &shape_of<Said>()}, &data_of<Said, Fact, on>};
}
// The event that `std::optional<Event> on(const Fact&)` makes of a fact.
template <auto on>
PublicEvent told(std::string_view topic) { return told_by<on>(topic, on); }

}  // namespace events
}  // namespace millrace
