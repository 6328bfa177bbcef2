// What rules ask a conversation about what has been said in it.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/connect/connection/facts.hpp"
#include "domain/inbox/message/state.hpp"

namespace millrace::message {

struct ThreadRow { std::int64_t last_no = 0; };
BOOST_DESCRIBE_STRUCT(ThreadRow, (), (last_no))

struct Thread : Fold<Id<Conversation>, ThreadRow> {
  static constexpr auto name = "thread";
  static const AnyFold& erased();
  using Listens = List<Appended>;

  static Keys keys(const Appended& e) { return {e.conversation_id}; }
  static Row on(Maybe, const Appended& e, const Meta&) { return {e.no}; }
};

// Which message has that number in its conversation, and when it was written.
struct NumberedRow { Id<Message> id; Time at{}; Origin origin = Origin::live; };
BOOST_DESCRIBE_STRUCT(NumberedRow, (), (id, at, origin))

struct Numbered : Fold<Key, NumberedRow> {
  static constexpr auto name = "numbered_message";
  static const AnyFold& erased();
  using Listens = List<Appended>;

  static Key key(const Id<Conversation>& id, std::int64_t no) {
    std::string bytes(id.value.raw());
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(no >> shift & 0xff);
    return Key{std::move(bytes)};
  }
  static Keys keys(const Appended& e) { return {key(e.conversation_id, e.no)}; }
  static Row on(Maybe, const Appended& e, const Meta& m) { return {e.id, m.at, m.origin}; }
};

// What something is called at the other end of a connection. The digest is made when the name is opened, so it goes with whoever that is about.
struct OutsideKey { Id<Connection> connection_id; Uuid digest{}; };
BOOST_DESCRIBE_STRUCT(OutsideKey, (), (connection_id, digest))
inline Keys keys_outside(const Id<Connection>& id, const Personal<std::string>& external_id) {
  const auto digest = exact_match(external_id);
  return digest ? Keys{Key(OutsideKey{id, *digest})} : Keys{};
}

// Which message that is: one id, as text about its customer.
struct NamedRow { std::vector<Personal<std::string>> messages; };
BOOST_DESCRIBE_STRUCT(NamedRow, (), (messages))

struct NamedOutside : Fold<OutsideKey, NamedRow> {
  static constexpr auto name = "message_named_outside";
  static const AnyFold& erased();
  using Listens = List<KnownAs>;
  static Keys keys(const KnownAs& e) { return keys_outside(e.connection_id, e.external_id); }
  static Maybe on(Maybe, const KnownAs& e, const Meta&) { return NamedRow{{{e.external_id.subject_id, to_string(e.id), false, {}}}}; }
};

// What was told of it before it was known: "delivered", "failed whatsapp.131026", in that order.
struct AheadRow { std::vector<Personal<std::string>> reports; };
BOOST_DESCRIBE_STRUCT(AheadRow, (), (reports))

struct ReportedAhead : Fold<OutsideKey, AheadRow> {
  static constexpr auto name = "message_reported_ahead";
  static const AnyFold& erased();
  static constexpr std::size_t at_most = 10;
  using Listens = List<connection::StatusAhead, KnownAs>;
  static Keys keys(const connection::StatusAhead& e) { return keys_outside(e.id, e.external_id); }
  static Keys keys(const KnownAs& e) { return keys_outside(e.connection_id, e.external_id); }
  static Maybe on(Maybe r, const connection::StatusAhead& e, const Meta&) {
    if (!r) r.emplace();
    auto told = std::string(shape_of<Delivery>().words[static_cast<std::size_t>(e.delivery)]);
    if (e.why) told += ' ' + *e.why;
    if (r->reports.size() < at_most) r->reports.push_back({e.external_id.subject_id, std::move(told), false, {}});
    return r;
  }
  static Maybe on(Maybe, const KnownAs&, const Meta&) { return {}; }
};

}  // namespace millrace::message
