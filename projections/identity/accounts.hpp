// People with an account, as the directory shows them to themselves.
#pragma once

#include "domain/identity/account/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::account {

struct AccountRow {
  Id<Account> id;
  Personal<std::string> email;
  Personal<std::string> name;
  Time created_at{};
  bool email_verified = false;
  // Where mail is to go once links have come back from there and from the present address, and until when they are good.
  std::optional<Personal<std::string>> new_email = {};
  std::optional<Time> new_email_until = {};
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (id, email, name, created_at, email_verified, new_email, new_email_until))

struct Accounts : Fold<Id<Account>, AccountRow> {
  static constexpr auto name = "accounts";
  static const AnyFold& erased();
  using Listens = FactsOf<Account>;
  using Ignores = Join<List<PasswordResetRequested, EmailVerificationRequested, EmailChangeConfirmed, Deactivated, Reactivated>, second_factor::AllFacts,
                       oauth::AllFacts>;
  static Maybe on(Maybe, const SignedUp& e, const Meta& m) { return AccountRow{e.id, e.email, e.name, m.at}; }
  static void on(AccountRow& r, const Renamed& e, const Meta&) { r.name = e.name; }
  static void on(AccountRow& r, const PasswordChanged&, const Meta&) { unchanging(r); }
  static void on(AccountRow& r, const EmailVerified&, const Meta&) { r.email_verified = true; }
  static void on(AccountRow& r, const EmailChangeRequested& e, const Meta&) {
    r.new_email = e.new_email;
    r.new_email_until = e.expires_at;
  }
  static void on(AccountRow& r, const EmailChanged& e, const Meta&) {
    r.email = e.email;
    r.email_verified = true;
    unchanging(r);
  }
  static Maybe on(Maybe, const Deleted&, const Meta&) { return {}; }

 private:
  static void unchanging(AccountRow& r) {
    r.new_email.reset();
    r.new_email_until.reset();
  }
};

}  // namespace millrace::account

namespace millrace::projections {
Projection accounts();
}
