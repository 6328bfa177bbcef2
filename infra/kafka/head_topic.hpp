// The topic <prefix>.heads: every signed head of the journal as JSON, key the number of its partition, kept for ever; whoever reads it can hold the
// house to what it has said.
#pragma once

#include <vector>

#include "gateways/core/heads.hpp"
#include "infra/kafka/topics.hpp"

namespace millrace::kafka {

// Makes the topic if there is none. They are durable when it returns. Throws Trouble.
void publish_heads(const Place&, const std::vector<SignedHead>&);

}  // namespace millrace::kafka
