// Since when a conversation is over, and what is left of it to read: by that a business keeps its texts no longer than it has said (Retention).
#pragma once

#include <algorithm>

#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/message/facts.hpp"

namespace millrace::conversation {

// `since`: the day (UTC, by its beginning) on which it was resolved, closed or archived, or on which something was said in it after that; none
// while it goes on.
struct OverRow {
  Id<Customer> customer_id;
  std::optional<Time> since;
  std::int64_t texts = 0;                             // messages that are not deleted
  bool subject = false;
};
BOOST_DESCRIBE_STRUCT(OverRow, (), (customer_id, since, texts, subject))

// What was imported counts from when it happened.
struct Over : Fold<Id<Conversation>, OverRow> {
  static constexpr auto name = "conversation_over";
  static const AnyFold& erased();
  using Listens = List<Opened, Imported, MadePending, Reopened, Resolved, Closed, Archived, SubjectChanged, message::Appended, message::Deleted>;

  static Keys keys(const auto& e) {
    if constexpr (requires { e.conversation_id; }) return {Key(e.conversation_id)};
    else return {Key(e.id)};
  }
  static Time day(const Meta& m) { return std::chrono::floor<std::chrono::days>(m.at); }
  static Maybe on(Maybe was, const Opened& e, const Meta&) { return was ? was : OverRow{e.customer_id, {}, 0, e.subject.has_value()}; }
  static Maybe on(Maybe was, const Imported& e, const Meta& m) { return was ? was : OverRow{e.customer_id, day(m), 0, false}; }
  static void on(Row& r, const MadePending&, const Meta&) { r.since.reset(); }
  static void on(Row& r, const Reopened&, const Meta&) { r.since.reset(); }
  static void on(Row& r, const Resolved&, const Meta& m) { over(r, m); }
  static void on(Row& r, const Closed&, const Meta& m) { over(r, m); }
  static void on(Row& r, const Archived&, const Meta& m) { over(r, m); }
  static void on(Row& r, const SubjectChanged& e, const Meta&) { r.subject = e.subject.has_value(); }
  static void on(Row& r, const message::Appended&, const Meta& m) {
    ++r.texts;
    if (r.since) r.since = std::max(*r.since, day(m));
  }
  static void on(Row& r, const message::Deleted&, const Meta&) { r.texts = std::max<std::int64_t>(0, r.texts - 1); }

  // Index: those of a tenant that are over and have something left to read, the longest over first.
  static constexpr auto by_day = "by_day";

 private:
  static void over(Row& r, const Meta& m) {
    if (!r.since) r.since = day(m);                    // resolved first, closed by itself later: it is over since the first of both
  }
};

}  // namespace millrace::conversation
