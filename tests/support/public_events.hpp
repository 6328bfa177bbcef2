// Tells the process what the inbox tells outside, for tests that have no house.
#pragma once

#include "schemas/public/inbox/conversation.hpp"
#include "schemas/public/inbox/customer.hpp"
#include "schemas/public/inbox/message.hpp"

namespace millrace::testing {

// In the order of the house: messages are the first family, customers the second.
inline const bool inbox_is_told = [] {
  for (const auto& context : {events::message(), events::conversation(), events::customer()}) PublicEvents::house().add(context);
  return true;
}();

}  // namespace millrace::testing
