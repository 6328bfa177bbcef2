// What each role may do unless its member is given something else.
#pragma once

#include <vector>

#include "domain/core/actor.hpp"

namespace millrace {

//                              owner   admin   manager  agent   limited agent
//  conversations view all        ×       ×        ×       ×
//                view assigned   ×       ×        ×       ×        ×
//                reply           ×       ×        ×       ×        ×
//                assign          ×       ×        ×
//                close           ×       ×        ×       ×        ×
//  customers     view            ×       ×        ×       ×
//                edit            ×       ×        ×       ×
//                delete          ×       ×
//  team          view            ×       ×        ×       ×        ×
//                invite          ×       ×        ×
//                edit            ×       ×        ×
//                remove          ×       ×
//  settings      view            ×       ×        ×
//                edit            ×       ×
//  billing       view            ×       ×
//                edit            ×
constexpr Permissions usual_for(Role role) {
  using enum Can;
  const auto limited = Permissions{}.with(conversations_view_assigned).with(conversations_reply).with(conversations_close).with(team_view);
  const auto agent = limited.with(conversations_view_all).with(customers_view).with(customers_edit);
  const auto manager = agent.with(conversations_assign).with(team_invite).with(team_edit).with(settings_view);
  const auto admin = manager.with(customers_delete).with(team_remove).with(settings_edit).with(billing_view);
  switch (role) {
    case Role::owner: return admin.with(billing_edit);
    case Role::admin: return admin;
    case Role::manager: return manager;
    case Role::agent: return agent;
    case Role::limited_agent: return limited;
  }
  return {};
}

// As facts and rows hold them: by name, in the order of `Can`.
inline std::vector<Can> listed(Permissions set) {
  std::vector<Can> all;
  for (int n = 0; n <= static_cast<int>(Can::billing_edit); ++n)
    if (set.has(static_cast<Can>(n))) all.push_back(static_cast<Can>(n));
  return all;
}
inline Permissions permissions_of(const std::vector<Can>& listed) {
  Permissions set;
  for (const auto can : listed) set = set.with(can);
  return set;
}
constexpr bool within(Permissions some, Permissions all) { return (some.bits & ~all.bits) == 0; }

// Who can give back whatever has been taken away, from anybody: an owner with everything that an owner may do.
constexpr bool all_powerful(Role role, Permissions can) { return role == Role::owner && within(usual_for(Role::owner), can); }

}  // namespace millrace
