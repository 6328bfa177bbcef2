#include <algorithm>
#include <set>

#include "commands/core/as_kept.hpp"
#include "commands/core/erased_subjects.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/identity/business/asks.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/customer/lookups.hpp"
#include "commands/inbox/privacy/asks.hpp"
#include "commands/inbox/privacy/lookups.hpp"
#include "domain/core/subject_erased.hpp"
#include "domain/core/text.hpp"
#include "domain/inbox/customer/activity.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = customer::rule;

using customer::CustomerDetails;
using customer::KnownUnder;
using customer::TagSpelling;

// Brings these details into the form in which they are kept; the first thing that is wrong with them.
const Rule* wrong(MaybePersonal& name, MaybePersonal& email, MaybePersonal& phone) {
  if (name) name = name_as_kept(*name);
  if (name && !one_line(name->value, 255)) return &rule::customer_name_invalid;
  if (email && !(email = email_as_kept(*email))) return &rule::customer_email_invalid;
  if (phone && !(phone = phone_as_kept(*phone))) return &rule::customer_phone_invalid;
  return nullptr;
}

MaybePersonal owned(const Id<Customer>& id, const MaybePersonal& text) {
  return text ? about(id, *text) : MaybePersonal{};
}

struct Rules : Decider {
  using Aggregates = List<Customer>;
  using Lookups = List<CustomerDetails, KnownUnder, TagSpelling, customer::Activity>;
  using Asks = List<customer::Create, customer::RegisterVisitor, customer::Change, customer::Tag, customer::Note, customer::Erase, customer::Expire>;
  using Known = Customer::Known;
  using Gone = Customer::Gone;

  // Whatever it is: also of what was asked earlier nothing is answered any more.
  template <class Ask>
  static Verdict on(const Gone&, const Ask&, const Context&) { return refuse(millrace::rule::subject_erased); }

  static Verdict on(Absent, customer::Create ask, const Context&) {
    if (!ask.name && !ask.email && !ask.phone) return refuse(rule::customer_without_anything);
    if (const auto* rule = wrong(ask.name, ask.email, ask.phone)) return refuse(*rule);
    return accept(customer::Created{ask.id, customer::CameBy::agent, owned(ask.id, ask.name), owned(ask.id, ask.email), owned(ask.id, ask.phone)});
  }
  static Verdict on(const Known&, const customer::Create&, const Context&) { return refuse(rule::customer_exists); }

  static Verdict on(Absent, customer::RegisterVisitor ask, const Context& in) {
    if (!runs(in.tenant.get(Id<Business>{in.tenant.id()}))) return refuse(business::rule::business_closed);
    MaybePersonal no_phone;
    if (const auto* rule = wrong(ask.name, ask.email, no_phone)) return refuse(*rule);
    return accept(customer::Created{ask.id, customer::CameBy::visitor, owned(ask.id, ask.name), owned(ask.id, ask.email)});
  }
  static Verdict on(const Known&, const customer::RegisterVisitor&, const Context&) { return refuse(rule::customer_exists); }

  static Verdict on(Absent, const customer::Change&, const Context&) { return refuse(rule::no_such_customer); }
  static Verdict on(const Known&, const customer::Change& ask, const Context& in) {
    using customer::Detail;
    const auto given = [](const std::optional<MaybePersonal>& patch) { return patch.value_or(MaybePersonal{}); };
    auto name = given(ask.name), email = given(ask.email), phone = given(ask.phone);
    if (const auto* rule = wrong(name, email, phone)) return refuse(*rule);
    const auto now = row_or_none(in.tenant.find<CustomerDetails>(ask.id));
    customer::Changed changed{ask.id};
    const auto patch = [&](bool asked, const MaybePersonal& to, const std::optional<Uuid>& was, MaybePersonal& into, Detail detail) {
      if (!asked || exact_match(to) == was) return;
      if (to) into = owned(ask.id, to);
      else changed.cleared.push_back(detail);
    };
    patch(ask.name.has_value(), name, now.name, changed.name, Detail::name);
    patch(ask.email.has_value(), email, now.email, changed.email, Detail::email);
    patch(ask.phone.has_value(), phone, now.phone, changed.phone, Detail::phone);
    const auto stays = [](bool asked, const MaybePersonal& to, const std::optional<Uuid>& was) { return asked ? to.has_value() : was.has_value(); };
    const bool known = stays(ask.name.has_value(), name, now.name) || stays(ask.email.has_value(), email, now.email) ||
                       stays(ask.phone.has_value(), phone, now.phone);
    if (!changed.cleared.empty() && !known) return refuse(rule::customer_without_anything);
    const bool nothing = !changed.name && !changed.email && !changed.phone && changed.cleared.empty();
    return nothing ? accept() : accept(std::move(changed));
  }

