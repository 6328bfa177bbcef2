// How history from elsewhere comes in.
#pragma once

#include "commands/inbox/customer/asks.hpp"
#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/imports/state.hpp"

namespace millrace {
namespace imports {

namespace rule {
inline constexpr Rule import_denied{"import.denied", Kind::forbidden, "Only an owner of the business loads history into it.",
                                    "Ask an owner of the business."};
inline constexpr Rule import_exists{"import.exists", Kind::conflict, "There is an import of that id already.",
                                    "It was taken already; a new one needs a new Idempotency-Key."};
inline constexpr Rule import_too_much{"import.too_much", Kind::invalid, "At most 50 messages in at most 24 conversations at once.",
                                      "Send it in several requests: what is known already is not taken twice."};
inline constexpr Rule import_empty{"import.empty", Kind::invalid, "Each conversation has a key and at least one message, and each message a key and a text that shows something."};
inline constexpr Rule import_bad_author{"import.bad_author", Kind::invalid, "An author has a name of 1 to 255 characters on one line, and an id, if given, too; an address is an e-mail address or a phone number."};
inline constexpr Rule import_source_invalid{"import.source_invalid", Kind::invalid, "A source has a name of 1 to 100 characters on one line."};
inline constexpr Rule import_key_twice{"import.key_twice", Kind::invalid, "A conversation stands in it twice, or a message twice in its conversation."};
inline constexpr Rule import_other_channel{"import.other_channel", Kind::invalid, "The conversation of that source and key came in through another channel; name the source of this one."};
inline constexpr Rule import_without_customer{"import.without_customer", Kind::invalid, "A new conversation has a message of its customer."};
inline constexpr Rule import_of_the_future{"import.of_the_future", Kind::invalid, "What is imported has happened already.",
                                           "Check time zones: `at` is RFC 3339, with its offset."};
}  // namespace rule

// What is imported has happened since then, and before now: clocks that go ahead of ours are forgiven that much.
inline constexpr Time history_begins = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};
inline constexpr auto clocks_differ = std::chrono::minutes(5);

enum class From { client, agent };
BOOST_DESCRIBE_ENUM(From, client, agent)

struct HistoricMessage {
  static constexpr Bounded bounds[] = {
      {"key", {1, 1'000}},
      {"occurred_at", {micros(history_begins), micros(latest)}, By::edge, {}, "at most five minutes after it comes in"},
      {"author", {1, 255}, By::rule},
      {"text", {1, 20'000}, By::rule},
      {"author_id", {1, 255}, By::rule},
      {"author_address", {3, 254}, By::rule, {}, "an e-mail address or a phone number"}};
  std::string key;                         // what the source calls it; may repeat in other conversations
  Time occurred_at{};
  From from = From::client;
  Personal<std::string> author;            // what the source calls who wrote it; others may be called the same
  Personal<std::string> text;
  MaybePersonal author_id = {};            // who that is in the source, whatever the conversation
  MaybePersonal author_address = {};       // … and everywhere: an e-mail address or a phone number
};
BOOST_DESCRIBE_STRUCT(HistoricMessage, (), (key, occurred_at, from, author, text, author_id, author_address))

struct HistoricConversation {
  static constexpr Bounded bounds[] = {{"key", {1, 1'000}}, {"messages", {1, 50}, By::rule}, {"source", {1, 100}, By::rule}};
  std::string key;
  std::vector<HistoricMessage> messages;   // in any order
  std::optional<std::string> source = {};  // where that is its key; none: that of the whole load
};
BOOST_DESCRIBE_STRUCT(HistoricConversation, (), (key, messages, source))

// The first client who writes in a conversation is its customer, other clients are participants; agents are authors without a
// membership. A customer is known again by id or address, be it one that members have given the customer here; a name tells people apart
// within one conversation only. A conversation may come in several parts, all through one channel. What is here already, by source and
// key of the conversation and key of the message, stays as it is. What a clock ahead of ours calls later than now happens now.
struct Load {
  static constexpr auto wire = "import.conversations.v1";
  using Of = Import;
  static constexpr Bounded bounds[] = {{"conversations", {1, 24}, By::rule}, {"source", {1, 100}, By::rule}};
  Id<Import> id;
  Channel channel = Channel::email;
  std::vector<HistoricConversation> conversations;
  std::optional<std::string> source = {};  // which system they come from; none: the channel itself
};
BOOST_DESCRIBE_STRUCT(Load, (), (id, channel, conversations, source))

}  // namespace imports

namespace commands {
WriteSide imports();
}

}  // namespace millrace
