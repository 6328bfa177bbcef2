#include "gateways/identity/account_mails.hpp"

#include <fmt/core.h>

#include "domain/identity/account/state.hpp"
#include "gateways/core/entry.hpp"
#include "schemas/token.hpp"

namespace millrace {

namespace {

using Which = std::optional<Account::Link> (*)(const Account::Active&);

std::optional<Account::Link> changing(const Account::Active& s) { return s.change ? std::optional{s.change->link} : std::nullopt; }

// A link that is still open, and until when; nothing when it is not wanted any more.
struct Open { std::string link, until; };
std::optional<Open> open(const Writing& in, TokenKind kind, std::string_view page, Which which) {
  const auto state = state_row<Account>(in.reader, in.tenant, in.row.about.id);
  const auto* account = std::get_if<Account::Active>(state.get());
  const auto link = account ? which(*account) : std::nullopt;
  if (!link || link->n != std::atoll(in.value("n").c_str()) || link->expires_at <= in.services.now()) return {};
  const auto token = make_token(kind, {Uuid{}, in.row.about.id, link->n}, token_secret(in.services));
  const auto until = to_rfc3339(link->expires_at);
  return Open{fmt::format("{}/app/{}?token={}", in.public_url, page, token), fmt::format("{} {} UTC", until.substr(0, 10), until.substr(11, 5))};
}

const Moot over{"account.link_over"};

std::variant<Written, Moot> reset_password(const Writing& in) {
  const auto one = open(in, TokenKind::reset_password, "reset-password", [](const Account::Active& s) { return s.reset; });
  if (!one) return over;
  return Written{"A new password", fmt::format("Somebody, probably you, has asked for a new password for the account with this address. Choose one here:\n\n{}\n\n"
                                               "The link is good once, until {}. All devices are then signed out. If you did not ask for it, "
                                               "you need do nothing: your password stays as it is.\n", one->link, one->until)};
}

std::variant<Written, Moot> verify_email(const Writing& in) {
  const auto one = open(in, TokenKind::verify_email, "verify-email", [](const Account::Active& s) { return s.verification; });
  if (!one) return over;
  return Written{"Is this your address?", fmt::format("An account was made with this address. Confirm that it is yours:\n\n{}\n\n"
                                                      "The link is good until {}. If you have made no account, you need do nothing.\n", one->link, one->until)};
}

std::variant<Written, Moot> confirm_change(const Writing& in) {
  const auto one = open(in, TokenKind::confirm_change, "verify-email", &changing);
  if (!one) return over;
  return Written{"Another address for your account",
                 fmt::format("Somebody who knows your password has asked to give your account another address than this one. If it was you, confirm it:\n\n{}\n\n"
                             "The link is good until {}; the change also needs the link that the new address was sent. If it was not you, do not "
                             "follow it, and change your password.\n", one->link, one->until)};
}

std::variant<Written, Moot> confirm_new_email(const Writing& in) {
  const auto one = open(in, TokenKind::confirm_new_email, "verify-email", &changing);
  if (!one) return over;
  return Written{"Is this your new address?",
                 fmt::format("Somebody, probably you, wants to use this address for an account. Confirm that it is yours:\n\n{}\n\n"
                             "The link is good until {}; the change also needs the link that the present address was sent. If you did not ask for it, "
                             "you need do nothing.\n", one->link, one->until)};
}

}  // namespace

std::vector<MailMessage> identity::account_mails() {
  return {{"account.reset_password", &reset_password},
          {"account.verify_email", &verify_email},
          {"account.confirm_change", &confirm_change},
          {"account.confirm_new_email", &confirm_new_email}};
}

}  // namespace millrace
