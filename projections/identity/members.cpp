#include "projections/identity/members.hpp"

#include "projections/identity/channels.hpp"
#include "schemas/rights.hpp"

namespace millrace::member {

namespace {

bool listed(const MemberRow* row) { return row && row->status != MemberStatus::expired && row->status != MemberStatus::removed; }
bool active(const MemberRow* row) { return row && row->status == MemberStatus::active; }

std::optional<std::string> place_in_team(const void* p) {
  const auto& row = *static_cast<const MemberRow*>(p);
  if (!listed(&row)) return {};
  return to_rfc3339(row.invited_at ? *row.invited_at : row.joined_at.value_or(Time{}));
}

std::optional<std::string> place_by_account(const void* p) {
  const auto& row = *static_cast<const MemberRow*>(p);
  if (!active(&row) || !row.account_id) return {};
  return std::string(row.account_id->value.raw()) + to_rfc3339(row.joined_at.value_or(Time{}));
}

std::optional<std::string> place_among_gone(const void* p) {
  if (static_cast<const MemberRow*>(p)->status != MemberStatus::removed) return {};
  return std::string{};
}

std::optional<std::string> place_among_available(const void* p) {
  if (!static_cast<const MemberRow*>(p)->available) return {};
  return std::string{};
}

void turn(MemberRow& row, bool available, Time since) {
  row.available = available;
  row.available_since = available ? std::optional{since} : std::nullopt;
  row.last_seen_at = available ? std::nullopt : std::optional{since};
}

void give(MemberRow& row, const auto& e) {
  row.role = e.role;
  row.granted = e.granted;
  row.denied = e.denied;
}

// From the address of the invitation to the account's own; when that is another one, both are told.
void identify(MemberRow& row, const Personal<std::string>& email, std::optional<bool> other_address,
              const std::optional<Personal<std::string>>& invited) {
  if (other_address) {
    row.joined_with_other_address = *other_address;
    row.invited_email = *other_address ? invited : std::nullopt;
  }
  row.email = email;
}

void publish(const Rows&, const Uuid& tenant, const void* before, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* was = static_cast<const MemberRow*>(before);
  const auto* is = static_cast<const MemberRow*>(after);
  const auto member = (is ? is : was)->id;
  const auto id = member.value;
  const auto say = [&](std::string channel, bool there_before, bool there_now) {
    if (there_now) changes.push_back({std::move(channel), "member", Change::Op::upsert, id, member_json(*is, stamp)});
    else if (there_before) changes.push_back({std::move(channel), "member", Change::Op::remove, id, removed_json(id)});
  };
  say(channels::team.of(tenant), listed(was), listed(is));
  say(channels::member.of(tenant, member), active(was), active(is));
}

}  // namespace

// Somebody who has been here keeps the name under which everybody knows what they wrote.
Members::Maybe Members::on(Maybe r, const Invited& e, const Meta& m) {
  MemberRow row{};
  if (r) row.name = r->name;
  row.id = e.id;
  row.business_id = {m.tenant};
  give(row, e);
  row.email = e.email;
  row.invited_at = m.at;
  row.expires_at = e.expires_at;
  return row;
}

Members::Maybe Members::on(Maybe, const Provisioned& e, const Meta& m) {
  MemberRow row{};
  row.id = e.id;
  row.business_id = {m.tenant};
  row.status = MemberStatus::provisioned;
  give(row, e);
  row.name = e.name;
  row.email = e.email;
  row.invited_at = m.at;
  return row;
}

Members::Maybe Members::on(Maybe r, const Joined& e, const Meta& m) {
  MemberRow row = r.value_or(MemberRow{});
  row.id = e.id;
  row.business_id = {m.tenant};
  // Facts of an earlier release do not say where the invitation went: the row that it made does.
  if (e.email) identify(row, *e.email, e.other_address, e.invited_email || row.status != MemberStatus::invited ? e.invited_email : row.email);
  row.status = MemberStatus::active;
  row.account_id = e.account_id;
  give(row, e);
  row.name = e.name;
  row.expires_at.reset();
  row.joined_at = m.at;
  return row;
}

void Members::on(MemberRow& r, const AccessChanged& e, const Meta&) { give(r, e); }

void Members::on(MemberRow& r, const Identified& e, const Meta&) {
  r.name = e.name;
  identify(r, e.email, e.other_address, r.email);
}

void Members::on(MemberRow& r, const Removed&, const Meta& m) {
  r.status = MemberStatus::removed;
  if (r.available) turn(r, false, m.at);
}

void Members::on(MemberRow& r, const Suspended&, const Meta& m) {
  r.status = MemberStatus::suspended;
  r.expires_at.reset();
  if (r.available) turn(r, false, m.at);
}

void Members::on(MemberRow& r, const Resumed& e, const Meta&) {
  r.status = MemberStatus::active;
  give(r, e);
}

void Members::on(MemberRow& r, const WentAvailable& e, const Meta&) { turn(r, true, e.since); }
void Members::on(MemberRow& r, const WentAway& e, const Meta&) { turn(r, false, e.since); }
void Members::on(MemberRow& r, const Described& e, const Meta&) {
  if (e.title) r.title = e.title;
  if (e.department) r.department = e.department;
  if (e.capacity) r.capacity = e.capacity;
  for (const auto about : e.cleared) switch (about) {
      case About::title: r.title.reset(); break;
      case About::department: r.department.reset(); break;
      case About::capacity: r.capacity.reset(); break;
    }
}

std::vector<std::string> permissions_of(const Access& access) { return Rights::house().of(access).names(); }

std::optional<Personal<std::string>> member_name(const Rows& rows, const Uuid& tenant, const std::optional<Id<Member>>& id) {
  const auto row = id ? find_row<MemberNames>(rows, tenant, *id) : nullptr;
  return row && !row->name.erased ? std::optional{row->name} : std::nullopt;
}

const AnyFold& Members::erased() { return erased_fold<Members>(); }
const AnyFold& MemberNames::erased() { return erased_fold<MemberNames>(); }
const AnyFold& Catalogue::erased() { return erased_fold<Catalogue>(); }

}  // namespace millrace::member

namespace millrace::projections {

Projection members() {
  return {.fold = &lookup_of<member::Members>(),
          .resource = "member",
          .indexes = {{member::Members::team, &member::place_in_team}, {member::Members::by_account, &member::place_by_account, true},
                      {member::Members::gone, &member::place_among_gone, true}, {member::Members::available, &member::place_among_available, true}},
          .publish = &member::publish};
}

Projection member_catalogue() { return {.fold = &lookup_of<member::Catalogue>(), .resource = "member_catalogue"}; }
Projection member_names() { return {.fold = &lookup_of<member::MemberNames>(), .resource = "member_name", .history = true}; }
}

template const millrace::Shape& millrace::shape_of<millrace::member::MemberRow>();
