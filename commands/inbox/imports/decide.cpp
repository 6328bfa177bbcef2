#include <algorithm>
#include <fmt/core.h>

#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/imports/load.hpp"
#include "commands/inbox/imports/lookups.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = imports::rule;

using imports::ExternalConversation;
using imports::ExternalMessage;
using imports::HistoricConversation;
using imports::HistoricMessage;
using imports::ImportedConversation;
using imports::ImportedMessage;
using imports::Person;
using imports::PersonBy;
using imports::Once;
using imports::place;
using imports::source_of;

// 24 conversations with a customer each, 50 messages, and what is said of the whole: 99 facts of the 100 that a record holds.
constexpr std::size_t most_conversations = 24, most_messages = 50;

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

struct Rules : Decider {
  using Aggregates = List<Import>;
  using Lookups = List<ImportedConversation, ImportedMessage, Person, PersonBy>;
  using Asks = List<imports::Load>;

  static Verdict on(Absent, imports::Load ask, const Context& in) {
    if (built_in(in.actor.role) != Role::owner) return refuse(rule::import_denied);
    if (auto no = wrong(ask, in)) return std::move(*no);
    return imports::decided(ask, in);
  }
  static Verdict on(const Import::Taken&, const imports::Load&, const Context&) { return refuse(rule::import_exists); }
};

}  // namespace

WriteSide commands::imports() { return write_side_of<Rules>(); }

}  // namespace millrace
