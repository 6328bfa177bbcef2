#include "domain/identity/member/retired.hpp"

#include <algorithm>

#include "domain/core/shape.hpp"

namespace millrace::member::v1 {

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
std::vector<Can> usual(Role role) {
  using enum Can;
  std::vector<Can> all;
  const auto add = [&](Role least, std::initializer_list<Can> more) {
    if (role <= least) all.insert(all.end(), more);
  };
  add(Role::limited_agent, {conversations_view_assigned, conversations_reply, conversations_close, team_view});
  add(Role::agent, {conversations_view_all, customers_view, customers_edit});
  add(Role::manager, {conversations_assign, team_invite, team_edit, settings_view});
  add(Role::admin, {customers_delete, team_remove, settings_edit, billing_view});
  add(Role::owner, {billing_edit});
  return all;
}

std::string name_of(Role role) { return std::string(shape_of<Role>().words[static_cast<std::size_t>(role)]); }
std::string name_of(Can can) { return std::string(shape_of<Can>().words[static_cast<std::size_t>(can)]); }

Access access_of(Role role, const std::vector<Can>& permissions) {
  const auto without = [](const std::vector<Can>& some, const std::vector<Can>& others) {
    std::vector<std::string> names;
    for (const auto can : some)
      if (std::find(others.begin(), others.end(), can) == others.end()) names.push_back(name_of(can));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  };
  const auto expected = usual(role);
  return {name_of(role), without(permissions, expected), without(expected, permissions)};
}

member::Invited Invited::upcast() const {
  const auto access = access_of(role, permissions);
  return {id, email, access.role, access.granted, access.denied, n, expires_at};
}

member::Joined Joined::upcast() const {
  const auto access = access_of(role, permissions);
  return {id, account_id, name, access.role, access.granted, access.denied, email, other_address, invited_email};
}

member::AccessChanged AccessChanged::upcast() const {
  const auto access = access_of(role, permissions);
  return {id, account_id, access.role, access.granted, access.denied};
}

}  // namespace millrace::member::v1
