#include "commands/identity/business/asks.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
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

// Each membership stands in its business's own tenant; the index over them all begins with the account.
// One that is parked is left out: it keeps nobody from the others.
Response mine(const Call& call, const Reader& reader) {
  const std::string me(call.principal.id.raw());
  return local_page<member::Members>(call, reader, member::Members::by_account, {}, me, {}, [&](const auto& listed) -> std::optional<std::string> {
    const auto& member = *static_cast<const member::MemberRow*>(listed.row.row.get());
    if (reader.parked(lookup_of<business::Businesses>(), member.business_id.value)) return {};
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

std::optional<Response> prepare_rename(Call& call, void* ask, const Reader&) {
  static_cast<business::Rename*>(ask)->id = {call.tenant};
  return {};
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
          setting({"name"}, with(command<business::Rename>("PATCH", "/businesses/{business_id}", business::right::edit_settings, Scope::business),
                                 &prepare_rename)),
      },
      .rules = {
          business::rule::no_such_business},
      .rights = {business::right::view_settings, business::right::edit_settings, business::right::view_billing, business::right::edit_billing},
  };
}

}  // namespace millrace
