// Signing up, and what somebody may do with the account of his own.
#include <fmt/core.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "domain/core/text.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/addresses.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/sign_in.hpp"
#include "projections/identity/accounts.hpp"
#include "projections/identity/channels.hpp"
#include "projections/identity/members.hpp"
#include "projections/identity/sessions.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

using account::AccountRow;
using account::Accounts;
using Prepared = std::optional<Response>;

struct NewPassword {
  static constexpr Bounded bounds[] = {{"password", {8, 200}, By::rule}};
  std::string password;
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (password))
struct PasswordChange {
  static constexpr Bounded bounds[] = {{"password", {8, 200}, By::rule}};
  std::string old_password, password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (old_password, password))

struct ThisSession {
  Id<Session> session_id;
};
BOOST_DESCRIBE_STRUCT(ThisSession, (), (session_id))

std::string own_password(const Call& call) { return std::string(call.principal.id.raw()); }

// What is wrong with a new password, as its reader mends it; else nothing.
std::string wrong_with(const std::string& given, const std::optional<std::string>& password) {
  if (given.empty()) return "It is empty; it takes 8 to 200 characters.";
  if (!password && blank(given)) return "It has nothing that can be seen; it takes 8 to 200 characters.";
  if (!password) return "It has a line break, a tab or another control character; leave that out.";
  const auto length = characters(*password);
  if (length < 8) return fmt::format("It is too short: it has {} characters of at least 8.", length);
  if (length > 200) return fmt::format("It is too long: it has {} characters of at most 200.", length);
  return {};
}

Prepared hashed(Call& call, const std::string& given, Personal<std::string>& phc) {
  const auto password = opaque_string(given);
  if (const auto wrong = wrong_with(given, password); !wrong.empty()) return problem(account::rule::password_invalid, wrong, {{"/password", wrong}});
  phc.value = call.services.hash_password(*password);
  return {};
}

Prepared prepare_sign_up(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<account::SignUp*>(p);
  ask.device = device_of(call);
  if (const auto* rule = wrong(ask)) return problem(*rule);   // takes no room from new ones, so nothing is hashed for it
  return hashed(call, beside<NewPassword>(call).password, ask.password);
}

// Who is a member of more businesses than that is called there what it was called, until the next start (amends).
constexpr std::size_t memberships_told = 2'000;

Prepared prepare_rename(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::Rename*>(p);
  ask.id = {call.principal.id};
  const auto account = find_row<Accounts>(reader, Uuid{}, ask.id);
  if (!account) return unavailable(account::rule::not_ready);
  ask.email = account->email;
  ask.email->match = match_of(call.services.vault, ask.email->value);   // rows hold none
  ask.memberships.emplace();
  const Reader::Page all{std::string(ask.id.value.raw()), {}, false, memberships_told};
  for (const auto& listed : reader.list(lookup_of<member::Members>(), member::Members::by_account, {}, all)) {
    const auto& member = *static_cast<const member::MemberRow*>(listed.row.row.get());
    ask.memberships->push_back({member.business_id.value, member.id});
  }
  return {};
}

Prepared prepare_password(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<account::ChangePassword*>(p);
  const auto& [old_password, password] = beside<PasswordChange>(call);
  const auto credential = find_row<account::Credentials>(reader, Uuid{}, call.principal.id);
  if (!right_password(call, credential.get(), old_password)) {
    constexpr auto wrong = "The old password is not the one of this account.";
    return problem(account::rule::auth_failed, wrong, {{"/old_password", wrong}});
  }
  ask.id = {call.principal.id};
  ask.credential_version = credential->version;
  ask.session_id = {call.session};
  return hashed(call, password, ask.password);
}

Response signed_up(const Call& call, const Committed& record) {
  const auto& opened = *last_fact<session::Opened>(record);
  const auto user = *row_made<Accounts>(record, Key(opened.account_id));
  return tokens(call, opened.account_id, opened.id, 1, row_json(user, stamp_of(record)));
}

// The facts of a new password hold its hash, which is nobody's business.
Response password_changed(const Call&, const Committed& record) {
  return json_reply(200, "{\"id\":\"" + to_string(record.commit.subject) + "\",\"version\":" +
                             std::to_string(record.commit.subject_version) + "}");
}

Response me(const Call& call, const Reader& reader) {
  const auto stored = reader.row(lookup_of<Accounts>(), Uuid{}, Key(call.principal.id));
  if (!stored) return problem(account::rule::no_such_account);
  const auto page = Reader::Page{std::string(call.principal.id.raw()), {}, false, session::at_most};
  auto body = row_json(*static_cast<const AccountRow*>(stored->row.get()), stored->stamp, [&](JsonWriter& out) {
    add_members(out, ThisSession{{call.session}});
    out.key("sessions").begin_array();
    for (const auto& listed : reader.list(lookup_of<session::Sessions>(), session::Sessions::by_account, Uuid{}, page))
      out.raw(row_json(*static_cast<const session::SessionRow*>(listed.row.row.get()), listed.row.stamp));
    out.end_array();
  });
  // A new password moves the version, too, although no row shows it.
  return resource(call, reader, std::move(body), reader.version({}, call.principal.id), channels::user.of({call.principal.id}));
}

bool hears_user(const Actor& actor, const ChannelIds& ids, const Uuid&, const Rows&) {
  return actor.principal.kind == PrincipalKind::user && ids[0] == actor.principal.id;
}

}  // namespace

Module identity::account() {
  return {
      .name = "identity/account",
      .write_side = commands::account(),
      .projections = {projections::accounts(), addresses()},
      .routes = {
          making_password(&password_of_email, answering_tokens(201, reading<NewPassword>(signing_in(with(
                                                  creating<account::SignUp>("POST", "/auth/signup", anybody, Scope::anonymous, &signed_up),
                                                  &prepare_sign_up, {"password", "device"}))))),
          trying_password(&own_password, reading<PasswordChange>(signing_in(with(
                                             command<account::ChangePassword>("POST", "/auth/password", anybody, Scope::account, &password_changed),
                                             &prepare_password, {"password", "credential_version", "session_id"})))),
          setting({"name"}, signing_in(with(command<account::Rename>("PATCH", "/auth/me", anybody, Scope::account), &prepare_rename, {"email", "memberships"}))),
          holding("sessions", row_of<session::SessionRow>(), showing<AccountRow, ThisSession>(read("/auth/me", anybody, Scope::account, &me)), true),
      },
      .channels = {{.name = channels::user, .may_hear = &hears_user, .carries = {"user", "session"}, .directory = true}},
      .rules = {
          account::rule::email_taken, account::rule::email_invalid, account::rule::account_name_invalid, account::rule::password_invalid,
          account::rule::account_exists, account::rule::no_such_account, account::rule::not_ready, account::rule::auth_failed},
  };
}

}  // namespace millrace
