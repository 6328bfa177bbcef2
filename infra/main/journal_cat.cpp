#include "infra/main/journal_cat.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <set>

#include "infra/main/wrong_use.hpp"
#include "schemas/journal/accept.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/json/wires.hpp"
#include "schemas/public/event.hpp"
#include "schemas/text/trace_context.hpp"

namespace millrace {

namespace {

struct From { Partition partition; Offset offset; };

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc{} && end == text.data() + text.size() && value >= 0 ? std::optional{value} : std::nullopt;
}

From from_position(std::string_view text, const Uuid& incarnation) {
  const auto one = text.find('.'), two = text.find('.', one == text.npos ? one : one + 1);
  const auto partition = two == text.npos ? std::nullopt : number<Partition>(text.substr(one + 1, two - one - 1));
  const auto offset = two == text.npos ? std::nullopt : number<Offset>(text.substr(two + 1));
  if (!partition || !offset || *partition >= partitions)
    throw WrongUse(fmt::format("--from {}: give one Journal-Position as the API prints it, for example {}.12.345", text,
                               to_string(incarnation).substr(28, 8)));
  if (text.substr(0, one) != to_string(incarnation).substr(28, 8))
    throw WrongUse(fmt::format("--from {}: this position is of another journal; those of this one begin with {}", text,
                               to_string(incarnation).substr(28, 8)));
  return {*partition, *offset};
}

struct Printer {
  JsonWriter& out;
  Vault* vault;

