// When a customer was last heard of: by that a business keeps people no longer than it has said (Retention).
#pragma once

#include "domain/desk/ticket/facts.hpp"
#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/customer/facts.hpp"
#include "domain/inbox/message/facts.hpp"
#include "domain/inbox/privacy/facts.hpp"

namespace millrace::customer {

// A day in UTC, by its beginning: of all that happens in a day only the first thing moves the customer in the order of days.
struct ActivityRow { Time active_on{}; };
BOOST_DESCRIBE_STRUCT(ActivityRow, (), (active_on))

// What was imported counts from when it happened. Whoever is erased has no row.
struct Activity : Fold<Id<Customer>, ActivityRow> {
  static constexpr auto name = "customer_activity";
  static const AnyFold& erased();
  using Listens = List<Created, Changed, Tagged, NoteAdded, Erased, conversation::Opened, conversation::Imported, conversation::Reopened, message::Appended,
                       ticket::Opened, privacy::ConsentRecorded>;

  static Keys keys(const auto& e) {
    if constexpr (requires { e.customer_id; }) return present<Customer>({e.customer_id});
    else return {Key(e.id)};
  }
  static Maybe on(Maybe was, const Created&, const Meta& m) { return was ? was : ActivityRow{std::chrono::floor<std::chrono::days>(m.at)}; }
  static Maybe on(Maybe, const Erased&, const Meta&) { return {}; }
  static Maybe on(Maybe was, const auto&, const Meta& m) {
    if (was) was->active_on = std::max<Time>(was->active_on, std::chrono::floor<std::chrono::days>(m.at));
    return was;
  }

  // Index: those of a tenant by the day, the longest silent first.
  static constexpr auto by_day = "by_day";
};

}  // namespace millrace::customer
