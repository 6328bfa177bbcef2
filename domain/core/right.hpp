// What members of a business may do: rights, which each context declares beside its facts, and the built-in roles, which have some of
// them. Names are public and stand in facts for ever; what a role means is what this release says.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The built-in roles, the highest first. In facts a role is text: a business may come to have roles of its own. A member belongs to the team
// and does not work for its customers; a client does not belong to it, and sees only what is their own.
enum class Role { owner, admin, manager, agent, limited_agent, member, client };
inline constexpr Role every_role[] = {Role::owner, Role::admin, Role::manager, Role::agent, Role::limited_agent, Role::member, Role::client};

std::string name_of(Role);                                     // "limited_agent"
std::optional<Role> built_in(std::string_view role);           // nothing: another role, or one of another release

// Whether a role is higher than the other: any that is not built in is below those that are.
bool above(std::string_view role, std::string_view other);

struct Roles {
  std::uint32_t bits = 0;
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) bits |= 1u << static_cast<int>(role);
  }
  constexpr bool has(Role role) const { return bits >> static_cast<int>(role) & 1; }
  constexpr bool operator==(const Roles&) const = default;
};

// One thing that somebody may be allowed: `inline constexpr Right reply{"conversations_reply", "Answer customers", {Role::agent}};`
// Its text lives as long as the program.
struct Right {
  std::string_view name;     // in facts and contracts, never reused: "tickets.view"
  std::string_view allows;   // in words, for who gives it
  Roles roles;               // the built-in roles that have it; an owner has every right
  constexpr bool operator==(const Right&) const = default;
};

// Some of the rights that this release knows.
class RightSet {
 public:
  RightSet() = default;
  RightSet(std::initializer_list<Right> rights) {
    for (const auto& right : rights) add(right);
  }
  void add(const Right&);
  void remove(std::string_view name);
  bool has(const Right&) const;
  bool within(const RightSet& all) const;
  RightSet with(const Right&) const;
  RightSet without(const Right&) const;
  RightSet minus(const RightSet& other) const;
  // As facts and replies hold them: sorted.
  std::vector<std::string> names() const { return {names_.begin(), names_.end()}; }
  bool operator==(const RightSet&) const = default;

 private:
  std::vector<std::string_view> names_;      // sorted, each once
};

}  // namespace millrace
