#include "commands/identity/provisioning/asks.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/giving.hpp"
#include "commands/identity/member/lookups.hpp"
#include "commands/identity/provisioning/lookups.hpp"
#include "commands/later/asks.hpp"
#include "domain/identity/api_key/state.hpp"
#include "schemas/rights.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = provisioning::rule;

using member::AccessChanged;
using member::Catalogued;
using member::Joined;
using member::Removed;
using member::Resumed;
using member::Suspended;
using provisioning::Entry;
using provisioning::FindPerson;
using provisioning::Provision;
using provisioning::TakeSeat;
using provisioning::Update;

// An API key has no role, so what its requests give and take is measured by who answers for it.
Actor answerable(const Context& in) {
  if (in.actor.principal.kind != PrincipalKind::api_key) return in.actor;
  Actor actor{in.actor.principal, in.actor.member_id, {}, {}};
  const auto& key_state = in.tenant.get(Id<ApiKey>{in.actor.principal.id});
  const auto* key = std::get_if<ApiKey::Active>(&key_state);
  const auto& state = in.tenant.get(key ? key->vouched_by : Id<Member>{});
  const auto* member = std::get_if<Member::Active>(&state);
  if (!member) return actor;
  actor.role = member->access.role;
  actor.can = power_of(member->access, in.tenant.id(), in.tenant.rows());
  return actor;
}

MaybePersonal kept(const Id<Member>& id, const MaybePersonal& text) {
  if (!text) return {};
  return about(id, name_as_kept(*text));
}

std::optional<Rejection> wrong(const Entry& entry) {
  const auto bad = [](const char* what) { return Rejection{rule::invalid_value, std::string(what)}; };
  if (!one_line(entry.user_name.value, 254)) return bad("userName has 1 to 254 characters on one line.");
  if (!email_as_kept(entry.email)) return bad("emails has no address that mail can go to, and userName is none.");
  if (entry.external_id && !one_line(entry.external_id->value, 254)) return bad("externalId has 1 to 254 characters on one line.");
  for (const auto* name : {&entry.display_name, &entry.given_name, &entry.family_name})
    if (*name && !good_name((*name)->value)) return bad("A name has 1 to 100 characters on one line.");
  return {};
}

Catalogued catalogued(const Id<Member>& id, const Entry& entry) {
  return {id, about(id, entry.user_name), about(id, *email_as_kept(entry.email)),
          entry.external_id ? MaybePersonal{about(id, *entry.external_id)} : std::nullopt, kept(id, entry.display_name), kept(id, entry.given_name),
          kept(id, entry.family_name)};
}

// What they are called here until their account says otherwise.
Personal<std::string> name_of(const Id<Member>& id, const Entry& entry) {
  if (entry.display_name) return about(id, name_as_kept(*entry.display_name));
  std::string name;
  for (const auto* part : {&entry.given_name, &entry.family_name})
    if (*part) (name += name.empty() ? "" : " ") += name_as_kept((*part)->value);
  if (!good_name(name)) name = entry.email.value.substr(0, std::min<std::size_t>(entry.email.value.find('@'), 100));
  return about(id, name);
}

// Somebody else's name in the directory.
bool taken(const Id<Member>& id, const Entry& entry, const Context& in) {
  const auto last = in.tenant.find<provisioning::LastNamedSo>(entry.user_name.match);
  if (!last || last->member_id == id) return false;
  const auto is = in.tenant.find<provisioning::UserNameOf>(last->member_id);
  return is && !is->user_name.erased && is->user_name.value == to_string(entry.user_name.match);
}

bool has_a_seat(const Member::State& state) {
  return std::visit([](const auto& s) { return requires { s.access; }; }, state);
}
Member::Seat seat_in(const Member::State& state) {
  return std::visit([](const auto& s) -> Member::Seat {
    if constexpr (requires { s.seat; }) return s.seat;
    else return {};
  }, state);
}

// Which seat that address has here: one that was left, or a new one; nothing: it is taken.
std::optional<Id<Member>> seat_for(const Provision& ask, const Context& in) {
  const auto own = in.tenant.find<member::MemberByAddress>(ask.entry.email.match);
  if (own) return has_a_seat(in.tenant.get(own->member_id)) ? std::nullopt : std::optional{own->member_id};
  const auto earlier = in.tenant.find<member::InvitedByEmail>(ask.entry.email.match);
  if (!earlier) return ask.id;
  const auto& state = in.tenant.get(earlier->member_id);
  const auto seat = seat_in(state);
  if (seat.addressed) return ask.id;       // who took that invitation up has another address
  if (has_a_seat(state)) return seat.invitations == earlier->n ? std::nullopt : std::optional{ask.id};
  return earlier->member_id;
}

