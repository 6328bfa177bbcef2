#include "commands/identity/business/asks.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/registration/asks.hpp"
#include "commands/identity/registration/lookups.hpp"
#include "domain/identity/account/state.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

std::string slug_of(std::string_view name) {
  constexpr std::size_t longest = 48;
  std::string slug;
  for (const char c : in_ascii(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) slug += c;
    else if (!slug.empty() && slug.back() != '-') slug += '-';
  }
  slug.resize(std::min(slug.size(), longest));
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "business" : slug;
}

namespace {

namespace rule = registration::rule;

using registration::BySlug;

std::string free_slug(std::string_view name, const Context& in) {
  const auto wanted = slug_of(name);
  auto slug = wanted;
  for (int n = 2; in.tenant.find<BySlug>(slug); ++n) slug = wanted + "-" + std::to_string(n);
  return slug;
}

struct Rules : Decider {
  using Aggregates = List<Registration>;
  using Lookups = List<BySlug>;
  using Asks = List<registration::Register>;

  static Verdict on(Absent, const registration::Register& ask, const Context& in) {
    const Id<Account> founder{in.actor.principal.id};
    const auto& account = in.tenant.get(founder);
    if (in.actor.principal.kind != PrincipalKind::user || !std::holds_alternative<Account::Active>(account))
      return refuse(rule::founder_unknown);
    const auto name = name_as_kept(ask.name);
    if (!good_name(name)) return refuse(rule::business_name_invalid);
    auto email = ask.founder_email;
    if (email) email->subject_id = founder.value;
    const registration::Registered made{ask.id, founder, name, free_slug(name, in), in.ids.next<Widget>(), in.ids.next<Member>()};
    return accept(made, handoff(ask.id.value, business::Found{{ask.id.value}, made.name, made.slug, made.widget_id, made.member_id,
                                                            founder, about(founder, ask.founder_name), in.now,
                                                            std::move(email)}));
  }
  static Verdict on(const Registration::Made&, const registration::Register&, const Context&) { return refuse(rule::business_exists); }
};

}  // namespace

WriteSide commands::registration() { return write_side_of<Rules>(); }

}  // namespace millrace
