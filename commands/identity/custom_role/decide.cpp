#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/custom_role/asks.hpp"
#include "commands/identity/custom_role/lookups.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/later/asks.hpp"
#include "schemas/rights.hpp"
#include "schemas/text/people.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

namespace rule = custom_role::rule;

using custom_role::Created;
using custom_role::Deleted;
using custom_role::HolderList;
using custom_role::Holders;
using custom_role::Named;
using custom_role::PermissionsSet;
using custom_role::Renamed;
using custom_role::RoleNames;

std::shared_ptr<const RoleNames> roles(const Context& in) { return in.tenant.find<Named>(std::string(Named::key)); }

std::vector<Id<Member>> holders(const Id<CustomRole>& id, const Context& in) {
  std::vector<Id<Member>> all;
  const auto list = in.tenant.find<Holders>(std::string(Holders::key));
  for (const auto& one : list ? list->holders : std::vector<HolderList::One>{})
    if (one.role == to_string(id)) all.push_back(one.member_id);
  return all;
}

// As it is kept; or what is wrong with it.
std::variant<Rejection, std::string> called(const Id<CustomRole>& id, const std::string& asked, const Context& in) {
  auto name = name_as_kept(asked);
  if (!good_name(name) || built_in(name)) return Rejection{rule::name_invalid};
  const auto all = roles(in);
  for (const auto& one : all ? all->roles : std::vector<RoleNames::One>{})
    if (one.id != id && label_key(one.name) == label_key(name)) return Rejection{rule::name_taken};
  return name;
}

std::variant<Rejection, RightSet> permitted(const std::vector<std::string>& names, const Actor& actor) {
  RightSet given;
  for (std::size_t n = 0; n < names.size(); ++n) {
    const auto* right = Rights::house().find(names[n]);
    if (!right) return Rejection{rule::permission_unknown, "No permission is called \"" + names[n].substr(0, 100) + "\".", "/permissions/" + std::to_string(n)};
    given.add(*right);
  }
  if (!given.within(actor.can)) return Rejection{rule::beyond_own};
  return given;
}

constexpr std::size_t at_once = 90;        // members, in one record

struct Rules : Decider {
  using Aggregates = List<CustomRole>;
  using Lookups = List<Named, Holders>;
  using Asks = List<custom_role::Create, custom_role::Change, custom_role::Delete, custom_role::Apply>;
  using Policies = List<PermissionsSet>;

  static Verdict on(Absent, const custom_role::Create& ask, const Context& in) {
    const auto name = called(ask.id, ask.name, in);
    if (const auto* no = std::get_if<Rejection>(&name)) return *no;
    const auto given = permitted(ask.permissions, in.actor);
    if (const auto* no = std::get_if<Rejection>(&given)) return *no;
    if (const auto all = roles(in); all && all->roles.size() >= custom_role::roles_at_most) return refuse(rule::too_many);
    return accept(Created{ask.id, std::get<std::string>(name), std::get<RightSet>(given).names()});
  }
  static Verdict on(const auto&, const custom_role::Create&, const Context&) { return refuse(rule::role_exists); }

  static Verdict on(const CustomRole::Active& s, const custom_role::Change& ask, const Context& in) {
    if (!rights_named(s.permissions).within(in.actor.can)) return refuse(rule::beyond_own);
    std::optional<Renamed> renamed;
    std::optional<PermissionsSet> set;
    if (ask.name) {
      const auto name = called(ask.id, *ask.name, in);
      if (const auto* no = std::get_if<Rejection>(&name)) return *no;
      if (std::get<std::string>(name) != s.name) renamed = Renamed{ask.id, std::get<std::string>(name)};
    }
    if (ask.permissions) {
      const auto given = permitted(*ask.permissions, in.actor);
      if (const auto* no = std::get_if<Rejection>(&given)) return *no;
      if (auto names = std::get<RightSet>(given).names(); names != s.permissions) set = PermissionsSet{ask.id, std::move(names)};
    }
    return accept(std::move(renamed), std::move(set));
  }
  static Verdict on(const auto&, const custom_role::Change&, const Context&) { return refuse(rule::no_such_role); }

  static Verdict on(const CustomRole::Active& s, const custom_role::Delete& ask, const Context& in) {
    if (!rights_named(s.permissions).within(in.actor.can)) return refuse(rule::beyond_own);
    if (!holders(ask.id, in).empty()) return refuse(rule::in_use);
    return accept(Deleted{ask.id});
  }
  static Verdict on(const auto&, const custom_role::Delete&, const Context&) { return refuse(rule::no_such_role); }

  // In records of their own, at once: what a member may do decides about much else.
  static Verdict on(const PermissionsSet& e, const Context& in) {
    if (holders(e.id, in).empty()) return accept();
    return accept(timer(in.now, custom_role::Apply{e.id}));
  }
  static Verdict on(const CustomRole::Active& s, const custom_role::Apply& ask, const Context& in) {
    Facts facts;
    const Access access{to_string(ask.id), s.permissions, {}};
    for (const auto& id : holders(ask.id, in)) {
      const auto& state = in.tenant.get(id);
      const auto* active = std::get_if<Member::Active>(&state);
      const auto* invited = std::get_if<Member::Invited>(&state);
      if ((!active || active->access == access) && (!invited || invited->access == access)) continue;
      if (facts.size() == at_once) {
        facts.push_back({timer(in.now, custom_role::Apply{ask.id}), {}});
        break;
      }
      const auto account = active ? std::optional(active->account_id) : std::nullopt;
      facts.push_back({AnyFact::of(member::AccessChanged{id, account, access.role, access.granted, access.denied}), {}});
    }
    return accept(std::move(facts));
  }
  static Verdict on(const auto&, const custom_role::Apply&, const Context&) { return accept(); }
};

}  // namespace

WriteSide commands::custom_role() { return write_side_of<Rules>(); }

}  // namespace millrace
