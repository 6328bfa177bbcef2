#include "commands/identity/business/asks.hpp"
#include "commands/identity/business/lookups.hpp"
#include "commands/identity/business/settings.hpp"
#include "domain/identity/session/state.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/refusals.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/identity/second_factors.hpp"
#include "gateways/identity/widget_key.hpp"
#include "projections/identity/businesses.hpp"
#include "projections/identity/members.hpp"

namespace millrace {

namespace {

using business::BusinessRow;

// Which of the widget's keys is the one that pages use.
constexpr std::int64_t widget_key_n = 1;

// What else one of its members sees.
struct Membership {
  std::string widget_key;
  Id<Member> member_id;
  std::string role;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (widget_key, member_id, role))

// As one of its members sees it.
std::optional<std::string> business_json(const Call& call, const Reader& reader, const Uuid& business, const Uuid& member, const std::string& role,
                                         Stamp* stamp = nullptr) {
  const auto stored = reader.row(lookup_of<business::Businesses>(), business, Key(business));
  if (!stored) return {};
  if (stamp) *stamp = stored->stamp;
  const auto& row = *static_cast<const BusinessRow*>(stored->row.get());
  return row_json(row, stored->stamp, [&](JsonWriter& out) {
    add_members(out, Membership{widget_key(call, business, row.widget_id), {member}, role});
  });
}

bool is_closed(const Reader& reader, const Uuid& business) {
  const auto row = find_row<business::Businesses>(reader, business, Id<Business>{business});
  return row && row->closed_at;
}

// Each membership stands in its business's own tenant; the index over them all begins with the account.
// One that is parked is left out: it keeps nobody from the others.
Response mine(const Call& call, const Reader& reader) {
  const std::string me(call.principal.id.raw());
  return local_page<member::Members>(call, reader, member::Members::by_account, {}, me, {}, [&](const auto& listed) -> std::optional<std::string> {
    const auto& member = *static_cast<const member::MemberRow*>(listed.row.row.get());
    if (reader.parked(lookup_of<business::Businesses>(), member.business_id.value)) return {};
    if (built_in(member.role) != Role::owner && is_closed(reader, member.business_id.value)) return {};
    return business_json(call, reader, member.business_id.value, member.id.value, member.role);
  });
}

bool belongs(const Call& call, const Reader& reader, Partition partition) {
  const Reader::Page all{std::string(call.principal.id.raw()), {}, false, 1000};
  for (const auto& listed : reader.list(lookup_of<member::Members>(), member::Members::by_account, {}, all))
    if (partition_of(static_cast<const member::MemberRow*>(listed.row.row.get())->business_id.value) == partition) return true;
  return false;
}

Response one(const Call& call, const Reader& reader) {
  Stamp stamp;
  auto body = business_json(call, reader, call.tenant, call.actor.member_id, call.actor.role, &stamp);
  if (!body) return problem(business::rule::no_such_business);
  return resource(call, reader, std::move(*body), stamp.version);
}

template <typename Ask>
std::optional<Response> prepare(Call& call, void* ask, const Reader&) {
  static_cast<Ask*>(ask)->id = {call.tenant};
  return {};
}

std::optional<Response> prepare_deletion(Call& call, void* ask, const Reader& reader) {
  static_cast<business::Close*>(ask)->deletes = true;
  return prepare<business::Close>(call, ask, reader);
}

struct Closing {
  std::optional<Time> ends_at;
};
BOOST_DESCRIBE_STRUCT(Closing, (), (ends_at))

// {id, version, ends_at}: until when an owner can take it back.
Response closed(const Call& call, const Committed& record) {
  const auto* e = last_fact<business::Closed>(record);
  return adding(changed(call, record), Closing{e ? e->ends_at : std::nullopt});
}

// What comes of it, for the session that asks.
bool shuts_out_itself(const business::ChangeSettings& ask, const Call& call, const Reader& reader) {
  const auto row = find_row<business::Businesses>(reader, call.tenant, Id<Business>{call.tenant});
  const auto state = state_row<Session>(reader, Uuid{}, call.session);
  const auto* open = std::get_if<Session::Open>(state.get());
  const auto changed = business::changed(row ? row->settings : business::Settings{}, ask);
  const auto* settings = std::get_if<business::Settings>(&changed);
  return settings && (!open || !business::lets_in(settings->sign_in, open->provider));
}

// Whoever asks it of others has one; and takes it back only if it is certainly them.
std::optional<Response> prepare_settings(Call& call, void* p, const Reader& reader) {
  const auto& ask = *static_cast<business::ChangeSettings*>(p);
  if (ask.require_mfa && call.principal.kind == PrincipalKind::user) {
    if (*ask.require_mfa && !identity::has_second_factor(reader, {call.principal.id})) return problem(business::rule::own_factor_first);
    if (!call.session.nil() && !identity::session_fresh(reader, call.session, call.services.now())) return problem(rule::step_up_required);
  }
  if (ask.sign_in && call.principal.kind == PrincipalKind::user && !call.session.nil()) {
    if (!identity::session_fresh(reader, call.session, call.services.now())) return problem(rule::step_up_required);
    if (shuts_out_itself(ask, call, reader)) return problem(business::rule::own_sign_in_first);
  }
  return prepare<business::ChangeSettings>(call, p, reader);
}

}  // namespace

std::string widget_key(const Call& call, const Uuid& business, const Id<Widget>& widget) {
  return make_token(TokenKind::widget, {business, widget.value, widget_key_n}, token_secret(call.services));
}

Module identity::business() {
  auto mine = paging<BusinessRow, Membership>(read("/businesses", anybody, Scope::account, &millrace::mine));
  std::get<route::Read>(mine.kind).belongs = &belongs;
  return {
      .name = "identity/business",
      .write_side = commands::business(),
      .projections = {projections::businesses()},
      .routes = {
          std::move(mine),
          showing<BusinessRow, Membership>(read("/businesses/{business_id}", anybody, Scope::business, &one)),
          setting({"name", "widget_origins"}, with(command<business::Change>("PATCH", "/businesses/{business_id}", business::right::edit_settings,
                                                                             Scope::business), &prepare<business::Change>)),
          // Settled: what it requires of members holds for whatever comes after.
          settling(setting({"timezone", "working_hours", "auto_assignment", "notifications", "require_mfa", "sign_in"},
                           with(command<business::ChangeSettings>("PATCH", "/businesses/{business_id}/settings", business::right::edit_settings, Scope::business),
                                &prepare_settings))),
          never_refusing({Kind::conflict}, dangerous(with(command<business::Close>("POST", "/businesses/{business_id}/deactivate", anybody, Scope::business), &prepare<business::Close>, {"deletes"}))),
          never_refusing({Kind::conflict}, with(command<business::Reopen>("POST", "/businesses/{business_id}/reactivate", anybody, Scope::business), &prepare<business::Reopen>)),
          never_refusing({Kind::conflict}, dangerous(also<Closing>(with(command<business::Close>("DELETE", "/businesses/{business_id}", anybody, Scope::business, &closed), &prepare_deletion, {"deletes"})))),
      },
      .rules = {
          business::rule::no_such_business, business::rule::widget_origin_invalid, business::rule::timezone_unknown, business::rule::hours_invalid,
          business::rule::holidays_invalid, business::rule::own_factor_first, business::rule::own_sign_in_first, business::rule::sign_in_invalid, business::rule::owners_only, business::rule::business_closed},
      .rights = {business::right::view_settings, business::right::edit_settings, business::right::view_billing, business::right::edit_billing},
      .access = {{&state_of<Business>(), &affects<Affected::Whom::everybody>}},    // whoever is shut out hears no more
  };
}

}  // namespace millrace
