// What an import asks a business: what of it is here already.
#pragma once

#include "domain/conversation/facts.hpp"
#include "domain/customer/facts.hpp"
#include "domain/message/facts.hpp"

namespace millrace {

struct ExternalConversation { std::string key; };
BOOST_DESCRIBE_STRUCT(ExternalConversation, (), (key))

struct ImportedRow { Id<Conversation> id; Id<Customer> customer_id; };
BOOST_DESCRIBE_STRUCT(ImportedRow, (), (id, customer_id))

struct ImportedConversation : Fold<ExternalConversation, ImportedRow> {
  static constexpr auto name = "imported_conversation";
  using Listens = List<conversation::Imported>;

  static Keys keys(const conversation::Imported& e) { return {Key(ExternalConversation{e.external_key})}; }
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

// A customer by what the source calls this person. The key is a digest that is made when the text is opened, so it goes with
// the text's key.
struct AuthorMatch { Uuid match{}; };
BOOST_DESCRIBE_STRUCT(AuthorMatch, (), (match))

struct AuthorRow { Id<Customer> customer_id; };
BOOST_DESCRIBE_STRUCT(AuthorRow, (), (customer_id))

struct ImportedAuthor : Fold<AuthorMatch, AuthorRow> {
  static constexpr auto name = "imported_author";
  using Listens = List<customer::Created>;

  static Keys keys(const customer::Created& e) {
    return e.author && !e.author->erased ? Keys{Key(AuthorMatch{e.author->match})} : Keys{};
  }
  static Row on(Maybe, const customer::Created& e, const Meta&) { return {e.id}; }
};

}  // namespace millrace
