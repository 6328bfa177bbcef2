// Public events: CloudEvents 1.0 that accepted records say to the outside. A pure function of the record and of what has been deleted
// since, so that whoever repeats it repeats the same ids. On Kafka they are the public topics, over HTTP GET /events.
#pragma once

#include <functional>

#include "schemas/fold/committed.hpp"

namespace millrace {

// One public topic each: millrace.messages, millrace.customers.
enum class Family { messages, customers };
BOOST_DESCRIBE_ENUM(Family, messages, customers)
inline constexpr std::size_t families = 2;
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

struct PublicType {
  std::string_view name;                               // "com.millrace.message.appended.v1"
  std::string_view about;                              // one line for people
  Family family;
  const Shape* shape;
};
std::vector<const PublicType*> public_types();        // in the order of their families

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

  // CloudEvents context attributes by name, all but datacontenttype, which is application/json.
  std::vector<std::pair<std::string_view, std::string>> attributes() const;
  // The event in structured mode, application/cloudevents+json.
  std::string structured() const;
};

// Whether that message of that business has been deleted, as far as is known now.
using Withdrawn = std::function<bool(const Uuid& business, const Uuid& message)>;
Withdrawn withdrawn_in(const Rows&);

// What the record says, in the order of its facts. What has been withdrawn since is said without its text.
std::vector<Event> events_of(const Committed&, const Withdrawn& = {});
// Whether it may say anything: what says nothing need not be opened.
bool says_something(const Commit&);

}  // namespace millrace
