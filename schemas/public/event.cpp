#include "schemas/public/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "domain/inbox/message/state.hpp"
#include "schemas/json/schema.hpp"
#include "schemas/json/wires.hpp"
#include "schemas/public/types.hpp"

namespace millrace {

namespace {

using namespace events;

Text plain(const Personal<std::string>& text) { return text.erased ? Text{} : Text{text.value}; }
Text plain(const std::optional<Personal<std::string>>& text) { return text ? plain(*text) : Text{}; }

// One overload a fact that is told outside; nothing where this one is not.
struct Told {
  template <class Event>
  using Maybe = std::optional<Event>;

  static Maybe<MessageAppended> on(const message::Appended& e) {
    if (e.kind == message::Kind::note) return {};
    return MessageAppended{e.id, e.conversation_id, e.customer_id, e.no, e.author, e.member_id, plain(e.author_name), plain(e.text),
                           e.delivery, e.external_key};
  }
  static Maybe<MessageDeliveryChanged> on(const message::DeliveryChanged& e) { return MessageDeliveryChanged{e.id, e.delivery}; }
  static Maybe<MessageDeleted> on(const message::Deleted& e) {
    if (e.kind == message::Kind::note) return {};
    return MessageDeleted{e.id, e.conversation_id, e.no};
  }

  static Maybe<ConversationOpened> on(const conversation::Opened& e) {
    return ConversationOpened{e.id, e.customer_id, e.channel, plain(e.subject)};
  }
  static Maybe<ConversationImported> on(const conversation::Imported& e) {
    return ConversationImported{e.id, e.customer_id, e.channel, e.external_key, e.source};
  }
  static Maybe<ConversationAssigned> on(const conversation::Assigned& e) { return ConversationAssigned{e.id, e.taken_from, e.assigned_to}; }
  static Maybe<ConversationMadePending> on(const conversation::MadePending& e) { return ConversationMadePending{e.id, e.assigned_to}; }
  static Maybe<ConversationReopened> on(const conversation::Reopened& e) { return ConversationReopened{e.id, e.assigned_to}; }
  static Maybe<ConversationResolved> on(const conversation::Resolved& e) { return ConversationResolved{e.id, e.assigned_to}; }
  static Maybe<ConversationClosed> on(const conversation::Closed& e) { return ConversationClosed{e.id, e.assigned_to}; }
  static Maybe<ConversationArchived> on(const conversation::Archived& e) { return ConversationArchived{e.id, e.assigned_to}; }
  static Maybe<ConversationTagged> on(const conversation::Tagged& e) { return ConversationTagged{e.id, e.tags, e.added, e.removed}; }
  static Maybe<ConversationPriorityChanged> on(const conversation::PriorityChanged& e) {
    return ConversationPriorityChanged{e.id, e.priority};
  }
  static Maybe<ConversationSubjectChanged> on(const conversation::SubjectChanged& e) {
    return ConversationSubjectChanged{e.id, plain(e.subject)};
  }

  static Maybe<CustomerCreated> on(const customer::Created& e) {
    return CustomerCreated{e.id, e.came_by, plain(e.name), plain(e.email), plain(e.phone), plain(e.author)};
  }
  static Maybe<CustomerChanged> on(const customer::Changed& e) {
    return CustomerChanged{e.id, plain(e.name), plain(e.email), plain(e.phone), e.cleared};
  }
  static Maybe<CustomerTagged> on(const customer::Tagged& e) { return CustomerTagged{e.id, e.tags, e.added, e.removed}; }
};

struct Row {
  const WireType* fact;
  PublicType type;
  std::optional<std::string> (*data)(const void* fact);
};

template <class Fact>
Row told(Family family) {
  using Said = typename decltype(Told::on(std::declval<const Fact&>()))::value_type;
  return {&wire_type<Fact>(), {Said::type, Said::about, family, &shape_of<Said>()}, [](const void* fact) -> std::optional<std::string> {
            const auto said = Told::on(*static_cast<const Fact*>(fact));
            if (!said) return {};
            return to_json(*said);
          }};
}
template <class... Fact>
void add(std::vector<Row>& rows, Family family) { (rows.push_back(told<Fact>(family)), ...); }

const std::vector<Row>& table() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> all;
    add<message::Appended, message::DeliveryChanged, message::Deleted, conversation::Opened, conversation::Imported, conversation::Assigned,
        conversation::MadePending, conversation::Reopened, conversation::Resolved, conversation::Closed, conversation::Archived,
        conversation::Tagged, conversation::PriorityChanged, conversation::SubjectChanged>(all, Family::messages);
    add<customer::Created, customer::Changed, customer::Tagged>(all, Family::customers);
    return all;
  }();
  return rows;
}

const Row* row_of(const WireType* fact) {
  for (const auto& row : table())
    if (row.fact == fact) return &row;
  return nullptr;
}

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

std::string topic_of(Family family, std::string_view prefix) {
  return fmt::format("{}.{}", prefix, shape_of<Family>().words[static_cast<std::size_t>(family)]);
}

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
  for (const auto& row : table()) all.push_back(&row.type);
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
  return [&rows](const Uuid& business, const Uuid& message) {
    return std::holds_alternative<Message::Deleted>(state_row<Message>(rows, business, message));
  };
}

namespace {
AnyFact as_it_stands(const AnyFact& fact, const Uuid& business, const Withdrawn& withdrawn) {
  const auto* said = fact.as<message::Appended>();
  if (!said || !withdrawn || !withdrawn(business, said->id.value)) return fact;
  auto silent = *said;
  silent.text.erased = true;
  return AnyFact::of(std::move(silent));
}
}  // namespace

std::vector<Event> events_of(const Committed& record, const Withdrawn& withdrawn) {
  std::vector<Event> said;
  for (std::size_t n = 0; n < record.facts.size(); ++n) {
    const auto* row = row_of(record.facts[n].type);
    if (!row) continue;
    const auto fact = as_it_stands(record.facts[n], record.commit.tenant, withdrawn);
    if (auto data = row->data(fact.value.get()))
      said.push_back({{record.partition, record.offset, static_cast<int>(n)}, &row->type, record.commit.tenant, meta_of(record, n),
                      record.commit.facts[n].stream, record.commit.command, std::move(*data)});
  }
  return said;
}

bool says_something(const Commit& commit) {
  return std::any_of(commit.facts.begin(), commit.facts.end(), [](const Entry& entry) {
    const auto* type = Wires::house().current(entry.wire);
    return !type || row_of(type);                      // a retired form may become something that is told
  });
}

}  // namespace millrace
