#include "schemas/public/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "schemas/json/schema.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

namespace {

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool canonical = !text.empty() && (text.size() == 1 || text[0] != '0');
  return canonical && fault == std::errc{} && end == text.data() + text.size() && value >= 0 ? std::optional{value} : std::nullopt;
}

// The kinds that the auth context extension of CloudEvents knows.
std::string_view authtype(PrincipalKind kind) {
  switch (kind) {
    case PrincipalKind::anybody: return "unauthenticated";
    case PrincipalKind::visitor: return "app_user";
    case PrincipalKind::user: return "user";
    case PrincipalKind::system: return "system";
    case PrincipalKind::api_key: return "api_key";
  }
  return "unknown";
}

// "com.millrace.<context>.<fact>.v1" → "<context>s", as its resources are called.
std::string collection(const PublicType& type) {
  const auto rest = type.name.substr(std::string_view{"com.millrace."}.size());
  return std::string(rest.substr(0, rest.find('.'))) + "s";
}

constexpr std::string_view home = "https://millrace.com";

}  // namespace

PublicEvents& PublicEvents::house() {
  static PublicEvents events;
  return events;
}

void PublicEvents::add(const PublicEvent& event) {
  for (const auto& known : all_) {
    if (known.fact != event.fact && known.type.name != event.type.name) continue;
    if (known.fact == event.fact && known.type.name == event.type.name && known.topic == event.topic) return;
    throw std::logic_error("two events are called " + std::string(event.type.name) + ", or made of " + std::string(event.fact->wire));
  }
  const auto topic = std::find(topics_.begin(), topics_.end(), event.topic);
  all_.push_back(event);
  all_.back().type.family = static_cast<Family>(topic - topics_.begin());
  if (topic == topics_.end()) topics_.push_back(event.topic);
}

void PublicEvents::add(const std::vector<PublicEvent>& events) {
  for (const auto& event : events) add(event);
}

const PublicEvent* PublicEvents::of(const WireType* fact) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& event) { return event.fact == fact; });
  return found == all_.end() ? nullptr : &*found;
}

std::size_t families() { return PublicEvents::house().topics().size(); }
std::string_view name_of(Family family) { return PublicEvents::house().topics().at(static_cast<std::size_t>(family)); }
std::string topic_of(Family family, std::string_view prefix) { return fmt::format("{}.{}", prefix, name_of(family)); }

std::string to_string(const EventId& id) { return fmt::format("{}-{}-{}", id.partition, id.offset, id.index); }

std::optional<EventId> parse_event_id(std::string_view text) {
  const auto one = text.find('-'), two = one == text.npos ? one : text.find('-', one + 1);
  if (two == text.npos) return {};
  const auto partition = number<Partition>(text.substr(0, one));
  const auto offset = number<Offset>(text.substr(one + 1, two - one - 1));
  const auto index = number<int>(text.substr(two + 1));
  if (!partition || *partition >= partitions || !offset || !index) return {};
  return EventId{*partition, *offset, *index};
}

std::vector<const PublicType*> public_types() {
  std::vector<const PublicType*> all;
  for (const auto& event : PublicEvents::house().all()) all.push_back(&event.type);
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->family < b->family; });
  return all;
}

std::string schema_path(const PublicType& type) { return "/schemas/" + std::string(type.name) + ".json"; }

std::string json_schema(const PublicType& type) {
  auto members = json_schema(*type.shape, Texts::plain);
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("$schema").text("https://json-schema.org/draft/2020-12/schema");
  out.key("$id").text(std::string(home) + schema_path(type)).key("title").text(type.name).key("description").text(type.about);
  return text + ',' + members.substr(1);
}

std::vector<std::pair<std::string_view, std::string>> Event::attributes() const {
  std::vector<std::pair<std::string_view, std::string>> all{
      {"specversion", "1.0"},
      {"id", to_string(id)},
      {"source", fmt::format("/businesses/{}/{}/{}", to_string(business), collection(*type), to_string(stream))},
      {"type", std::string(type->name)},
      {"subject", to_string(stream)},
      {"time", to_rfc3339(meta.at)},
      {"dataschema", std::string(home) + schema_path(*type)},
      {"partitionkey", to_string(business)},
      {"sequence", fmt::format("{:020}", meta.version)},
      {"recordedtime", to_rfc3339(meta.recorded_at)},
      {"correlationid", to_string(command)},
      {"origin", std::string(shape_of<Origin>().words[static_cast<std::size_t>(meta.origin)])},
      {"authtype", std::string(authtype(meta.principal.kind))}};
  const auto& who = meta.member_id.nil() ? meta.principal.id : meta.member_id;
  if (!who.nil()) all.emplace_back("authid", to_string(who));
  if (!trace.trace.nil()) all.emplace_back("traceparent", traceparent(trace));
  return all;
}

std::string Event::structured() const {
  std::string text;
  JsonWriter out{text};
  out.begin_object();
  for (const auto& [name, value] : attributes()) out.key(name).text(value);
  out.key("datacontenttype").text("application/json").key("data").raw(data).end_object();
  return text;
}

Withdrawn withdrawn_in(const Rows& rows) {
  return [&rows](const Uuid& business, const Uuid& stream) {
    const auto& all = PublicEvents::house().all();
    return std::any_of(all.begin(), all.end(), [&](const auto& event) { return event.withdrawn && event.withdrawn(rows, business, stream); });
  };
}

AnyFact as_told(const AnyFact& fact, const Uuid& business, const Uuid& stream, const Withdrawn& withdrawn) {
  const auto* told = PublicEvents::house().of(fact.type);
  if (!told || !told->silenced || !withdrawn || !withdrawn(business, stream)) return fact;
  return told->silenced(fact.value.get());
}

std::vector<Event> events_of(const Committed& record, const Withdrawn& withdrawn) {
  std::vector<Event> said;
  for (std::size_t n = 0; n < record.facts.size(); ++n) {
    const auto* told = PublicEvents::house().of(record.facts[n].type);
    if (!told) continue;
    const auto& stream = record.commit.facts[n].stream;
    const auto fact = as_told(record.facts[n], record.commit.tenant, stream, withdrawn);
    if (auto data = told->data(fact.value.get()))
      said.push_back({{record.partition, record.offset, static_cast<int>(n)}, &told->type, record.commit.tenant, meta_of(record, n), stream,
                      record.commit.command, std::move(*data), {record.commit.from.trace, record.commit.from.span}});
  }
  return said;
}

bool says_something(const Commit& commit) {
  return std::any_of(commit.facts.begin(), commit.facts.end(), [](const Entry& entry) {
    const auto* type = Wires::house().current(entry.wire);
    return !type || PublicEvents::house().of(type);    // a retired form may become something that is told
  });
}

bool withdraws(std::string_view wire) {
  const auto* type = Wires::house().current(wire);
  const auto* told = type ? PublicEvents::house().of(type) : nullptr;
  return told && told->withdraws;
}

}  // namespace millrace