  static Verdict on(Absent, const customer::Tag&, const Context&) { return refuse(rule::no_such_customer); }
  static Verdict on(const Known& s, const customer::Tag& ask, const Context& in) {
    auto t = tagging(s.tags, ask.tags, ask.remove, in);
    if (!t) return refuse(rule::tag_invalid);
    if (t->added.empty() && t->removed.empty()) return accept();
    return accept(customer::Tagged{ask.id, std::move(t->tags), std::move(t->added), std::move(t->removed)});
  }

  static Verdict on(Absent, const customer::Note&, const Context&) { return refuse(rule::no_such_customer); }
  static Verdict on(const Known&, const customer::Note& ask, const Context& in) {
    if (!good_text(ask.text.value)) return refuse(rule::note_invalid);
    return accept(customer::NoteAdded{ask.id, in.ids.next<CustomerNote>(), {in.actor.member_id}, about(ask.id, ask.text)});
  }

  static Verdict on(Absent, const customer::Erase&, const Context&) { return refuse(rule::no_such_customer); }
  static Verdict on(const Known&, const customer::Erase& ask, const Context& in) {
    if (in.tenant.find<privacy::HoldsOf>(ask.id)) return refuse(rule::hold_active);
    const auto erasure = in.ids.next<Erasure>();
    std::optional<Id<Member>> by;
    if (!in.actor.member_id.nil()) by = Id<Member>{in.actor.member_id};
    return accept(customer::Erased{ask.id, erasure}, SubjectErased{erasure, ask.id.value, by});
  }

  // Whoever looked for those that are due may have been overtaken: by a message, by other terms.
  static Verdict on(Absent, const customer::Expire&, const Context&) { return refuse(rule::no_such_customer); }
  static Verdict on(const Known&, const customer::Expire& ask, const Context& in) {
    const auto& retention = in.tenant.get(privacy::retention_of(in.tenant.id()));
    const auto* terms = std::get_if<Retention::Set>(&retention);
    const auto active = in.tenant.find<customer::Activity>(ask.id);
    if (!terms || !terms->days || in.now < terms->begins_at || !active) return accept();
    if (in.now < privacy::outlived_at(active->active_on, *terms->days)) return accept();
    if (in.tenant.find<privacy::HoldsOf>(ask.id)) return refuse(rule::hold_active);
    const auto erasure = in.ids.next<Erasure>();
    return accept(customer::Erased{ask.id, erasure}, SubjectErased{erasure, ask.id.value, {}},
                  privacy::RetentionExpired{erasure, ask.id, active->active_on, *terms->days});
  }
};

}  // namespace

std::optional<Tagging> tagging(const std::vector<std::string>& tags, const std::vector<std::string>& add,
                               const std::optional<std::vector<std::string>>& remove, const Context& in) {
  std::set<std::string> adding, removing, here;
  for (const auto& tag : add) adding.insert(label_key(tag));
  for (const auto& tag : remove.value_or(std::vector<std::string>{}))
    if (const auto key = label_key(tag); !adding.contains(key)) removing.insert(key);
  Tagging t;
  for (const auto& tag : tags) {                       // an earlier release kept each spelling
    const auto key = label_key(tag);
    if (removing.contains(key)) t.removed.push_back(tag);
    else if (here.insert(key).second) t.tags.push_back(tag);
  }
  for (const auto& tag : add) {
    if (!one_line(nfc(trimmed(tag)), 50)) return {};
    const auto key = label_key(tag);
    if (!here.insert(key).second) continue;
    const auto known = in.tenant.find<TagSpelling>(key);
    t.added.push_back(known ? known->text : label(tag));
    t.tags.push_back(t.added.back());
  }
  if (t.tags.size() > 30) return {};
  return t;
}

WriteSide commands::customer() { return write_side_of<Rules>(); }

}  // namespace millrace
