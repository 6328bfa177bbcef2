// What rules ask about the details of a customer.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/customer/facts.hpp"

namespace millrace {

// Digests of them; none where there is none.
struct DetailsRow { std::optional<Uuid> name, email, phone; };
BOOST_DESCRIBE_STRUCT(DetailsRow, (), (name, email, phone))

struct CustomerDetails : Fold<Id<Customer>, DetailsRow> {
  static constexpr auto name = "customer_details";
  using Listens = List<customer::Created, customer::Changed>;

  static Row on(Maybe, const customer::Created& e, const Meta&) { return {exact_match(e.name), exact_match(e.email), exact_match(e.phone)}; }
  static void on(Row& r, const customer::Changed& e, const Meta&) {
    for (const auto detail : e.cleared) switch (detail) {
        case customer::Detail::name: r.name.reset(); break;
        case customer::Detail::email: r.email.reset(); break;
        case customer::Detail::phone: r.phone.reset(); break;
      }
    if (e.name) r.name = exact_match(e.name);
    if (e.email) r.email = exact_match(e.email);
    if (e.phone) r.phone = exact_match(e.phone);
  }
};

}  // namespace millrace
