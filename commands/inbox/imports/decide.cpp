#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <set>

#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/imports/asks.hpp"
#include "commands/inbox/imports/lookups.hpp"
#include "commands/inbox/message/lookups.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = imports::rule;

using imports::ExternalConversation;
using imports::ExternalMessage;
using imports::From;
using imports::HistoricConversation;
using imports::HistoricMessage;
using imports::ImportedConversation;
using imports::ImportedMessage;
using imports::ImportedRow;
using imports::Person;
using imports::PersonBy;
using imports::PersonRow;

// 24 conversations with a customer each, 50 messages, and what is said of the whole: 99 facts of the 100 that a record holds.
constexpr std::size_t most_conversations = 24, most_messages = 50;

// Whose name the conversation's key is.
std::string source_of(const imports::Load& ask, const imports::HistoricConversation& c) {
  return c.source ? *c.source : ask.source ? *ask.source : imports::source_of(ask.channel);
}

// Members of the ask, for people.
std::string place(std::size_t conversation, std::string_view member) { return fmt::format("/conversations/{}/{}", conversation, member); }
std::string place(std::size_t conversation, std::size_t message, std::string_view member) {
  return fmt::format("/conversations/{}/messages/{}/{}", conversation, message, member);
}

// What a load may name only once, in whatever spelling; but where an earlier release took two spellings for two names, each is known.
template <class F, class Name>
class Once {
 public:
  explicit Once(const Tenant& tenant) : tenant_(tenant) {}
  bool take(const Name& written) {
    if (!written_.insert(Key(written)).second) return false;
    return compared_.insert(Key(as_compared(written))).second || tenant_.find<F>(Key(written));
  }

 private:
  const Tenant& tenant_;
  std::set<Key> written_, compared_;
};

struct Wrong { const Rule& rule; std::string_view member, detail = {}; };

// Brings what is said of the author into the form in which it is kept; the first thing that is wrong with a message.
std::optional<Wrong> wrong(imports::HistoricMessage& m, Time now) {
  if (name_as_kept(m.key).empty()) return Wrong{rule::import_empty, "key"};
  if (!good_text(m.text.value)) return Wrong{rule::import_empty, "text", "has 1 to 20000 characters that show something"};
  m.author = name_as_kept(m.author);
  if (!one_line(m.author.value, 255)) return Wrong{rule::import_bad_author, "author"};
  if (m.author_id) m.author_id = name_as_kept(*m.author_id);
  if (m.author_id && !one_line(m.author_id->value, 255)) return Wrong{rule::import_bad_author, "author_id"};
  if (m.occurred_at > now + imports::clocks_differ) return Wrong{rule::import_of_the_future, "occurred_at"};
  return {};
}

// The same of a conversation, which is the n-th of its load.
std::optional<Rejection> wrong(imports::HistoricConversation& c, std::size_t n, Time now) {
  if (name_as_kept(c.key).empty()) return Rejection{rule::import_empty, {}, place(n, "key")};
  if (c.messages.empty()) return Rejection{rule::import_empty, {}, place(n, "messages")};
  for (std::size_t i = 0; i < c.messages.size(); ++i) {
    auto& m = c.messages[i];
    if (const auto no = wrong(m, now)) return Rejection{no->rule, std::string(no->detail), place(n, i, no->member)};
  }
  return {};
}

std::optional<Rejection> wrong(imports::Load& ask, const Context& in) {
  Once<ImportedConversation, ExternalConversation> names{in.tenant};
  std::size_t messages = 0;
  for (std::size_t n = 0; n < ask.conversations.size(); ++n) {
    auto& c = ask.conversations[n];
    const ExternalConversation name{source_of(ask, c), c.key};
    if (!good_name(name.source)) return Rejection{rule::import_source_invalid, {}, c.source ? place(n, "source") : "/source"};
    if (auto no = wrong(c, n, in.now)) return no;
    if (!names.take(name)) return Rejection{rule::import_key_twice, {}, place(n, "key")};
    if ((messages += c.messages.size()) > most_messages) return Rejection{rule::import_too_much, {}, place(n, "messages")};
  }
  if (ask.conversations.empty()) return Rejection{rule::import_empty, {}, "/conversations"};
  if (ask.conversations.size() > most_conversations) return Rejection{rule::import_too_much, {}, "/conversations"};
  return {};
}

