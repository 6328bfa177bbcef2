// The hub's indexes: who hears a channel, which channels name a thing, where a person's connections are; and whom a change concerns.
#include "gateways/core/hub.hpp"

namespace millrace {

// Its first subscription in a business makes a member be there; services are never there or away.
void Hub::arrive(ConnectionId id, const Connection& connection, const std::string& channel, const Subscription& s) {
  auto& hearers = hearers_[channel];
  if (!hearers.ids.insert(id).second) return;
  hearers.tenant = s.tenant;
  hearers.about = s.ids;
  for (const auto& about : s.ids) about_[{s.tenant, about}].insert(channel);
  const bool person = connection.caller.principal.kind == PrincipalKind::user;
  if (!person && connection.caller.principal.kind != PrincipalKind::api_key) return;
  auto& place = of_tenant_[s.tenant][id];
  if (++place.subscriptions > 1 || !world_.presence || !person) return;
  place.member = world_.authorise(connection.caller.principal, s.tenant, world_.rows).member_id;
  if (!place.member.nil()) presence_.enter(s.tenant, place.member, id, now_);
}

void Hub::forget(ConnectionId id, const std::string& channel) {
  const auto found = hearers_.find(channel);
  if (found == hearers_.end() || found->second.ids.erase(id) == 0) return;
  const auto tenant = found->second.tenant;
  if (found->second.ids.empty()) {
    for (const auto& id_in_name : found->second.about)
      if (const auto about = about_.find({tenant, id_in_name}); about != about_.end()) {
        about->second.erase(channel);
        if (about->second.empty()) about_.erase(about);
      }
    hearers_.erase(found);
  }
  const auto people = of_tenant_.find(tenant);
  if (people == of_tenant_.end()) return;
  const auto place = people->second.find(id);
  if (place == people->second.end() || --place->second.subscriptions > 0) return;
  if (!place->second.member.nil()) presence_.leave(tenant, place->second.member, id, now_);
  people->second.erase(place);
  if (people->second.empty()) of_tenant_.erase(people);
}

// Copies are walked through: who goes last takes the channel and the tenant away.
void Hub::recheck(const Uuid& tenant, const Affected& whom) {
  switch (whom.whom) {
    case Affected::Whom::session: return recheck_session(whom.id);
    case Affected::Whom::person:
      if (const auto found = of_person_.find(whom.id); found != of_person_.end())
        for (const auto id : std::set(found->second)) recheck(id, tenant);
      return;
    case Affected::Whom::thing:
      if (const auto found = about_.find({tenant, whom.id}); found != about_.end())
        for (const auto& channel : std::set(found->second))
          for (const auto id : std::set(hearers_.at(channel).ids)) recheck(id, channel);
      return;
    case Affected::Whom::everybody:
      if (const auto found = of_tenant_.find(tenant); found != of_tenant_.end())
        for (const auto& [id, place] : std::map(found->second)) recheck(id, tenant);
      return;
  }
}

void Hub::recheck(ConnectionId id, const Uuid& tenant) {
  std::vector<std::string> channels;
  for (const auto& [channel, s] : connections_.at(id).subscriptions)
    if (s.tenant == tenant) channels.push_back(channel);
  for (const auto& channel : channels) recheck(id, channel);
}

}  // namespace millrace