member::Provisioned seat(const Id<Member>& id, const Entry& entry, const Access& access) {
  return {id, about(id, *email_as_kept(entry.email)), name_of(id, entry), access.role, access.granted, access.denied};
}
// Whose it is.
AnyFact asked_for(const member::Provisioned& e, std::optional<Id<Account>> known, const Context& in) {
  return handoff(Uuid{}, FindPerson{in.ids.next<Account>(), in.tenant.id(), e.id, e.email, e.name, known});
}

// A role that the business has made gives what it says now.
Access as_of_now(const Access& access, const Context& in) {
  return built_in(access.role) ? access : member::given_by(access.role, in).value_or(access);
}

template <class S>
std::optional<Id<Account>> account_of(const S& s) {
  if constexpr (requires { s.account_id; }) return s.account_id;
  else return {};
}

struct Rules : Decider {
  using Aggregates = List<>;
  using Lookups = List<provisioning::UserNameOf, provisioning::LastNamedSo>;
  using Asks = List<Provision, Update, provisioning::Deprovision, FindPerson, TakeSeat>;

  static Verdict on(Absent, const Provision& ask, const Context& in) {
    if (auto no = wrong(ask.entry)) return std::move(*no);
    const auto role = ask.role.value_or(millrace::name_of(Role::member));
    const auto access = member::given_by(role, in);
    if (!access) return refuse(rule::invalid_value, member::unknown_role(role));
    if (!member::may_give(answerable(in), *access)) return refuse(member::rule::above_own_role);
    const auto id = seat_for(ask, in);
    if (!id || taken(*id, ask.entry, in)) return refuse(rule::uniqueness);
    const auto open = in.tenant.find<member::OpenInvitations>(std::string(member::OpenInvitations::key));
    if (open && open->open.size() >= member::invitations_at_most) return refuse(member::rule::too_many_invitations);
    const auto given = seat(*id, ask.entry, *access);
    if (!ask.active) return accept(given, catalogued(*id, ask.entry), Suspended{*id, {}});
    return accept(given, catalogued(*id, ask.entry), asked_for(given, seat_in(in.tenant.get(*id)).account_id, in));
  }
  static Verdict on(const auto&, const Provision&, const Context&) { return refuse(rule::uniqueness); }

  static Verdict on(const Member::Active& s, const Update& ask, const Context& in) { return updated(s, ask, in); }
  static Verdict on(const Member::Invited& s, const Update& ask, const Context& in) { return updated(s, ask, in); }
  static Verdict on(const Member::Provisioned& s, const Update& ask, const Context& in) { return updated(s, ask, in); }
  static Verdict on(const Member::Suspended& s, const Update& ask, const Context& in) { return updated(s, ask, in); }
  static Verdict on(const auto&, const Update&, const Context&) { return refuse(rule::no_such_user); }

  static Verdict on(const Member::Active& s, const provisioning::Deprovision& ask, const Context& in) { return removed(s, ask, in); }
  static Verdict on(const Member::Invited& s, const provisioning::Deprovision& ask, const Context& in) { return removed(s, ask, in); }
  static Verdict on(const Member::Provisioned& s, const provisioning::Deprovision& ask, const Context& in) { return removed(s, ask, in); }
  static Verdict on(const Member::Suspended& s, const provisioning::Deprovision& ask, const Context& in) { return removed(s, ask, in); }
  static Verdict on(const auto&, const provisioning::Deprovision&, const Context&) { return refuse(rule::no_such_user); }

  // Who has an account, for whatever else, is asked whether they want to belong there: its name, and that it is there, are theirs to tell.
  static Verdict on(Absent, const FindPerson& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return accept();
    const auto found = in.tenant.find<account::AccountByEmail>(ask.email.match);
    const bool is_known = found && ask.known && found->accounts == std::vector{*ask.known};
    const auto told = [&](std::optional<Id<Account>> account) {
      return handoff(ask.business_id, TakeSeat{ask.member_id, account, ask.email, ask.name}, to_string(ask.id));
    };
    if (found) return accept(told(is_known ? ask.known : std::nullopt));
    return accept(account::SignedUp{ask.id, about(ask.id, ask.email), about(ask.id, ask.name), about(ask.id, std::string{})}, told(ask.id));
  }
  static Verdict on(const auto&, const FindPerson&, const Context&) { return accept(); }

