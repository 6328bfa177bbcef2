// What members may be allowed to do with conversations and their messages.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::conversation::right {

inline constexpr Right view_all{"conversations_view_all", "See every conversation", {Role::admin, Role::manager, Role::agent}};
inline constexpr Right view_assigned{"conversations_view_assigned", "See the conversations that are assigned to them",
                                     {Role::admin, Role::manager, Role::agent, Role::limited_agent}};
inline constexpr Right reply{"conversations_reply", "Answer customers, and change what a conversation is about",
                             {Role::admin, Role::manager, Role::agent, Role::limited_agent}};
inline constexpr Right assign{"conversations_assign", "Assign conversations, and delete what others have written", {Role::admin, Role::manager}};
inline constexpr Right close{"conversations_close", "Change the status of conversations",
                             {Role::admin, Role::manager, Role::agent, Role::limited_agent}};

}  // namespace millrace::conversation::right
