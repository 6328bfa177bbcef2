#include "gateways/core/record_view.hpp"

#include <algorithm>

#include "gateways/core/entry.hpp"
#include "schemas/journal/accept.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

namespace {

// A fact as the record keeps it.
struct KeptFact {
  std::string id;                              // of the event that it is, or would be
  std::string fact;                            // its wire name
  std::optional<std::string> type;             // of the event; none: it is not told outside
  Uuid about{};
  std::int64_t version = 0;
  Time occurred_at{};
  Origin origin = Origin::live;
};
BOOST_DESCRIBE_STRUCT(KeptFact, (), (id, fact, type, about, version, occurred_at, origin))

struct KeptRecord {
  std::int64_t partition = 0, offset = 0;
  std::string position;                        // as Journal-Position names it
  Time recorded_at{};
  Who by;
  std::string ask;
  Uuid command_id{};
  std::optional<Uuid> cause_id;                // the timer or handoff that asked
  Uuid subject{};
  std::int64_t subject_version = 0;
  std::int64_t epoch = 0, seq = 0;
  Uuid writer{};
  std::vector<KeptFact> facts;
  std::string bytes;                           // base64 (RFC 4648 §4)
};
BOOST_DESCRIBE_STRUCT(KeptRecord, (), (partition, offset, position, recorded_at, by, ask, command_id, cause_id, subject, subject_version, epoch, seq,
                                        writer, facts, bytes))

// `after` is the digest over the 32 bytes of `before` and then those of the record. The record itself holds `before`, from its byte
// `before_at` on: so nothing before it can be changed either.
struct KeptChain {
  std::string algorithm = "SHA-256";
  std::string before, after;                   // in hex
  std::int64_t before_at = 0;
};
BOOST_DESCRIBE_STRUCT(KeptChain, (), (algorithm, before, after, before_at))

struct InFull {
  KeptRecord record;
  KeptChain chain;
};
BOOST_DESCRIBE_STRUCT(InFull, (), (record, chain))

KeptFact kept(const EventId& record, int index, const Entry& entry) {
  const auto* newest = Wires::house().newest(entry.wire);
  const auto* told = newest ? PublicEvents::house().of(newest) : nullptr;
  return {to_string(EventId{record.partition, record.offset, index}), entry.wire, told ? std::optional{std::string(told->type.name)} : std::nullopt,
          entry.stream, entry.version, entry.occurred_at, entry.origin};
}

KeptRecord kept(const Call& call, const NamedEvent& named) {
  const auto& c = named.commit;
  KeptRecord out{named.id.partition, named.id.offset, position(call.services, named.id.partition, named.id.offset), c.ts, who(c), c.ask, c.command, {},
                 c.subject, c.subject_version, c.epoch, c.seq, c.writer, {}, base64(named.bytes)};
  if (!c.cause.nil()) out.cause_id = c.cause;
  for (const auto& entry : c.facts) out.facts.push_back(kept(named.id, static_cast<int>(out.facts.size()), entry));
  return out;
}

KeptChain chain(const NamedEvent& named) {
  const auto& before = named.commit.prev_chain;
  const auto after = next_chain(before, named.bytes);
  return {.before = hexadecimal(raw(before)), .after = hexadecimal(raw(after)), .before_at = static_cast<std::int64_t>(named.bytes.find(raw(before)))};
}

// As GET /events has it; none when it is not told outside, or cannot be opened.
std::optional<std::string> told(const Call& call, const Reader& reader, const EventId& id) {
  const auto record = call.services.record(id.partition, id.offset);
  if (!record) return {};
  for (const auto& event : events_of(*record, withdrawn_in(reader)))
    if (event.id == id) return event.structured();
  return {};
}

}  // namespace

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned char c : bytes) (out += digits[c >> 4]) += digits[c & 15];
  return out;
}

std::string base64(std::string_view bytes) {
  auto out = base64url(bytes);
  std::replace(out.begin(), out.end(), '-', '+');
  std::replace(out.begin(), out.end(), '_', '/');
  return out.append((4 - out.size() % 4) % 4, '=');
}

std::variant<NamedEvent, Response> event_named(const Call& call, const Reader& reader) { return event_named(call, reader, call.param("event")); }

std::variant<NamedEvent, Response> event_named(const Call& call, const Reader& reader, std::string_view text) {
  const auto id = parse_event_id(text);
  if (!id || id->partition != partition_of(call.tenant)) return problem(rule::no_such_event);
  const auto there = reader.history(call.tenant, id->offset - 1, 1);
  if (there.empty() || there.front() != id->offset) return problem(rule::no_such_event);
  NamedEvent named{*id, call.services.bytes(id->partition, id->offset), {}};
  auto decoded = decode(id->partition, named.bytes);
  auto* record = std::get_if<Record>(&decoded);
  auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  if (!commit) return unavailable(rule::events_unreadable, {}, 5);
  if (static_cast<std::size_t>(id->index) >= commit->facts.size()) return problem(rule::no_such_event);
  named.commit = std::move(*commit);
  return named;
}

Who who(const Commit& c) {
  const auto& id = c.member.nil() ? c.principal.id : c.member;
  return {c.principal.kind, id.nil() ? std::nullopt : std::optional{id}};
}

Response in_full(const Call& call, const Reader& reader, const NamedEvent& named) {
  auto body = to_json(InFull{kept(call, named), chain(named)});
  body.pop_back();
  const auto event = told(call, reader, named.id);
  JsonWriter{body, JsonWriter::Inside::object}.key("event").raw(event ? *event : "null").end_object();
  return json_reply(200, std::move(body));
}

Route answering_in_full(Route r) { return holding_any("event", answering<InFull>(std::move(r))); }

}  // namespace millrace
