#include "commands/inbox/imports/load.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>

#include "commands/core/as_kept.hpp"
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
using imports::Once;
using imports::Person;
using imports::PersonBy;
using imports::PersonRow;
using imports::place;
using imports::source_of;

// One load, conversation by conversation.
class Loading {
 public:
  Loading(imports::Load& ask, const Context& in) : ask_(ask), in_(in) {}

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
    const auto here = before ? std::optional{*before} : opened(as_compared(name), messages);
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
      for (const auto& whose : row_or_none(row).customers)
        if (const Id<Customer> id{whose.subject_id}; still(id, key)) return id;
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
    const auto known = in_.tenant.find<Person>(id);
    return known ? std::optional{*known} : std::nullopt;
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

}  // namespace

std::string imports::source_of(const Load& ask, const HistoricConversation& c) {
  return c.source ? *c.source : ask.source ? *ask.source : source_of(ask.channel);
}

std::string imports::place(std::size_t conversation, std::string_view member) { return fmt::format("/conversations/{}/{}", conversation, member); }
std::string imports::place(std::size_t conversation, std::size_t message, std::string_view member) {
  return fmt::format("/conversations/{}/messages/{}/{}", conversation, message, member);
}

Verdict imports::decided(Load& ask, const Context& in) { return Loading{ask, in}.decided(); }

}  // namespace millrace