  static Verdict on(const Member::Provisioned& s, const TakeSeat& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system) return accept();
    const auto& [role, granted, denied] = s.access;
    const auto email = about(ask.id, ask.email);
    if (ask.account_id && in.tenant.find<member::MemberOf>(*ask.account_id)) return accept(Removed{ask.id, {}});   // they are here, by another seat
    if (ask.account_id) return accept(Joined{ask.id, *ask.account_id, about(ask.id, ask.name), role, granted, denied, email});
    const auto n = s.seat.invitations + 1;
    const auto expires_at = in.now + member::invitation_lasts;
    return accept(member::Invited{ask.id, email, role, granted, denied, n, expires_at}, timer(expires_at, member::ExpireInvitation{ask.id, n}));
  }
  static Verdict on(const auto&, const TakeSeat&, const Context&) { return accept(); }

 private:
  template <class S>
  static Verdict updated(const S& s, const Update& ask, const Context& in) {
    const auto who = answerable(in);
    if (!member::may_touch(who, s.access)) return refuse(member::rule::above_own_role);
    if (ask.entry)
      if (auto no = wrong(*ask.entry)) return std::move(*no);
    if (ask.entry && taken(ask.id, *ask.entry, in)) return refuse(rule::uniqueness);
    auto access = as_of_now(s.access, in);
    if (ask.role && *ask.role != s.access.role) {
      const auto given = member::given_by(*ask.role, in);
      if (!given) return refuse(rule::invalid_value, member::unknown_role(*ask.role));
      if (!member::may_give(who, *given)) return refuse(member::rule::above_own_role);
      access = *given;
    }
    std::optional<Catalogued> said;
    if (ask.entry) said = catalogued(ask.id, *ask.entry);
    auto stood = stands(s, ask, access, in);
    if (auto* no = std::get_if<Rejection>(&stood)) return std::move(*no);
    return accept(std::move(said), std::get<Facts>(std::move(stood)));
  }

  // What becomes of their seat, and of what they may do in it.
  template <class S>
  static Verdict stands(const S& s, const Update& ask, const Access& access, const Context& in) {
    constexpr bool suspended = std::is_same_v<S, Member::Suspended>;
    const auto account = account_of(s);
    const auto active = suspended ? std::nullopt : account;       // who has what it takes to come in
    const bool changes = access != s.access, goes = !suspended && ask.active == false;
    if (active && (goes || (changes && !Rights::house().all_powerful(access))) && member::last_owner(ask.id, s.access, in)) return refuse(member::rule::last_owner);
    if (suspended && ask.active == true) return comes_back(s, ask, access, account, in);
    std::optional<AccessChanged> changed;
    std::optional<Suspended> gone;
    if (changes) changed = AccessChanged{ask.id, active, access.role, access.granted, access.denied};
    if (goes) gone = Suspended{ask.id, account};
    return accept(std::move(changed), std::move(gone));
  }
  template <class S>
  static Verdict comes_back(const S& s, const Update& ask, const Access& access, std::optional<Id<Account>> account, const Context& in) {
    if (!member::may_give(answerable(in), access)) return refuse(member::rule::above_own_role);
    if (account && in.tenant.find<member::MemberOf>(*account)) return refuse(rule::uniqueness);
    if (account) return accept(Resumed{ask.id, *account, access.role, access.granted, access.denied});
    if (!ask.entry) return refuse(rule::invalid_value);
    const auto given = seat(ask.id, *ask.entry, access);
    return accept(given, asked_for(given, s.seat.account_id, in));
  }

  template <class S>
  static Verdict removed(const S& s, const provisioning::Deprovision& ask, const Context& in) {
    if (!member::may_touch(answerable(in), s.access)) return refuse(member::rule::above_own_role);
    if (std::is_same_v<S, Member::Active> && member::last_owner(ask.id, s.access, in)) return refuse(member::rule::last_owner);
    return accept(Removed{ask.id, account_of(s)});
  }
};

}  // namespace

WriteSide commands::provisioning() { return write_side_of<Rules>(); }

}  // namespace millrace
