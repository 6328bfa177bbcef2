#include <algorithm>
#include <set>

#include "commands/customer/asks.hpp"
#include "commands/import/asks.hpp"
#include "commands/import/lookups.hpp"
#include "commands/message/lookups.hpp"

namespace millrace {

namespace {

using imports::From;
using imports::HistoricConversation;

// 24 conversations with a customer each, 50 messages, and what is said of the whole: 99 facts of the 100 that a record holds.
constexpr std::size_t most_conversations = 24, most_messages = 50;

const Rule* wrong(const ImportConversations& ask, Time now) {
  std::set<std::string_view> conversations;
  std::size_t messages = 0;
  for (const auto& c : ask.conversations) {
    std::set<std::string_view> keys;
    if (c.key.empty() || c.messages.empty()) return &rule::import_empty;
    if (!conversations.insert(c.key).second) return &rule::import_key_twice;
    for (const auto& m : c.messages) {
      if (m.key.empty() || m.author.value.empty()) return &rule::import_empty;
      if (!good_text(m.text)) return &rule::import_empty;
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
    const auto known = in_.tenant.find<ImportedConversation>(ExternalConversation{c.key});
    const auto here = known ? known : opened(c);
    if (!here) return false;
    const auto thread = in_.tenant.find<Thread>(here->id);
    auto no = thread ? thread->last_no : 0;
    for (const auto& m : c.messages) {
      if (known && in_.tenant.find<ImportedMessage>(ExternalMessage{here->id, m.key})) {
        ++taken_.known_messages;
        continue;
      }
      const auto author = m.from == From::agent                           ? message::Author::agent
                          : customer_named(m.author) == here->customer_id ? message::Author::customer
                                                                          : message::Author::participant;
      std::optional<Personal<std::string>> name;
      if (author != message::Author::customer) name = about(here->customer_id, m.author);
      say(m.occurred_at, message::Appended{in_.ids.next<Message>(), here->id, here->customer_id, ++no, author, {}, std::move(name),
                                           message::Kind::reply, about(here->customer_id, m.text), message::Delivery::sent, m.key});
      ++taken_.new_messages;
    }
    return true;
  }

  // A new conversation, with its customer unless that one is known; nothing when no customer writes in it.
  std::optional<ImportedRow> opened(const HistoricConversation& c) {
    const auto first = std::find_if(c.messages.begin(), c.messages.end(), [](const auto& m) { return m.from == From::client; });
    if (first == c.messages.end()) return {};
    auto customer = customer_named(first->author);
    if (!customer) {
      customer = in_.ids.next<Customer>();
      const auto called = about(*customer, first->author);
      say(first->occurred_at, customer::Created{*customer, customer::CameBy::import, called, {}, {}, called});
      made_[first->author.match] = *customer;
    }
    const auto id = in_.ids.next<Conversation>();
    say(c.messages.front().occurred_at, conversation::Imported{id, *customer, ask_.channel, c.key});
    ++taken_.conversations;
    return ImportedRow{id, *customer};
  }

  std::optional<Id<Customer>> customer_named(const Personal<std::string>& author) const {
    if (const auto made = made_.find(author.match); made != made_.end()) return made->second;
    const auto known = in_.tenant.find<ImportedAuthor>(AuthorMatch{author.match});
    return known ? std::optional{known->customer_id} : std::nullopt;
  }
  template <class F>
  void say(Time at, F fact) { facts_.push_back(happened(at, std::move(fact))); }

  const ImportConversations& ask_;
  const Context& in_;
  Facts facts_;
  std::map<Uuid, Id<Customer>> made_;      // by this load
  imports::Taken taken_{ask_.id, 0, 0, 0};
};

struct Rules : Decider {
  using Aggregates = List<Import>;
  using Lookups = List<ImportedConversation, ImportedMessage, ImportedAuthor>;
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
