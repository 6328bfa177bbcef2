// What an import asks a business: what of it is here already.
#pragma once

#include "commands/core/as_kept.hpp"
#include "commands/core/context.hpp"
#include "commands/core/exact_match.hpp"
#include "domain/core/subject_erased.hpp"
#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/customer/facts.hpp"
#include "domain/inbox/message/facts.hpp"

namespace millrace::imports {

// Keys are names that a source gives.
struct ExternalConversation { std::string source, key; };
BOOST_DESCRIBE_STRUCT(ExternalConversation, (), (source, key))

struct ExternalMessage { Id<Conversation> conversation_id; std::string key; };
BOOST_DESCRIBE_STRUCT(ExternalMessage, (), (conversation_id, key))

// The one form of a name in a source: composed, without what does not show at its ends.
inline ExternalConversation as_compared(const ExternalConversation& name) { return {name_as_kept(name.source), name_as_kept(name.key)}; }
inline ExternalMessage as_compared(const ExternalMessage& name) { return {name.conversation_id, name_as_kept(name.key)}; }

// Under which names something is found: as its name is written, and in the one form. Earlier releases took two spellings for two names;
// what they have imported under each is found by that spelling first.
template <class Name>
Keys spellings(const Name& written) {
  Keys keys{Key(written)};
  if (Key one(as_compared(written)); one != keys.front()) keys.push_back(std::move(one));
  return keys;
}
template <class F, class Name>
std::shared_ptr<const typename F::Row> known(const Tenant& tenant, const Name& written) {
  for (const auto& key : spellings(written))
    if (auto row = tenant.find<F>(key)) return row;
  return {};
}

struct ImportedRow { Id<Conversation> id; Id<Customer> customer_id; Channel channel = Channel::email; };
BOOST_DESCRIBE_STRUCT(ImportedRow, (), (id, customer_id, channel))

// What is imported without naming one comes from the channel itself.
inline std::string source_of(Channel channel) { return std::string(shape_of<Channel>().words[static_cast<std::size_t>(channel)]); }

struct ImportedConversation : Fold<ExternalConversation, ImportedRow> {
  static constexpr auto name = "imported_conversation";
  static const AnyFold& erased();
  using Listens = List<conversation::Imported>;

  static ExternalConversation name_of(const conversation::Imported& e) { return {e.source.value_or(source_of(e.channel)), e.external_key}; }
  static Keys keys(const conversation::Imported& e) { return spellings(name_of(e)); }
  static Maybe on(Maybe was, const conversation::Imported& e, const Meta& m) {
    if (was && m.key != Key(name_of(e))) return was;
    return Row{e.id, e.customer_id, e.channel};
  }
};

struct ImportedMessageRow { Id<Message> id; };
BOOST_DESCRIBE_STRUCT(ImportedMessageRow, (), (id))

struct ImportedMessage : Fold<ExternalMessage, ImportedMessageRow> {
  static constexpr auto name = "imported_message";
  static const AnyFold& erased();
  using Listens = List<message::Appended>;

  static Keys keys(const message::Appended& e) {
    return e.external_key ? spellings(ExternalMessage{e.conversation_id, *e.external_key}) : Keys{};
  }
  static Row on(Maybe, const message::Appended& e, const Meta&) { return {e.id}; }
};

// A customer as far as it can be told from others: digests that are made when the text is opened, so they go with the text's key.
struct PersonRow {
  std::string source;                      // whose `id` it is
  std::optional<Uuid> name, id, address;   // as the import has them
  std::optional<Uuid> email, phone;        // as they are now; not what a visitor says of itself, which is a claim
  bool has(const Uuid& one) const { return address == one || email == one || phone == one; }
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (source, name, id, address, email, phone))

// Who a conversation's customer is: what is known of that one here, and each author who turned out to be the same.
bool is_among(const std::vector<PersonRow>& customer, const PersonRow& author);

struct Person : Fold<Id<Customer>, PersonRow> {
  static constexpr auto name = "person";
  static const AnyFold& erased();
  using Listens = List<customer::Created, customer::Changed, SubjectErased>;

  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Keys keys(const SubjectErased& e) { return {Key(e.subject_id)}; }
  static Row on(Maybe, const customer::Created& e, const Meta&) { return of(e); }
  static void on(Row& r, const customer::Changed& e, const Meta&) {
    for (const auto detail : e.cleared) switch (detail) {
        case customer::Detail::name: break;
        case customer::Detail::email: r.email.reset(); break;
        case customer::Detail::phone: r.phone.reset(); break;
      }
    if (e.email) r.email = match(e.email);
    if (e.phone) r.phone = match(e.phone);
  }
  static void on(Row& r, const SubjectErased&, const Meta&) { r = {.source = std::move(r.source), .name = {}, .id = {}, .address = {}, .email = {}, .phone = {}}; }
  static PersonRow of(const customer::Created&);
  // Names and addresses are the same in every spelling that is compared, ids in one.
  static std::optional<Uuid> match(const std::optional<Personal<std::string>>& text);
  static std::optional<Uuid> id_match(const std::optional<Personal<std::string>>& id);
};

// Who has ever had that id in that source, or that address, the first one first. Of those who share a switchboard's number, the first.
struct PersonKey { std::optional<std::string> source; Uuid digest{}; };
BOOST_DESCRIBE_STRUCT(PersonKey, (), (source, digest))
// Each stands there as whom an empty text is about, so that it goes with that one.
struct FoundRow {
  std::vector<Personal<std::string>> customers;
  bool has(const Id<Customer>& id) const {
    return std::any_of(customers.begin(), customers.end(), [&](const auto& c) { return c.subject_id == id.value; });
  }
};
BOOST_DESCRIBE_STRUCT(FoundRow, (), (customers))

struct PersonBy : Fold<PersonKey, FoundRow> {
  static constexpr auto name = "person_by";
  static const AnyFold& erased();
  static constexpr std::size_t most_found = 20;
  using Listens = List<customer::Created, customer::Changed>;

  static Keys keys(const customer::Created&);
  static Keys keys(const customer::Changed&);
  static Keys keys(const PersonRow&);
  static Maybe on(Maybe r, const auto& e, const Meta&) {
    if (!r) r.emplace();
    if (r->customers.size() < most_found && !r->has(e.id)) r->customers.push_back(about(e.id, std::string{}));
    return r;
  }
};

}  // namespace millrace::imports
