// How webhooks call a type of public events: "message.created", "conversation.assigned".
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Of "com.millrace.conversation.assigned.v1"; what is no type of ours stays as it is.
std::string short_name(std::string_view type);

}  // namespace millrace
