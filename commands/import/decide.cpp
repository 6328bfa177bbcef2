#include <algorithm>
#include <map>
#include <set>

#include "commands/core/as_kept.hpp"
#include "commands/customer/asks.hpp"
#include "commands/import/asks.hpp"
#include "commands/import/lookups.hpp"
#include "commands/message/lookups.hpp"
#include "domain/core/text.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

using imports::From;
using imports::HistoricConversation;
using imports::HistoricMessage;

// 24 conversations with a customer each, 50 messages, and what is said of the whole: 99 facts of the 100 that a record holds.
constexpr std::size_t most_conversations = 24, most_messages = 50;

// Whose name the conversation's key is.
std::string source_of(const ImportConversations& ask, const HistoricConversation& c) {
  return c.source ? *c.source : ask.source ? *ask.source : source_of(ask.channel);
}

bool good_author(const HistoricMessage& m) {
  const auto good = [](const MaybePersonal& text) { return !text || one_line(text->value, 255); };
  return good(m.author) && good(m.author_id) && good(m.author_address);
}

const Rule* wrong(const ImportConversations& ask, Time now) {
  std::set<std::pair<std::string, std::string_view>> conversations;
  std::size_t messages = 0;
  for (const auto& c : ask.conversations) {
    std::set<std::string_view> keys;
    if (c.key.empty() || c.messages.empty()) return &rule::import_empty;
    if (!good_name(source_of(ask, c))) return &rule::import_source_invalid;
    if (!conversations.insert({source_of(ask, c), c.key}).second) return &rule::import_key_twice;
    for (const auto& m : c.messages) {
      if (m.key.empty() || !good_text(m.text.value)) return &rule::import_empty;
      if (!good_author(m)) return &rule::import_bad_author;
      if (!keys.insert(m.key).second) return &rule::import_key_twice;
      if (m.occurred_at > now + clocks_differ) return &rule::import_of_the_future;
    }
    messages += c.messages.size();
  }
  if (conversations.empty()) return &rule::import_empty;
  if (conversations.size() > most_conversations || messages > most_messages) return &rule::import_too_much;
  return nullptr;
}

// One load, conversation by conversation.
class Load {
 public:
  Load(const ImportConversations& ask, const Context& in) : ask_(ask), in_(in) {}

  Verdict decided() {
    for (const auto& c : ask_.conversations)
      if (!take(c)) return refuse(rule::import_without_customer, "Conversation " + c.key + " has none.");
    facts_.push_back({AnyFact::of(taken_), {}});
    return std::move(facts_);
  }

 private:
  bool take(const HistoricConversation& c) {
    const auto source = source_of(ask_, c);
    const auto messages = in_time(c);
    const auto known = in_.tenant.find<ImportedConversation>(ExternalConversation{source, c.key});
    const auto here = known ? known : opened(c, source, messages);
    if (!here) return false;
    const auto thread = in_.tenant.find<Thread>(here->id);
    const auto customer = person(here->customer_id);
    auto no = thread ? thread->last_no : 0;
    for (const auto* m : messages) {
      if (known && in_.tenant.find<ImportedMessage>(ExternalMessage{here->id, m->key})) {
        ++taken_.known_messages;
        continue;
      }
      const auto author = m->from == From::agent                       ? message::Author::agent
                          : same(customer, author_of(*m, source)) ? message::Author::customer
                                                                  : message::Author::participant;
      std::optional<Personal<std::string>> name;
      if (author != message::Author::customer) name = about(here->customer_id, m->author);
      say(m->occurred_at, message::Appended{in_.ids.next<Message>(), here->id, here->customer_id, ++no, author, {}, std::move(name),
                                            message::Kind::reply, about(here->customer_id, m->text), message::Delivery::sent, m->key});
      ++taken_.new_messages;
    }
    return true;
  }

