#include "commands/identity/account/mail.hpp"
#include "commands/core/write_side_of.hpp"

#include "commands/effects/asks.hpp"
#include "commands/identity/account/asks.hpp"

namespace millrace {

namespace {

using account::EmailChangeRequested;
using account::EmailVerificationRequested;
using account::PasswordResetRequested;
using account::SignedUp;

// RFC 6761 §6.3: names below localhost are of this machine alone. The operator's address is one.
bool of_this_machine(std::string_view email) { return email.ends_with(".localhost") || email.ends_with("@localhost"); }

// The token is made when the mail is sent.
AnyFact mail(const Id<Account>& id, const Personal<std::string>& to, std::string message, std::int64_t n, std::string_view occasion) {
  const auto number = std::to_string(n);
  return effect({"account", id.value}, email::Send{about(id, to), std::move(message), {{"n", number, {}}}}, std::string(occasion) + " " + number);
}

struct Policy : Decider {
  using Aggregates = List<>;
  using Asks = List<>;
  using Policies = List<SignedUp, EmailVerificationRequested, PasswordResetRequested, EmailChangeRequested>;

  static Verdict on(const SignedUp& e, const Context& in) {
    const bool by_others = e.password.value.empty();   // by a provider, which has verified the address; or by a business, for who will
    if (of_this_machine(e.email.value) || by_others) return accept();
    return accept(EmailVerificationRequested{e.id, e.email, 1, in.now + account::verification_lasts});
  }
  static Verdict on(const EmailVerificationRequested& e, const Context&) { return accept(mail(e.id, e.email, "account.verify_email", e.n, "verify")); }
  static Verdict on(const PasswordResetRequested& e, const Context&) { return accept(mail(e.id, e.email, "account.reset_password", e.n, "reset")); }
  static Verdict on(const EmailChangeRequested& e, const Context&) {
    return accept(mail(e.id, e.email, "account.confirm_change", e.n, "change"), mail(e.id, e.new_email, "account.confirm_new_email", e.n, "change to"));
  }
};

}  // namespace

WriteSide commands::account_mail() { return write_side_of<Policy>(); }

}  // namespace millrace
