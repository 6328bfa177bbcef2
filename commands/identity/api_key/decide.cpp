#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/api_key/asks.hpp"
#include "commands/identity/api_key/lookups.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/later/asks.hpp"
#include "schemas/rights.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = api_key::rule;

using api_key::ActiveKeys;
using api_key::Created;
using api_key::Expired;
using api_key::KeyList;
using api_key::Revoked;
using api_key::Rotated;
using api_key::SecretRetired;
using api_key::Used;

std::shared_ptr<const KeyList> good_keys(const Context& in) { return in.tenant.find<ActiveKeys>(std::string(ActiveKeys::key)); }

std::vector<Uuid> secrets_of(const ApiKey::Active& s) {
  std::vector<Uuid> all{s.secret_id.value};
  if (s.old_secret_id) all.push_back(s.old_secret_id->value);
  return all;
}

// The names as facts hold them; or which of them is none.
std::variant<Rejection, RightSet> asked(const std::vector<std::string>& scopes) {
  RightSet given;
  for (std::size_t n = 0; n < scopes.size(); ++n) {
    const auto* right = Rights::house().find(scopes[n]);
    if (!right) return Rejection{rule::scope_unknown, "No permission is called \"" + scopes[n].substr(0, 100) + "\".", "/scopes/" + std::to_string(n)};
    given.add(*right);
  }
  return given;
}

// Whether that member may still do all that the key was given.
bool stands_for(const Id<Member>& by, const ApiKey::Active& key, const Context& in) {
  const auto& state = in.tenant.get(by);
  const auto* member = std::get_if<Member::Active>(&state);
  return member && rights_named(key.scopes).within(power_of(member->access, in.tenant.id(), in.tenant.rows()));
}

// What has caused it may bring much else about, so they follow in a record of their own, at once; until then none of them may do more
// than this member (authorise).
Facts unvouched(const Id<Member>& id, const Context& in) {
  const auto all = good_keys(in);
  const bool any = all && std::ranges::any_of(all->keys, [&](const auto& one) { return one.vouched_by == id; });
  if (!any) return {};
  return {{timer(in.now, api_key::RevokeUnvouched{id}), {}}};
}
constexpr std::size_t by_the_timer = 90;

struct Rules : Decider {
  using Aggregates = List<ApiKey>;
  using Lookups = List<ActiveKeys>;
  using Asks = List<api_key::Create, api_key::Rotate, api_key::RetireSecret, api_key::Use, api_key::Revoke, api_key::Expire, api_key::RevokeUnvouched>;
  using Policies = List<member::Removed, member::AccessChanged, member::Suspended>;