// Who a conversation's customer is: what is known of that one here, and each author who turned out to be the same.
bool is_among(const std::vector<PersonRow>& customer, const PersonRow& author) {
  const auto any = [&](auto so) { return std::any_of(customer.begin(), customer.end(), so); };
  const auto has_id = [&](const PersonRow& p) { return p.id && p.source == author.source; };
  if (author.id && any(has_id)) return any([&](const PersonRow& p) { return has_id(p) && p.id == author.id; });
  if (author.address && any([](const PersonRow& p) { return p.address || p.email || p.phone; }))
    return any([&](const PersonRow& p) { return p.has(*author.address); });
  return author.name && any([&](const PersonRow& p) { return p.name == author.name; });
}

// One load, conversation by conversation.
class Load {
 public:
  Load(imports::Load& ask, const Context& in) : ask_(ask), in_(in) {}

  Verdict decided() {
    for (std::size_t n = 0; n < ask_.conversations.size(); ++n)
      if (auto no = take(ask_.conversations[n], n)) return std::move(*no);
    facts_.push_back({AnyFact::of(taken_), {}});
    return std::move(facts_);
  }

 private:
  std::optional<Rejection> take(imports::HistoricConversation& c, std::size_t n) {
    const ExternalConversation name{source_of(ask_, c), c.key};
    const auto before = known<ImportedConversation>(in_.tenant, name);
    if (auto no = settle(c, n, before ? std::optional{before->id} : std::nullopt)) return no;
    const auto messages = in_time(c);
    if (before && before->channel != ask_.channel) return Rejection{rule::import_other_channel, {}, place(n, "key")};
    const auto here = before ? before : opened(as_compared(name), messages);
    if (!here) return Rejection{rule::import_without_customer, "Conversation " + c.key + " has none.", place(n, "messages")};
    const auto thread = in_.tenant.find<message::Thread>(here->id);
    std::vector<PersonRow> customer;
    if (auto row = person(here->customer_id)) customer.push_back(std::move(*row));
    if (const auto* first = before ? nullptr : first_client(messages)) customer.push_back(author_of(*first, name.source));
    auto no = thread ? thread->last_no : 0;
    for (const auto* m : messages) {
      if (before && known<ImportedMessage>(in_.tenant, ExternalMessage{here->id, m->key})) {
        ++taken_.known_messages;
        continue;
      }
      const auto author = m->from == From::agent                                ? message::Author::agent
                          : is_customer(customer, author_of(*m, name.source)) ? message::Author::customer
                                                                              : message::Author::participant;
      std::optional<Personal<std::string>> called;
      if (author != message::Author::customer) called = about(here->customer_id, m->author);
      say(m->occurred_at, message::Appended{in_.ids.next<Message>(), here->id, here->customer_id, ++no, author, {}, std::move(called),
                                            message::Kind::reply, about(here->customer_id, m->text), message::Delivery::sent, name_as_kept(m->key)});
      ++taken_.new_messages;
    }
    return {};
  }

  // Each key once, and addresses in the form in which they are kept. What is known was taken as it is, and is not made again.
  std::optional<Rejection> settle(imports::HistoricConversation& c, std::size_t n, const std::optional<Id<Conversation>>& before) {
    Once<ImportedMessage, ExternalMessage> keys{in_.tenant};
    for (std::size_t i = 0; i < c.messages.size(); ++i) {
      auto& m = c.messages[i];
      const ExternalMessage name{before.value_or(Id<Conversation>{}), m.key};
      if (!keys.take(name)) return Rejection{rule::import_key_twice, {}, place(n, i, "key")};
      if (!m.author_address || (before && known<ImportedMessage>(in_.tenant, name))) continue;
      m.author_address = address_as_kept(*m.author_address);
      if (!m.author_address)
        return Rejection{rule::import_bad_author, "is neither an e-mail address nor a phone number", place(n, i, "author_address")};
    }
    return {};
  }

