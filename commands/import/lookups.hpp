// What an import asks a business: what of it is here already.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/conversation/facts.hpp"
#include "domain/customer/facts.hpp"
#include "domain/message/facts.hpp"

namespace millrace {

// Keys are names that a source gives.
struct ExternalConversation { std::string source, key; };
BOOST_DESCRIBE_STRUCT(ExternalConversation, (), (source, key))

struct ImportedRow { Id<Conversation> id; Id<Customer> customer_id; };
BOOST_DESCRIBE_STRUCT(ImportedRow, (), (id, customer_id))

// What is imported without naming one comes from the channel itself.
inline std::string source_of(Channel channel) { return std::string(shape_of<Channel>().words[static_cast<std::size_t>(channel)]); }

struct ImportedConversation : Fold<ExternalConversation, ImportedRow> {
  static constexpr auto name = "imported_conversation";
  using Listens = List<conversation::Imported>;

  static Keys keys(const conversation::Imported& e) {
    return {Key(ExternalConversation{e.source.value_or(source_of(e.channel)), e.external_key})};
  }
  static Row on(Maybe, const conversation::Imported& e, const Meta&) { return {e.id, e.customer_id}; }
};

struct ExternalMessage { Id<Conversation> conversation_id; std::string key; };
BOOST_DESCRIBE_STRUCT(ExternalMessage, (), (conversation_id, key))

struct ImportedMessageRow { Id<Message> id; };
BOOST_DESCRIBE_STRUCT(ImportedMessageRow, (), (id))

struct ImportedMessage : Fold<ExternalMessage, ImportedMessageRow> {
  static constexpr auto name = "imported_message";
  using Listens = List<message::Appended>;

  static Keys keys(const message::Appended& e) {
    return e.external_key ? Keys{Key(ExternalMessage{e.conversation_id, *e.external_key})} : Keys{};
  }
  static Row on(Maybe, const message::Appended& e, const Meta&) { return {e.id}; }
};

// An imported customer as far as it can be told from others: digests that are made when the text is opened, so they go with the
// text's key.
struct PersonRow {
  std::string source;                      // whose `id` it is
  std::optional<Uuid> name, id, address;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (source, name, id, address))

struct ImportedPerson : Fold<Id<Customer>, PersonRow> {
  static constexpr auto name = "imported_person";
  using Listens = List<customer::Created>;

  static Keys keys(const customer::Created& e) { return e.author ? Keys{Key(e.id)} : Keys{}; }
  static Row on(Maybe, const customer::Created& e, const Meta&) { return of(e); }
  static PersonRow of(const customer::Created& e) {
    return {e.source.value_or(""), match(e.author), exact_match(e.author_id), match(e.author_address)};
  }
  // Names and addresses are the same in upper and in lower case.
  static std::optional<Uuid> match(const std::optional<Personal<std::string>>& text) {
    return text && !text->erased ? std::optional{text->match} : std::nullopt;
  }
};

// The same, found by id or by address.
struct PersonKey { std::optional<std::string> source; Uuid digest{}; };
BOOST_DESCRIBE_STRUCT(PersonKey, (), (source, digest))
struct FoundRow { Id<Customer> customer_id; };
BOOST_DESCRIBE_STRUCT(FoundRow, (), (customer_id))

struct PersonBy : Fold<PersonKey, FoundRow> {
  static constexpr auto name = "imported_person_by";
  using Listens = List<customer::Created>;

  static Keys keys(const customer::Created& e) { return keys(ImportedPerson::of(e)); }
  static Keys keys(const PersonRow& person) {
    Keys all;
    if (person.id) all.emplace_back(PersonKey{person.source, *person.id});
    if (person.address) all.emplace_back(PersonKey{{}, *person.address});
    return all;
  }
  static Maybe on(Maybe was, const customer::Created& e, const Meta&) { return was ? was : Row{e.id}; }
};

}  // namespace millrace