  static Verdict on(Absent, const api_key::Create& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::user) return refuse(rule::people_only);
    const auto name = name_as_kept(ask.name);
    if (!good_name(name.value)) return refuse(rule::key_name_invalid);
    const auto scopes = asked(ask.scopes);
    if (const auto* no = std::get_if<Rejection>(&scopes)) return *no;
    const auto& given = std::get<RightSet>(scopes);
    if (!given.within(in.actor.can)) return refuse(rule::beyond_own);
    if (ask.expires_at && *ask.expires_at <= in.now) return refuse(rule::expires_at_invalid);
    if (const auto all = good_keys(in); all && all->keys.size() >= api_key::keys_at_most) return refuse(rule::too_many_keys);
    std::optional<AnyFact> end;
    if (ask.expires_at) end = timer(*ask.expires_at, api_key::Expire{ask.id});
    return accept(Created{ask.id, about(ask.id, name), given.names(), {in.actor.member_id}, ask.secret_id, ask.secret_hash, ask.hint, ask.expires_at,
                          ask.per_minute},
                  std::move(end));
  }
  static Verdict on(const auto&, const api_key::Create&, const Context&) { return refuse(rule::key_exists); }

  // Whoever is told the new secret can do with it what the key may.
  static Verdict on(const ApiKey::Active& s, const api_key::Rotate& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::user) return refuse(rule::people_only);
    if (!rights_named(s.scopes).within(in.actor.can)) return refuse(rule::beyond_own);
    std::optional<SecretRetired> third;
    if (s.old_secret_id) third = SecretRetired{ask.id, *s.old_secret_id};
    const auto overlap = ask.overlap_minutes ? Duration{std::chrono::minutes{*ask.overlap_minutes}} : Duration{api_key::usual_overlap};
    const Rotated rotated{ask.id, {in.actor.member_id}, ask.secret_id, ask.secret_hash, ask.hint, s.secret_id, in.now + overlap};
    if (overlap == Duration{}) return accept(std::move(third), rotated, SecretRetired{ask.id, s.secret_id});
    return accept(std::move(third), rotated, timer(rotated.old_until, api_key::RetireSecret{ask.id, s.secret_id}));
  }
  static Verdict on(ApiKey::Over, const api_key::Rotate&, const Context&) { return refuse(rule::key_over); }
  static Verdict on(Absent, const api_key::Rotate&, const Context&) { return refuse(rule::no_such_key); }

  // A rotation meanwhile may have ended it already.
  static Verdict on(const ApiKey::Active& s, const api_key::RetireSecret& ask, const Context&) {
    if (s.old_secret_id != ask.secret_id) return accept();
    return accept(SecretRetired{ask.id, ask.secret_id});
  }
  static Verdict on(const auto&, const api_key::RetireSecret&, const Context&) { return accept(); }

  static Verdict on(const ApiKey::Active& s, const api_key::Use& ask, const Context& in) {
    if (in.actor.principal != Principal{PrincipalKind::api_key, ask.id.value}) return hide(rule::no_such_key);
    if (s.used_at && in.now - *s.used_at < api_key::use_grain) return accept();
    return accept(Used{ask.id, in.now});
  }
  static Verdict on(const auto&, const api_key::Use&, const Context&) { return hide(rule::no_such_key); }

  static Verdict on(const ApiKey::Active& s, const api_key::Revoke& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::user) return refuse(rule::people_only);
    return accept(Revoked{ask.id, secrets_of(s)});
  }
  static Verdict on(ApiKey::Over, const api_key::Revoke&, const Context&) { return refuse(rule::key_over); }
  static Verdict on(Absent, const api_key::Revoke&, const Context&) { return refuse(rule::no_such_key); }

  static Verdict on(const ApiKey::Active& s, const api_key::Expire& ask, const Context&) { return accept(Expired{ask.id, secrets_of(s)}); }
  static Verdict on(const auto&, const api_key::Expire&, const Context&) { return accept(); }

  // Who loses a right, or goes, takes back what could only be given with it.
  static Verdict on(const member::Removed& e, const Context& in) { return accept(unvouched(e.id, in)); }
  static Verdict on(const member::Suspended& e, const Context& in) { return accept(unvouched(e.id, in)); }
  static Verdict on(const member::AccessChanged& e, const Context& in) { return accept(unvouched(e.id, in)); }
  static Verdict on(const auto&, const api_key::RevokeUnvouched& ask, const Context& in) {
    Facts facts;
    const auto all = good_keys(in);
    for (const auto& one : all ? all->keys : std::vector<KeyList::One>{}) {
      const auto& state = in.tenant.get(one.key_id);
      const auto* key = std::get_if<ApiKey::Active>(&state);
      if (one.vouched_by != ask.id || !key || stands_for(ask.id, *key, in)) continue;
      if (facts.size() == by_the_timer) {
        facts.push_back({timer(in.now, api_key::RevokeUnvouched{ask.id}), {}});
        break;
      }
      facts.push_back({AnyFact::of(Revoked{one.key_id, secrets_of(*key)}), {}});
    }
    return accept(std::move(facts));
  }
};

}  // namespace

WriteSide commands::api_key() { return write_side_of<Rules>(); }

}  // namespace millrace