  static std::vector<const imports::HistoricMessage*> in_time(const imports::HistoricConversation& c) {
    std::vector<const imports::HistoricMessage*> all;
    for (const auto& m : c.messages) all.push_back(&m);
    std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->occurred_at < b->occurred_at; });
    return all;
  }

  static const imports::HistoricMessage* first_client(const std::vector<const imports::HistoricMessage*>& messages) {
    const auto first = std::find_if(messages.begin(), messages.end(), [](const auto* m) { return m->from == From::client; });
    return first == messages.end() ? nullptr : *first;
  }

  // A new conversation, with its customer unless that one is known; nothing when no customer writes in it.
  std::optional<ImportedRow> opened(const ExternalConversation& name, const std::vector<const imports::HistoricMessage*>& messages) {
    const auto* first = first_client(messages);
    if (!first) return {};
    auto customer = known_as(author_of(*first, name.source));
    if (!customer) customer = made(*first, name.source);
    const auto id = in_.ids.next<Conversation>();
    say(messages.front()->occurred_at, conversation::Imported{id, *customer, ask_.channel, name.key, unless_channel(name.source)});
    ++taken_.conversations;
    return ImportedRow{id, *customer, ask_.channel};
  }

  Id<Customer> made(const imports::HistoricMessage& m, const std::string& source) {
    const auto id = in_.ids.next<Customer>();
    const auto of = [&](const MaybePersonal& text) { return text ? about(id, *text) : MaybePersonal{}; };
    customer::Created e{id, customer::CameBy::import, of(m.author)};
    if (m.author_address) (m.author_address->value.find('@') == std::string::npos ? e.phone : e.email) = of(m.author_address);
    e.author = of(m.author);
    e.author_id = of(m.author_id);
    e.author_address = of(m.author_address);
    if (m.author_id) e.source = source;
    const auto& person = made_[id] = Person::of(e);
    for (auto& key : PersonBy::keys(person)) found_.emplace(std::move(key), id);
    say(m.occurred_at, std::move(e));
    return id;
  }

  static PersonRow author_of(const imports::HistoricMessage& m, const std::string& source) {
    return {name_as_kept(source), Person::match(m.author), Person::id_match(m.author_id), Person::match(m.author_address), {}, {}};
  }
  // By what tells people apart everywhere.
  std::optional<Id<Customer>> known_as(const PersonRow& author) const {
    for (const auto& key : PersonBy::keys(author)) {
      if (const auto here = found_.find(key); here != found_.end()) return here->second;
      const auto row = in_.tenant.find<PersonBy>(key);
      for (const auto& id : row ? row->customers : std::vector<Id<Customer>>{})
        if (still(id, key)) return id;
    }
    return {};
  }
  // Whether that key finds that one now, and not only once.
  bool still(const Id<Customer>& id, const Key& key) const {
    const auto person = in_.tenant.find<Person>(id);
    const auto keys = person ? PersonBy::keys(*person) : Keys{};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
  std::optional<PersonRow> person(const Id<Customer>& id) const {
    if (const auto here = made_.find(id); here != made_.end()) return here->second;
    return in_.tenant.find<Person>(id);
  }
  static bool is_customer(std::vector<PersonRow>& customer, PersonRow author) {
    if (!is_among(customer, author)) return false;
    customer.push_back(std::move(author));
    return true;
  }
  std::optional<std::string> unless_channel(const std::string& source) const {
    return source == imports::source_of(ask_.channel) ? std::nullopt : std::optional{source};
  }
  template <class F>
  void say(Time at, F fact) { facts_.push_back(happened(std::min(at, in_.now), std::move(fact))); }

  imports::Load& ask_;
  const Context& in_;
  Facts facts_;
  std::map<Id<Customer>, PersonRow> made_; // by this load
  std::map<Key, Id<Customer>> found_;      // the same, by PersonBy's keys: as the next load will find them
  imports::Taken taken_{ask_.id, 0, 0, 0};
};

struct Rules : Decider {
  using Aggregates = List<Import>;
  using Lookups = List<ImportedConversation, ImportedMessage, Person, PersonBy>;
  using Asks = List<imports::Load>;

  static Verdict on(Absent, imports::Load ask, const Context& in) {
    if (built_in(in.actor.role) != Role::owner) return refuse(rule::import_denied);
    if (auto no = wrong(ask, in)) return std::move(*no);
    return Load{ask, in}.decided();
  }
  static Verdict on(const Import::Taken&, const imports::Load&, const Context&) { return refuse(rule::import_exists); }
};

}  // namespace

const AnyFold& Import::erased() { return erased_state<Import>(); }
WriteSide commands::imports() { return write_side_of<Rules>(); }

}  // namespace millrace