  static std::vector<const HistoricMessage*> in_time(const HistoricConversation& c) {
    std::vector<const HistoricMessage*> all;
    for (const auto& m : c.messages) all.push_back(&m);
    std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->occurred_at < b->occurred_at; });
    return all;
  }

  // A new conversation, with its customer unless that one is known; nothing when no customer writes in it.
  std::optional<ImportedRow> opened(const HistoricConversation& c, const std::string& source, const std::vector<const HistoricMessage*>& messages) {
    const auto first = std::find_if(messages.begin(), messages.end(), [](const auto* m) { return m->from == From::client; });
    if (first == messages.end()) return {};
    auto customer = known_as(author_of(**first, source));
    if (!customer) customer = made(**first, source);
    const auto id = in_.ids.next<Conversation>();
    say(messages.front()->occurred_at, conversation::Imported{id, *customer, ask_.channel, c.key, unless_channel(source)});
    ++taken_.conversations;
    return ImportedRow{id, *customer};
  }

  Id<Customer> made(const HistoricMessage& m, const std::string& source) {
    const auto id = in_.ids.next<Customer>();
    const auto of = [&](const MaybePersonal& text) { return text ? about(id, *text) : MaybePersonal{}; };
    customer::Created e{id, customer::CameBy::import, of(m.author)};
    if (m.author_address) e.email = of(email_as_kept(*m.author_address));
    e.author = of(m.author);
    e.author_id = of(m.author_id);
    e.author_address = of(m.author_address);
    if (m.author_id) e.source = source;
    const auto person = ImportedPerson::of(e);
    for (const auto& key : PersonBy::keys(person)) found_[key] = id;
    made_[id] = person;
    say(m.occurred_at, std::move(e));
    return id;
  }

  static PersonRow author_of(const HistoricMessage& m, const std::string& source) {
    return {source, ImportedPerson::match(m.author), exact_match(m.author_id), ImportedPerson::match(m.author_address)};
  }
  // By what tells people apart everywhere.
  std::optional<Id<Customer>> known_as(const PersonRow& author) const {
    for (const auto& key : PersonBy::keys(author)) {
      if (const auto here = found_.find(key); here != found_.end()) return here->second;
      if (const auto known = in_.tenant.find<PersonBy>(key)) return known->customer_id;
    }
    return {};
  }
  std::optional<PersonRow> person(const Id<Customer>& id) const {
    if (const auto here = made_.find(id); here != made_.end()) return here->second;
    return in_.tenant.find<ImportedPerson>(id);
  }
  // Whether who writes in a conversation is its customer.
  static bool same(const std::optional<PersonRow>& customer, const PersonRow& author) {
    if (!customer) return false;
    if (customer->id && author.id && customer->source == author.source) return customer->id == author.id;
    if (customer->address && author.address) return customer->address == author.address;
    return customer->name && customer->name == author.name;
  }
  std::optional<std::string> unless_channel(const std::string& source) const {
    return source == source_of(ask_.channel) ? std::nullopt : std::optional{source};
  }
  template <class F>
  void say(Time at, F fact) { facts_.push_back(happened(at, std::move(fact))); }

  const ImportConversations& ask_;
  const Context& in_;
  Facts facts_;
  std::map<Id<Customer>, PersonRow> made_; // by this load
  std::map<Key, Id<Customer>> found_;      // the same, by PersonBy's keys
  imports::Taken taken_{ask_.id, 0, 0, 0};
};

struct Rules : Decider {
  using Aggregates = List<Import>;
  using Lookups = List<ImportedConversation, ImportedMessage, ImportedPerson, PersonBy>;
  using Asks = List<ImportConversations>;

  static Verdict on(Absent, const ImportConversations& ask, const Context& in) {
    if (in.actor.role != Role::owner) return refuse(rule::import_denied);
    if (const auto* rule = wrong(ask, in.now)) return refuse(*rule);
    return Load{ask, in}.decided();
  }
  static Verdict on(const Import::Taken&, const ImportConversations&, const Context&) { return refuse(rule::import_exists); }
};

}  // namespace

WriteSide commands::imports() { return write_side_of<Rules>(); }

}  // namespace millrace
