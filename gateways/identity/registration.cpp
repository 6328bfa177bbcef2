// Founding a business.
#include "commands/identity/account/asks.hpp"
#include "commands/identity/registration/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/widget_key.hpp"
#include "projections/identity/accounts.hpp"

namespace millrace {

namespace {

std::optional<Response> prepare_register(Call& call, void* ask, const Reader& reader) {
  const auto account = find_row<account::Accounts>(reader, Uuid{}, call.principal.id);
  if (!account) return unavailable(account::rule::not_ready);
  auto& registering = *static_cast<registration::Register*>(ask);
  registering.founder_name = account->name;
  registering.founder_email = account->email;
  registering.founder_email->match = match_of(call.services.vault, account->email.value);   // rows hold none
  return {};
}

struct RegisteredBusiness {
  Id<Registration> id;
  std::string name, slug, widget_key;
  Time created_at{};
  Id<Member> member_id;
  std::string role;
};
BOOST_DESCRIBE_STRUCT(RegisteredBusiness, (), (id, name, slug, widget_key, created_at, member_id, role))

// From the directory's record alone: its own tenant hears of it after.
Response registered(const Call& call, const Committed& record) {
  const auto& made = *last_fact<registration::Registered>(record);
  auto response = json_reply(201, to_json(RegisteredBusiness{made.id, made.name, made.slug, widget_key(call, made.id.value, made.widget_id),
                                                             record.commit.ts, made.member_id, name_of(Role::owner)}));
  response.headers.emplace_back("Location", "/businesses/" + to_string(made.id));
  return response;
}

}  // namespace

Module identity::registration() {
  auto founding = answering<RegisteredBusiness>(awaiting_handoffs(
      with(creating<registration::Register>("POST", "/businesses", anybody, Scope::account, &registered), &prepare_register, {"founder_name", "founder_email"})));
  return {
      .name = "identity/registration",
      .write_side = commands::registration(),
      .routes = {std::move(founding)},
      .rules = {
          registration::rule::business_name_invalid, registration::rule::business_exists, registration::rule::founder_unknown},
  };
}

}  // namespace millrace