  void operator()(const Fence& f) const {
    out.key("kind").text("fence").key("epoch").integer(f.epoch).key("ts").text(to_rfc3339(f.ts));
    out.key("incarnation").text(to_string(f.incarnation)).key("writer").text(to_string(f.writer)).key("endpoint").text(f.endpoint);
  }
  void operator()(const Noop& n) const {
    out.key("kind").text("noop").key("epoch").integer(n.epoch).key("seq").integer(n.seq).key("ts").text(to_rfc3339(n.ts));
  }
  void operator()(const Commit& c) const {
    out.key("kind").text("commit").key("epoch").integer(c.epoch).key("seq").integer(c.seq).key("ts").text(to_rfc3339(c.ts));
    out.key("tenant").text(to_string(c.tenant)).key("command").text(to_string(c.command)).key("ask").text(c.ask);
    out.key("principal").raw(to_json(c.principal));
    if (!c.member.nil()) out.key("member").text(to_string(c.member));
    if (!c.cause.nil()) out.key("cause").text(to_string(c.cause));
    if (!c.from.session.nil()) out.key("session").text(to_string(c.from.session));
    if (!c.from.trace.nil()) out.key("trace").text(trace_id(c.from.trace)).key("span").text(span_id(c.from.span));
    out.key("subject").text(to_string(c.subject)).key("subject_version").integer(c.subject_version);
    out.key("facts").begin_array();
    for (const auto& entry : c.facts) {
      out.begin_object().key("type").text(entry.wire).key("stream").text(to_string(entry.stream)).key("version").integer(entry.version);
      out.key("occurred_at").text(to_rfc3339(entry.occurred_at)).key("origin").text(entry.origin == Origin::live ? "live" : "import");
      out.key("body").raw(body_of(entry, c.tenant, vault)).end_object();
    }
    out.end_array();
  }
};

void print(Partition p, Offset offset, bool accepted, const std::variant<Record, Undecodable>& decoded, Vault* vault) {
  std::string line;
  JsonWriter out{line};
  out.begin_object().key("partition").integer(p).key("offset").integer(offset);
  if (!accepted) out.key("rejected").boolean(true);
  if (const auto* record = std::get_if<Record>(&decoded)) std::visit(Printer{out, vault}, *record);
  else out.key("kind").text("undecodable").key("why").text(std::get<Undecodable>(decoded).why);
  out.end_object();
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
}

bool of_tenant(const std::variant<Record, Undecodable>& decoded, const Uuid& tenant) {
  const auto* record = std::get_if<Record>(&decoded);
  const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  return commit && commit->tenant == tenant;
}

// Adds the streams whose words an accepted record withdraws.
void note_withdrawn(const std::variant<Record, Undecodable>& decoded, std::set<Uuid>& withdrawn) {
  const auto* record = std::get_if<Record>(&decoded);
  const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  if (!commit) return;
  for (const auto& entry : commit->facts)
    if (withdraws(entry.wire)) withdrawn.insert(entry.stream);
}

// What an accepted record says to the outside. One that cannot be read here is named on standard error.
void print_events(Partition p, Offset offset, const std::variant<Record, Undecodable>& decoded, Vault& vault, const std::set<Uuid>& withdrawn) {
  const auto* record = std::get_if<Record>(&decoded);
  const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  if (!commit || !says_something(*commit)) return;
  const auto opened = open_commit(p, offset, *commit, vault);
  if (const auto* why = std::get_if<Unreadable>(&opened)) {
    fmt::print(stderr, "millrace: partition {}, offset {}: {}\n", p, offset, why->why);
    return;
  }
  for (const auto& event : events_of(std::get<Committed>(opened), [&](const Uuid&, const Uuid& stream) { return withdrawn.contains(stream); })) {
    const auto line = event.structured() + '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
}

}  // namespace

std::string body_of(const Entry& entry, const Uuid& tenant, Vault* vault) {
  const auto* type = Wires::house().any(entry.wire);
  if (!type || !vault) return entry.body;
  const Document document{entry.body};
  if (document.fault() != Document::Fault::none) return entry.body;
  const Sealing sealing{*vault, tenant, entry.stream, entry.wire, {}};
  const auto value = type->shape->make();
  if (!decode(*type->shape, document.root(), value.get(), &sealing).ok()) return entry.body;
  return to_json(*type->shape, value.get());
}

int journal_cat(const CatOptions& o) {
  const auto tenant = o.tenant.empty() ? std::nullopt : parse_uuid(o.tenant);
  if (!o.tenant.empty() && !tenant) throw WrongUse("--tenant " + o.tenant + ": give the id of a business, a UUID");
  const auto journal = view_journal(o);
  std::optional<From> from;
  if (!o.from.empty()) from = from_position(o.from, journal.incarnation);
  SystemRandom random;
  const auto vault = view_keys(o, o.master_key_file, random);   // after the journal: a key is on the disk before what it seals
  if (o.events && !vault) throw WrongUse("--public: events hold text in plain, and there are no keys for " + master_key_of(o.data, o.master_key_file).string());
  for (Partition p = 0; p < partitions; ++p) {
    if ((from && from->partition != p) || (tenant && partition_of(*tenant) != p)) continue;
    // From the start: what is accepted depends on all before.
    const auto each = [&](const auto& visit) {
      Accepted state;
      journal.scan(p, [&](const Stored& stored) {
        const auto decoded = decode(p, stored.bytes);
        const auto* record = std::get_if<Record>(&decoded);
        return visit(stored, decoded, record && accept(state, p, stored.offset, *record, stored.bytes));
      });
    };
    std::set<Uuid> withdrawn;
    if (o.events) each([&](const Stored&, const auto& decoded, bool accepted) {
      if (accepted) note_withdrawn(decoded, withdrawn);
      return true;
    });
    each([&](const Stored& stored, const auto& decoded, bool accepted) {
      if ((from && stored.offset < from->offset) || (tenant && !of_tenant(decoded, *tenant))) return true;
      if (!o.events) print(p, stored.offset, accepted, decoded, vault.get());
      else if (accepted) print_events(p, stored.offset, decoded, *vault, withdrawn);
      return !std::ferror(stdout);                     // whoever reads may have gone
    });
  }
  return 0;
}

}  // namespace millrace
